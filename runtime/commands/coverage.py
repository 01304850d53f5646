"""`arauto tribunal coverage`: which strategy finds distributions first, and how late."""

from typing import Annotated

import typer

from capture.coverage import StrategyCoverage, measure_coverage
from runtime.commands.session import installation, show
from runtime.commands.tribunal_argument import tribunal_argument

_NOTHING = "nothing was found and no strategy is switched on: see `discovery` in tribunals.yml"


def coverage(
    acronym: Annotated[str | None, typer.Argument(metavar="[TRIBUNAL]", help="TJSP, TRF1, …; default: all.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Cases first seen within so many days.")] = 90,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with the last run and what it left out.")
    ] = False,
) -> None:
    """Show what each strategy found, first or alone, and how many days after the distribution."""
    tribunal = tribunal_argument(acronym).acronym if acronym else None
    with installation() as opened, opened.database.transaction() as connection:
        rows = measure_coverage(connection, opened.clock.now(), tribunal=tribunal, days=days)
    if as_json:
        show([row.model_dump(mode="json") for row in rows], as_json=True, empty="")
        return
    show([_line(row) for row in rows], as_json=False, empty=_NOTHING)
    for row in rows:
        if row.failures:
            typer.echo(f"{row.tribunal} {row.strategy}: failed {row.failures} time(s) in a row: {row.last_error}")


def _line(row: StrategyCoverage) -> dict[str, object]:
    """What fits on a line of 80 columns; the rest is in the JSON."""
    return {
        "tribunal": row.tribunal,
        "strategy": row.strategy,
        "found": row.found,
        "share_%": row.share,
        "first": row.first,
        "alone": row.alone,
        "median": row.median_days,
        "p90": row.p90_days,
    }
