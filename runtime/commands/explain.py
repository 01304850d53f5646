"""`arauto explain` and `arauto why-not`: why a distribution was sent, or was not, from stored facts."""

from typing import Annotated, Any
from uuid import UUID

import typer
from psycopg import Connection

from delivery.monitoring.explain import explain as explain_delivered
from delivery.monitoring.explain import why_not as explain_missing
from delivery.monitoring.recall import read_stored
from delivery.monitoring.repository import find_party_company
from matcher.evidence_places import CasePlace
from matcher.near_miss import NearMiss, explain_near_miss, nearest_first
from matcher.preview import planned_class_table
from matcher.watches import Watch
from monitor_config.companies import get_company, list_companies
from monitor_config.parties import MonitoredParties
from runtime.commands.session import installation, show_one
from schemas.case_number import CaseNumber

Number = Annotated[str, typer.Argument(help="A CNJ number, with or without punctuation.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_MOST_NAMES = 5
"""Of a case; the nearest."""


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
        names = list_near_misses(connection, case_number, party_id)[:_MOST_NAMES]
    told = {name: getattr(found, name) for name in found.__dataclass_fields__}
    said = [{name: getattr(miss, name) for name in miss.__dataclass_fields__} for miss in names]
    show_one({**told, "names": said}, as_json=as_json)


def list_near_misses(connection: Connection[dict[str, Any]], case_number: CaseNumber, party_id: UUID) -> list[NearMiss]:
    """Say of each name that a case prints what keeps it from being the party's, the nearest first.

    There are none where the party has no expression in force, or the case is unknown or withheld.
    """
    watch = _watch_in_force(connection, party_id)
    stored = read_stored(connection, watch.company_id, [case_number]).get(case_number) if watch else None
    if watch is None or stored is None:
        return []
    place = CasePlace(stored.case.jurisdiction, stored.case.judging_body, stored.origin)
    return nearest_first(explain_near_miss(watch, printed, place) for printed in stored.parties)


def _watch_in_force(connection: Connection[dict[str, Any]], party_id: UUID) -> Watch | None:
    company_id = find_party_company(connection, party_id)
    company = next((each for each in list_companies(connection) if each.id == company_id), None)
    if company is None:
        return None
    parties = MonitoredParties(connection, company)
    party = parties.get(party_id)
    version = next((each for each in parties.history(party_id) if each.state == "in force"), None)
    if version is None:
        return None
    return Watch(
        party_id=party_id,
        company_id=company.id,
        name=party.name,
        version=version.version,
        rex=version.rex,
        nrex=version.nrex,
        window_days=party.window_days,
        distributed_from=party.distributed_from,
        is_generated=version.is_generated,
        class_table=planned_class_table(
            party.name, version.rex, is_generated=version.is_generated, stored=version.class_table
        ),
        fuzzy=party.is_fuzzy,
        fuzzy_threshold=party.fuzzy_threshold,
        document=party.document,
        oabs=party.oabs,
        comarcas=party.comarcas,
    )
