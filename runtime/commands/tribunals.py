"""`arauto tribunal`: what can be asked, and how each tribunal does."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from capture.archive import list_quarantine
from capture.tribunal_states import list_tribunals
from runtime.commands.session import installation, show, show_one
from schemas.courts import CourtSystem
from spiders.registry import spiders_of, support_of, tribunal_named, tribunals

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Tribunals: what can be asked, and how they do.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


_NEVER_ASKED = "no tribunal has been asked yet: run `arauto up`"


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List every tribunal of the national numbering and the systems that can be read."""
    rows = []
    for tribunal in tribunals():
        unsupported, explanation = support_of(tribunal.acronym)
        state = "unsupported" if unsupported else "supported"
        rows.append({"j_tr": tribunal.j_tr, "tribunal": tribunal.acronym, "state": state, "how": explanation})
    show(rows, as_json=as_json, empty="no tribunal")


@app.command("show")
def show_tribunal(acronym: Annotated[str, typer.Argument(help="TJSP, TRF1, …")], as_json: Json = False) -> None:
    """Show what is known of one tribunal's systems: addresses, and the date and source of that knowledge."""
    tribunal = tribunal_named(acronym.upper())
    rows = [
        {
            "system": spider.system.value,
            "addresses": dict(spider.addresses),
            "is_verified": spider.is_verified,
            "known_from": spider.verified_on,
            "movements": "hint" if spider.system is CourtSystem.DATAJUD and index else "primary",
        }
        for index, spider in enumerate(spiders_of(tribunal.acronym))
    ]
    if not rows:
        show_one({"tribunal": tribunal.acronym, "state": support_of(tribunal.acronym)[1]}, as_json=as_json)
        return
    show(rows, as_json=as_json, empty="no system")


@app.command("health")
def health(
    with_disabled: Annotated[
        bool, typer.Option("--with-disabled", help="Also those that are switched off; JSON always has them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show each tribunal's state, since when and why, and when it is tried again (--json: also budgets)."""
    with installation() as opened, opened.database.transaction() as connection:
        rows = list_tribunals(connection, opened.clock.now())
    if as_json:
        show(rows, as_json=True, empty="")
        return
    told = [_health_row(row) for row in rows if with_disabled or row["state"] != "disabled"]
    show(told, as_json=False, empty="no tribunal is switched on" if rows else _NEVER_ASKED)
    if left_out := len(rows) - len(told):
        typer.echo(f"{left_out} switched off; --with-disabled shows them")


@app.command("quarantine")
def quarantine(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 100, as_json: Json = False
) -> None:
    """List pages that were not understood and are kept, with the reason and the hash of their bytes."""
    with installation() as opened, opened.database.transaction() as connection:
        rows = list_quarantine(connection, limit)
    show(rows, as_json=as_json, empty="every page was understood")


def _health_row(row: Mapping[str, Any]) -> dict[str, object]:
    """What fits on a line of 80 columns; the rest is in the JSON."""
    return {
        "tribunal": row["tribunal"],
        "state": row["state"],
        "since": row["since"],
        "visits_due": row["due"],
        "next_attempt": row["next_attempt_at"],
        "reason": row["reason"],
    }
