"""`arauto explain` and `arauto why-not`: why a distribution was sent, or was not, from stored facts."""

from typing import Annotated
from uuid import UUID

import typer

from delivery.monitoring.explain import explain as explain_delivered
from delivery.monitoring.explain import why_not as explain_missing
from monitor_config.companies import get_company
from runtime.commands.session import installation, show_one
from schemas.case_number import CaseNumber

Number = Annotated[str, typer.Argument(help="A CNJ number, with or without punctuation.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def explain(
    slug: Annotated[str, typer.Argument(help="The company's slug.")], number: Number, as_json: Json = False
) -> None:
    """Show what a company was sent of a case, by which party, expression and rule."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.database.transaction() as connection:
        found = explain_delivered(connection, get_company(connection, slug).id, case_number)
    if found.delivered_at is None and not found.decisions and not as_json:
        typer.echo(f"{slug} was sent no distribution of {case_number.masked}; `arauto why-not` says why")
        return
    show_one({name: getattr(found, name) for name in found.__dataclass_fields__}, as_json=as_json)


def why_not(
    number: Number, party_id: Annotated[UUID, typer.Argument(help="The monitored party's id.")], as_json: Json = False
) -> None:
    """Say why a case was not sent for a monitored party."""
    case_number = CaseNumber(number)
    with installation() as opened, opened.database.transaction() as connection:
        found = explain_missing(connection, case_number, party_id, opened.clock.now())
    show_one({name: getattr(found, name) for name in found.__dataclass_fields__}, as_json=as_json)
