"""`arauto party add` and `edit`: one party by the fields that are given."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from monitor_config.companies import get_company
from monitor_config.errors import AlreadyExists, BadParty
from monitor_config.models import NewParty, PartyChange
from monitor_config.parties import MonitoredParties
from monitor_config.party_file import FileParty, list_problems
from monitor_config.party_import import PartyImport
from runtime.commands.party_options import (
    EXPRESSIONS,
    CheckedExpressions,
    ComarcaList,
    DistributedFrom,
    Document,
    Fuzzy,
    FuzzyThreshold,
    Json,
    ManualRex,
    Nrex,
    OabList,
    OnlyAfter,
    OnlySide,
    PartyId,
    Reason,
    Reference,
    Rex,
    Slug,
    TribunalList,
    WindowDays,
    check_tribunals,
    origin,
    parties_of,
)
from runtime.commands.party_showing import show_party
from runtime.commands.session import installation

app = typer.Typer()
Fields = TypeVar("Fields", NewParty, PartyChange)


class Clearable(StrEnum):
    """Fields that can go back to their default."""

    REX = "rex"
    NREX = "nrex"
    REFERENCE = "reference"
    FUZZY = "fuzzy"
    FUZZY_THRESHOLD = "fuzzy_threshold"
    WINDOW_DAYS = "window_days"
    DISTRIBUTED_FROM = "distributed_from"
    ONLY_AFTER_REGISTRATION = "only_after_registration"
    TRIBUNALS = "tribunals"
    SIDE = "side"
    DOCUMENT = "document"
    OABS = "oabs"
    COMARCAS = "comarcas"


@app.command("add")
def add(  # noqa: PLR0913 - one option per field of a party
    slug: Slug,
    name: Annotated[str, typer.Option(help="The name to watch, as the company writes it.")],
    *,
    reference: Reference = None,
    rex: Rex = None,
    nrex: Nrex = None,
    manual_rex: ManualRex = None,
    fuzzy: Fuzzy = None,
    fuzzy_threshold: FuzzyThreshold = None,
    window_days: WindowDays = None,
    distributed_from: DistributedFrom = None,
    only_after_registration: OnlyAfter = None,
    tribunal: TribunalList = None,
    side: OnlySide = None,
    document: Document = None,
    oab: OabList = None,
    comarca: ComarcaList = None,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Add it although it is watched already.")
    ] = False,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Watch a name; cases of its window that are known already are matched at once, and charged."""
    said = _said(
        name=name,
        reference=reference,
        rex=rex,
        nrex=nrex,
        manual_rex=manual_rex,
        fuzzy=fuzzy,
        fuzzy_threshold=fuzzy_threshold,
        window_days=window_days,
        distributed_from=distributed_from,
        only_after_registration=only_after_registration,
        tribunals=tribunal,
        side=side,
        document=document,
        oabs=oab,
        comarcas=comarca,
    )
    _add(slug, _taken(NewParty, said), reason, allow_duplicates=allow_duplicates, as_json=as_json)


@app.command("edit")
def edit(  # noqa: PLR0913 - one option per field of a party
    slug: Slug,
    party_id: PartyId,
    *,
    name: Annotated[str | None, typer.Option(help="Another name; a generated expression follows it.")] = None,
    reference: Reference = None,
    rex: Rex = None,
    nrex: Nrex = None,
    manual_rex: ManualRex = None,
    fuzzy: Fuzzy = None,
    fuzzy_threshold: FuzzyThreshold = None,
    window_days: WindowDays = None,
    distributed_from: DistributedFrom = None,
    only_after_registration: OnlyAfter = None,
    tribunal: TribunalList = None,
    side: OnlySide = None,
    document: Document = None,
    oab: OabList = None,
    comarca: ComarcaList = None,
    clear: Annotated[
        list[Clearable] | None,
        typer.Option(metavar="FIELD", help="Set a field back to its default (rex: generated again); may be repeated."),
    ] = None,
    reason: Reason = None,
    as_json: Json = False,
) -> None:
    """Change a party; what is left out stays. New matches within the window are sent and charged."""
    said = _said(
        name=name,
        reference=reference,
        rex=rex,
        nrex=nrex,
        manual_rex=manual_rex,
        fuzzy=fuzzy,
        fuzzy_threshold=fuzzy_threshold,
        window_days=window_days,
        distributed_from=distributed_from,
        only_after_registration=only_after_registration,
        tribunals=tribunal,
        side=side,
        document=document,
        oabs=oab,
        comarcas=comarca,
    )
    change = _taken(PartyChange, _with_cleared(said, clear or []))
    check_tribunals(change.tribunals)
    with parties_of(slug, reason) as (parties, opened):
        party = parties.edit(party_id, change, EXPRESSIONS, opened.clock.now())
    show_party(party, as_json=as_json)


def _add(slug: str, party: NewParty, reason: str | None, *, allow_duplicates: bool, as_json: bool) -> None:
    expressions = CheckedExpressions()
    expressions.check_party(party)
    with installation() as opened:
        with opened.database.transaction() as connection:
            company = get_company(connection, slug)
        adding = PartyImport(company, expressions, origin(reason), allow_duplicates=allow_duplicates)
        [[done]] = adding.run([FileParty("", party)], opened.database.transaction, opened.clock)
        assert done.id is not None, "the only row is added, or is there already"
        with opened.database.transaction() as connection:
            found = MonitoredParties(connection, company).get(done.id)
    if done.outcome != "added":
        raise AlreadyExists(
            f"{slug} has this name already: {found.id} ({found.status.value}); `arauto party edit` and `resume` change "
            "it, --allow-duplicates adds another (each case is sent once all the same)"
        )
    show_party(found, as_json=as_json)


def _said(**fields: Any) -> dict[str, Any]:
    """Return the options that were given."""
    given = {name: value for name, value in fields.items() if value is not None and value != []}
    if isinstance(given.get("distributed_from"), datetime):
        given["distributed_from"] = given["distributed_from"].date()
    return given


def _with_cleared(said: dict[str, Any], cleared: list[Clearable]) -> dict[str, Any]:
    if both := next((field.value for field in cleared if field.value in said), None):
        raise typer.BadParameter(f"{both} is set and cleared at once")
    return {**said, **{field.value: None for field in cleared}}


def _taken(model: type[Fields], said: dict[str, Any]) -> Fields:
    """What the options say of a party. Raises BadParty."""
    try:
        return model(**said)
    except ValidationError as error:
        raise BadParty("; ".join(list_problems(error))) from error
