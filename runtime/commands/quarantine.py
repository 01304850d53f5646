"""`arauto quarantine`: pages that were not understood, by their looks; showing and releasing them."""

import sys
from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer

from capture.quarantine import Wanted, list_groups, list_quarantine, release, show_page
from runtime.archive_reading import archive_spiders
from runtime.commands.session import installation, show, show_one
from runtime.commands.tribunal_argument import tribunal_argument

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Pages that were not understood.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TribunalName = Annotated[str | None, typer.Option("--tribunal", help="Only pages of this tribunal.")]
Fingerprint = Annotated[str | None, typer.Option(help="Only pages that look like this.")]
_EMPTY = "every page was understood"


@app.command("list")
def list_pages(
    tribunal: TribunalName = None,
    fingerprint: Fingerprint = None,
    pages: Annotated[bool, typer.Option("--pages", help="Each page, not those together that look alike.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 100,
    as_json: Json = False,
) -> None:
    """List pages that were not understood: those that look alike together, or each with the hash of its bytes."""
    name = _named(tribunal)
    with installation() as opened, opened.database.transaction() as connection:
        if pages or fingerprint:
            rows = list_quarantine(connection, limit, Wanted(tribunal=name, fingerprint=fingerprint))
        else:
            rows = list_groups(connection, name, limit)
    show(rows, as_json=as_json, empty=_EMPTY)


@app.command("show")
def show_one_page(
    page: Annotated[int, typer.Argument(help="Its id, as `arauto quarantine list --pages` prints it.")],
    body: Annotated[bool, typer.Option("--body", help="Write the page's bytes to standard output.")] = False,
    as_json: Json = False,
) -> None:
    """Show one page: its request, why it was not understood, what today's parser says, what its looks are made of."""
    with installation() as opened, opened.database.transaction() as connection:
        facts = show_page(connection, opened.blobs, page)
        content = opened.blobs.get(facts["sha256"])
    if body:
        sys.stdout.buffer.write(content)
        return
    show_one(facts, as_json=as_json)


@app.command("release")
def release_pages(
    pages: Annotated[list[int] | None, typer.Argument(help="Ids of pages; none: all of the selection.")] = None,
    tribunal: TribunalName = None,
    fingerprint: Fingerprint = None,
    as_json: Json = False,
) -> None:
    """Read pages again; one that is understood now leaves the quarantine, and its case is visited."""
    if not (pages or tribunal or fingerprint):
        raise typer.BadParameter("name pages, or select them by --tribunal or --fingerprint")
    wanted = Wanted(ids=pages or None, tribunal=_named(tribunal), fingerprint=fingerprint)
    counts: Counter[str] = Counter()
    with installation() as opened:
        now = opened.clock.now()
        for released in release(opened.database, opened.blobs, archive_spiders(opened), wanted, now):
            counts["released" if released.is_released else "kept"] += 1
            counts["visits planned"] += released.is_visit_planned
            if as_json:
                show_one(asdict(released), as_json=True)
            else:
                word = "released" if released.is_released else "kept"
                typer.echo(f"{released.id} {word}: {released.outcome}, {released.reason}")
    if not as_json:
        typer.echo(", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or _EMPTY)


def _named(tribunal: str | None) -> str | None:
    return tribunal_argument(tribunal).acronym if tribunal else None
