"""`arauto match`: matches a file of names against a file of monitored names, without a database."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

_PROGRESS = 5_000


def match(
    monitored: Annotated[Path, typer.Option(help="JSON Lines: id, name, and perhaps rex and nrex.")],
    names: Annotated[Path, typer.Option(help="JSON Lines: id and name, as courts print them.")],
    out: Annotated[Path, typer.Option(help="Where the answers go: id and party_ids per line; - for standard output.")],
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Add the reasons of every match.")] = False,
    fuzzy: Annotated[bool, typer.Option(help="Also look for misspelt and cut names.")] = True,
    threshold: Annotated[int, typer.Option(min=0, max=100, help="How alike a misspelt name must be.")] = 80,
) -> None:
    """Match names in a file, one answer per line, in the order of the names."""
    from matcher.batch import load_batch, load_printed

    batch = load_batch(monitored, threshold=threshold, is_fuzzy=fuzzy)
    printed = load_printed(names)
    sink = sys.stdout if str(out) == "-" else out.open("w", encoding="utf-8")
    matched = late = 0
    try:
        for number, answer in enumerate(batch.answer(printed), start=1):
            sink.write(json.dumps(answer.as_json(is_explained=explain), ensure_ascii=False) + "\n")
            matched += bool(answer.found)
            late += bool(answer.took_too_long)
            if number % _PROGRESS == 0 and sys.stderr.isatty():
                sys.stderr.write(f"\r{number} of {len(printed)} names, {matched} matched")
    finally:
        if sink is not sys.stdout:
            sink.close()
    told = f"{len(printed)} names against {len(batch)} monitored: {matched} matched"
    sys.stderr.write(f"\r{told}{f'; for {late} an expression took too long' if late else ''}\n")
