"""`arauto parse`: says what saved pages say, without network or database (docs/reference/parse_output.md).

Standard output carries one line of JSON per file and nothing else, so that a program can read it.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.pages import ParsedPage

NOT_RECOGNISED = 3


def parse(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, readable=True, help="Saved pages, as the court sent them"),
    ],
    tribunal: Annotated[
        str, typer.Option(help="Tribunal (TJSP), publisher (CNJ) or state (SP) that the pages come from")
    ],
    system: Annotated[str | None, typer.Option(help="Court system; else the page is recognised by itself")] = None,
    page: Annotated[str | None, typer.Option(help="Kind of page; else it is recognised by itself")] = None,
) -> None:
    """Print what saved pages say, one line of JSON per file.

    Exit status: 0 when every page was recognised, 3 when any was not, 2 for wrong usage.
    """
    from schemas.courts import CourtSystem
    from schemas.outcomes import Outcome
    from schemas.pages import PageKind
    from spiders.recognise import parse_page

    if system is not None and system not in set(CourtSystem):
        raise typer.BadParameter(f"{system} is not one of {', '.join(CourtSystem)}", param_hint="--system")
    if page is not None and page not in set(PageKind):
        raise typer.BadParameter(f"{page} is not one of {', '.join(PageKind)}", param_hint="--page")
    all_recognised = True
    for file in files:
        parsed = parse_page(file.read_bytes(), system=system, tribunal=tribunal, page=page)
        all_recognised = all_recognised and parsed.outcome is not Outcome.PAGE_CHANGED
        sys.stdout.write(line_of(file, parsed) + "\n")
        sys.stdout.flush()
    if not all_recognised:
        raise typer.Exit(NOT_RECOGNISED)


def line_of(file: Path, parsed: "ParsedPage") -> str:
    """Return the page as one line of JSON; the file's path stands in it as it was given."""
    return json.dumps({"file": str(file), **parsed.as_json()}, ensure_ascii=False)


def main() -> None:
    """Run `parse` as a program of its own."""
    application = typer.Typer(add_completion=False)
    application.command("parse")(parse)
    application.callback()(_only_commands)
    application()


def _only_commands() -> None:
    """Read saved pages of courts."""


if __name__ == "__main__":
    main()
