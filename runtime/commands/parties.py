"""`arauto party`: the names that a company watches."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from pydantic import ValidationError

from matcher.expressions import MatcherExpressions, compile_expression
from matcher.folding import fold
from matcher.handler import list_timeouts
from monitor_config.companies import get_company
from monitor_config.errors import BadParty
from monitor_config.models import MonitoredParty, NewParty, PartyChange
from monitor_config.parties import MonitoredParties
from monitor_config.party_file import list_problems, read_party_file
from runtime.commands.session import installation, show, show_one
from runtime.services import Installation
from schemas.courts import Side
from spiders.registry import tribunal_named

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Monitored parties: the names that a company watches."
)
Slug = Annotated[str, typer.Argument(help="The company's slug.")]
PartyId = Annotated[UUID, typer.Argument(help="The party's id, as `arauto party list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Rex = Annotated[str | None, typer.Option(help="Search expression; generated from the name when left out.")]
Nrex = Annotated[str | None, typer.Option(help="Negative expression: a name that it finds is no match.")]
WindowDays = Annotated[int | None, typer.Option(min=0, max=365, help="How far back a new match may reach.")]
DistributedFrom = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nothing distributed before.")]
Tribunals = Annotated[list[str] | None, typer.Option("--tribunal", help="Only these tribunals; may be repeated.")]
OnlySide = Annotated[Side | None, typer.Option(help="Only parties of this side.")]

_EXPRESSIONS = MatcherExpressions()
Fields = TypeVar("Fields", NewParty, PartyChange)


@app.command("add")
def add(  # noqa: PLR0913 - one option per field of a party
    slug: Slug,
    name: Annotated[str, typer.Option(help="The name to watch, as the company writes it.")],
    *,
    rex: Rex = None,
    nrex: Nrex = None,
    window_days: WindowDays = None,
    distributed_from: DistributedFrom = None,
    only_after_registration: Annotated[bool, typer.Option(help="Nothing distributed before today.")] = False,
    tribunal: Tribunals = None,
    side: OnlySide = None,
    as_json: Json = False,
) -> None:
    """Watch a name; cases of its window that are known already are matched at once, and charged."""
    party = _taken(
        NewParty,
        name=name,
        rex=rex,
        nrex=nrex,
        window_days=90 if window_days is None else window_days,
        distributed_from=distributed_from.date() if distributed_from else None,
        only_after_registration=only_after_registration,
        tribunals=_acronyms(tribunal),
        side=side,
    )
    _check_tribunals(party.tribunals)
    with installation() as opened:
        [added] = _add(opened, slug, [party])
    show_one(added.model_dump(), as_json=as_json)


@app.command("import")
def import_file(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="JSON Lines: one party per line; see docs/reference/party_file.md.")],
    dry_run: Annotated[bool, typer.Option(help="Check every row and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Watch all names of a file, or, when any row is bad, none."""
    parties = read_party_file(file, _check)
    if dry_run:
        rows = [party.model_dump() if as_json else {"name": party.name, **_own(party.is_manual)} for party in parties]
        show(rows, as_json=as_json, empty="the file has no rows")
        return
    with installation() as opened:
        added = _add(opened, slug, parties)
    show([_row(party) for party in added], as_json=as_json, empty="the file has no rows")


@app.command("list")
def list_all(slug: Slug, as_json: Json = False) -> None:
    """List a company's parties."""
    with installation() as opened, opened.database.transaction() as connection:
        parties = MonitoredParties(connection, get_company(connection, slug)).list_all()
    rows = [party.model_dump() if as_json else _row(party) for party in parties]
    show(rows, as_json=as_json, empty=f"{slug} watches no name yet: arauto party add")


