"""`arauto bench`: how fast the parts are, measured against plain libraries, from a checkout."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import RefusedError

_ROOT = Path(__file__).resolve().parents[2]

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Measure how fast the parts are, from a checkout.")


class NoBenchmarks(RefusedError):
    """The measurements and their court simulator are part of a checkout, not of an installed package."""


@app.callback()
def bench() -> None:
    """Measure how fast the parts are, from a checkout."""


@app.command()
def capture(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="Few pages: shows that it works, not how fast.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object with parse_ratio_lxml and visit_ratio_scrapy.")
    ] = False,
) -> None:
    """Measure parsers against bare lxml, and whole visits against Scrapy that only fetches."""
    _run("tests.benchmarks", [*(["--quick"] if quick else []), *(["--json"] if as_json else [])])


@app.command()
def matcher(
    *,
    parties: Annotated[int, typer.Option(min=1, help="Monitored parties in place of a million.")] = 1_000_000,
    names: Annotated[
        Path | None,
        typer.Option(
            help="A file of names to monitor, one in a line or JSON objects with `name`; without it they are made."
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="100,000 parties only, in under a minute.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object; its _1m figures are those of --parties.")
    ] = False,
) -> None:
    """Measure how fast printed names are matched, and how well, against rapidfuzz alone and a loop of patterns."""
    options = ["--parties", str(parties), *(["--names", str(names.resolve())] if names else [])]
    _run("tests.benchmarks.matcher", [*options, *(["--quick"] if quick else []), *(["--json"] if as_json else [])])


def _run(module: str, options: list[str]) -> None:
    if not (_ROOT / "tests" / "benchmarks").is_dir():
        raise NoBenchmarks
    command = [sys.executable, "-m", module, *options]
    raise typer.Exit(subprocess.run(command, cwd=_ROOT, check=False).returncode)  # noqa: S603 - our own modules
