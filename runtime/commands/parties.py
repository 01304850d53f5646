"""`arauto party`: the names that a company watches."""

from typing import Annotated
from uuid import UUID

import typer

from matcher.handler import list_timeouts
from matcher.quarantine import show_quarantine
from monitor_config.companies import get_company
from monitor_config.models import PartyStatus
from monitor_config.parties import MonitoredParties
from runtime.commands import party_fields, party_files, party_history, party_plans, party_preview, party_recall
from runtime.commands.party_dry_run import show_dry_run
from runtime.commands.party_options import DryRun, Json, PartyId, Slug, parties_of
from runtime.commands.party_showing import party_facts, party_row, show_changed, show_whole_party
from runtime.commands.session import installation, show

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Monitored parties: the names that a company watches."
)
for _part in (party_fields, party_files, party_history, party_plans, party_preview, party_recall):
    app.add_typer(_part.app)


@app.command("list")
def list_all(
    slug: Slug,
    *,
    status: Annotated[list[PartyStatus] | None, typer.Option(help="Only these; may be repeated.")] = None,
    name: Annotated[
        str | None, typer.Option(help="Only names with this in them; case and accents do not count.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, in the order of their names.")] = None,
    as_json: Json = False,
) -> None:
    """List a company's parties, all or by status and by a part of the name."""
    with parties_of(slug) as (parties, _):
        found = parties.list_all(statuses=status, name=name, limit=limit)
        total = len(found) if limit is None else parties.count(statuses=status, name=name)
    nothing = "no party is like that" if status or name else f"{slug} watches no name yet: arauto party add"
    show([party_facts(party) if as_json else party_row(party) for party in found], as_json=as_json, empty=nothing)
    if len(found) < total and not as_json:
        typer.echo(f"{len(found):,} of {total:,}; a larger --limit shows more")


@app.command("show")
def show_one_party(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Show one party with its expression, and in words what a generated one accepts and refuses."""
    with installation() as opened, opened.database.transaction() as connection:
        party = MonitoredParties(connection, get_company(connection, slug)).get(party_id)
        slow = list_timeouts(connection, party_id)
        quarantined = show_quarantine(connection, party_id)
    told = {
        "took_too_long_on": [f"{row['case_number']} (version {row['expression_version']})" for row in slow],
        "quarantined": [
            f"version {row['expression_version']} since {row['quarantined_at']:%Y-%m-%d}: "
            f"{row['waiting_cases']} cases wait; edit the expression to free them"
            for row in quarantined
        ],
    }
    show_whole_party(party, told, as_json=as_json)


@app.command("pause")
def pause(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Stop matching a party."""
    _set_status(slug, party_id, PartyStatus.PAUSED, as_json=as_json)


@app.command("resume")
def resume(slug: Slug, party_id: PartyId, *, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Match a party again; what its window holds unsent is sent (set --distributed-from first to avoid that)."""
    if dry_run:
        with installation() as opened:
            show_dry_run(
                opened, slug, lambda parties: parties.set_status(party_id, PartyStatus.ACTIVE), as_json=as_json
            )
        return
    _set_status(slug, party_id, PartyStatus.ACTIVE, as_json=as_json)


@app.command("archive")
def archive(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Stop matching a party for good; its history stays."""
    _set_status(slug, party_id, PartyStatus.ARCHIVED, as_json=as_json)


def _set_status(slug: str, party_id: UUID, status: PartyStatus, *, as_json: bool) -> None:
    with parties_of(slug) as (parties, _):
        party = parties.set_status(party_id, status)
    show_changed(party, slug, as_json=as_json)