@app.command("show")
def show_party(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Show one party with its expression."""
    with installation() as opened, opened.database.transaction() as connection:
        party = MonitoredParties(connection, get_company(connection, slug)).get(party_id)
        slow = list_timeouts(connection, party_id)
    told = [f"{row['case_number']} (version {row['expression_version']})" for row in slow]
    show_one({**party.model_dump(), "took_too_long_on": told}, as_json=as_json)


@app.command("edit")
def edit(  # noqa: PLR0913 - one option per field of a party
    slug: Slug,
    party_id: PartyId,
    *,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    rex: Rex = None,
    nrex: Nrex = None,
    window_days: WindowDays = None,
    distributed_from: DistributedFrom = None,
    tribunal: Tribunals = None,
    side: OnlySide = None,
    as_json: Json = False,
) -> None:
    """Change a party; what is left out stays. New matches within the window are sent and charged."""
    said: dict[str, Any] = {
        "name": name,
        "rex": rex,
        "nrex": nrex,
        "manual_rex": True if rex else None,
        "window_days": window_days,
        "distributed_from": distributed_from.date() if distributed_from else None,
        "tribunals": _acronyms(tribunal),
        "side": side,
    }
    change = _taken(PartyChange, **{key: value for key, value in said.items() if value is not None})
    _check_tribunals(change.tribunals)
    with installation() as opened, opened.database.transaction() as connection:
        parties = MonitoredParties(connection, get_company(connection, slug))
        party = parties.edit(party_id, change, _EXPRESSIONS, opened.clock.now())
    show_one(party.model_dump(), as_json=as_json)


@app.command("pause")
def pause(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Stop matching a party."""
    _set_status(slug, party_id, "paused", as_json=as_json)


@app.command("resume")
def resume(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Match a party again; what its window holds unsent is sent (set --distributed-from first to avoid that)."""
    _set_status(slug, party_id, "active", as_json=as_json)


@app.command("archive")
def archive(slug: Slug, party_id: PartyId, as_json: Json = False) -> None:
    """Stop matching a party for good; its history stays."""
    _set_status(slug, party_id, "archived", as_json=as_json)


@app.command("preview")
def preview(
    name: Annotated[str | None, typer.Option(help="A name to generate the expression from.")] = None,
    rex: Rex = None,
    nrex: Nrex = None,
    against: Annotated[
        list[str] | None, typer.Option("--against", help="A printed name to try; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the expression that a name would get, and what it finds, before anything is saved."""
    if not (name or rex):
        raise typer.BadParameter("give --name or --rex")
    expression = rex or _EXPRESSIONS.generate(name or "")
    for given in (rex, nrex):
        if given:
            _EXPRESSIONS.check(given)
    found = {printed: _finds(expression, nrex, printed) for printed in against or []}
    show_one({"rex": expression, "nrex": nrex, "matches": found}, as_json=as_json)


def _taken(model: type[Fields], **fields: Any) -> Fields:
    """What the options say of a party. Raises BadParty."""
    try:
        return model(**fields)
    except ValidationError as error:
        raise BadParty("; ".join(list_problems(error))) from error


def _check(party: NewParty) -> None:
    for given in (party.rex, party.nrex):
        if given:
            _EXPRESSIONS.check(given)
    _check_tribunals(party.tribunals)


def _acronyms(given: Iterable[str] | None) -> tuple[str, ...] | None:
    return tuple(acronym.upper() for acronym in given) if given else None


def _check_tribunals(acronyms: Iterable[str] | None) -> None:
    """A mistyped acronym would match nothing for ever. Raises UnknownTribunal."""
    for acronym in acronyms or ():
        tribunal_named(acronym)


def _finds(rex: str, nrex: str | None, printed: str) -> bool:
    folded = fold(printed).text
    excluded = bool(nrex and compile_expression(nrex).search(folded))
    return bool(compile_expression(rex).search(folded)) and not excluded


def _add(opened: Installation, slug: str, parties: list[NewParty]) -> list[MonitoredParty]:
    with opened.database.transaction() as connection:
        company = get_company(connection, slug)
        return MonitoredParties(connection, company).add(parties, _EXPRESSIONS, opened.clock.now())


def _set_status(slug: str, party_id: UUID, status: str, *, as_json: bool) -> None:
    with installation() as opened, opened.database.transaction() as connection:
        party = MonitoredParties(connection, get_company(connection, slug)).set_status(party_id, status)
    show_one(party.model_dump(), as_json=as_json)


def _row(party: MonitoredParty) -> dict[str, object]:
    return {**party.model_dump(include={"id", "name", "status"}), "days": party.window_days, **_own(party.manual_rex)}


def _own(is_manual: bool) -> dict[str, str]:
    return {"expression": "own" if is_manual else "generated"}
