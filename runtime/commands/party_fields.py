"""`arauto party add` and `edit`: one party by the fields that are given."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from monitor_config.companies import get_company
from monitor_config.errors import AlreadyExists, BadParty
from monitor_config.models import MonitoredParty, NewParty, PartyChange, PartyStatus
from monitor_config.parties import MonitoredParties
from monitor_config.party_file import FileParty, list_problems
from monitor_config.party_import import Imported, PartyImport
from runtime.commands.party_dry_run import show_dry_run
from runtime.commands.party_options import (
    EXPRESSIONS,
    CheckedExpressions,
    DryRun,
    Json,
    PartyId,
    PlainCommand,
    Reason,
    Slug,
    check_tribunals,
    origin,
    parties_of,
    said_fields,
    takes_fields,
)
from runtime.commands.party_showing import show_changed
from runtime.commands.session import installation
from runtime.services import Installation

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


@app.command("add", cls=PlainCommand)
@takes_fields()
def add(  # noqa: PLR0913 - one parameter per option
    slug: Slug,
    name: Annotated[str, typer.Option(help="The name to watch, as the company writes it.")],
    *,
    status: Annotated[PartyStatus, typer.Option(help="A paused one is not matched yet.")] = PartyStatus.ACTIVE,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Add it although it is watched already.")
    ] = False,
    dry_run: DryRun = False,
    reason: Reason = None,
    as_json: Json = False,
    **fields: Any,
) -> None:
    """Watch a name; cases of its window that are known already are matched at once, and charged."""
    party = _taken(NewParty, {"name": name, "status": status, **said_fields(fields)})
    expressions = CheckedExpressions()
    expressions.check_party(party)
    with installation() as opened:
        adding = _Adding(opened, slug, FileParty("", party), expressions, allow_duplicates=allow_duplicates)
        if dry_run:
            adding.try_out(as_json=as_json)
            return
        found = adding.run(reason)
    show_changed(found, slug, as_json=as_json)


@app.command("edit", cls=PlainCommand)
@takes_fields()
def edit(  # noqa: PLR0913 - one parameter per option
    slug: Slug,
    party_id: PartyId,
    name: Annotated[str | None, typer.Option(help="Another name; a generated expression follows it.")] = None,
    *,
    clear: Annotated[
        list[Clearable] | None,
        typer.Option(metavar="FIELD", help="Set a field back to its default (rex: generated again); may be repeated."),
    ] = None,
    dry_run: DryRun = False,
    reason: Reason = None,
    as_json: Json = False,
    **fields: Any,
) -> None:
    """Change a party; what is left out stays. New matches within the window are sent and charged."""
    said = said_fields({"name": name, **fields})
    if not said and not clear:
        raise typer.BadParameter("nothing to change: give a field, or --clear one")
    change = _taken(PartyChange, _with_cleared(said, clear or []))
    check_tribunals(change.tribunals)
    if dry_run:
        with installation() as opened:
            now = opened.clock.now()
            show_dry_run(
                opened, slug, lambda parties: parties.edit(party_id, change, EXPRESSIONS, now), as_json=as_json
            )
        return
    with parties_of(slug, reason) as (parties, opened):
        party = parties.edit(party_id, change, EXPRESSIONS, opened.clock.now())
    show_changed(party, slug, as_json=as_json)


class _Adding:
    """The registration of one party, or a look at what it would bring."""

    def __init__(
        self,
        opened: Installation,
        slug: str,
        row: FileParty,
        expressions: CheckedExpressions,
        *,
        allow_duplicates: bool,
    ) -> None:
        self._opened, self._slug, self._row, self._expressions = opened, slug, row, expressions
        self._allow_duplicates = allow_duplicates
        with opened.database.transaction() as connection:
            self._company = get_company(connection, slug)

    def run(self, reason: str | None) -> MonitoredParty:
        """Register it. Raises AlreadyExists."""
        [[done]] = self._import(reason).run([self._row], self._opened.database.transaction, self._opened.clock)
        return self._refuse_known(done)

    def try_out(self, *, as_json: bool) -> None:
        """Show what it would find. Raises AlreadyExists."""
        with self._opened.database.transaction() as connection:
            [done] = self._import(None).preview([self._row], connection)
        if done.outcome != "new":
            self._refuse_known(done)
        now = self._opened.clock.now()
        show_dry_run(
            self._opened,
            self._slug,
            lambda parties: parties.add([self._row.party], self._expressions, now)[0],
            as_json=as_json,
        )

    def _import(self, reason: str | None) -> PartyImport:
        return PartyImport(self._company, self._expressions, origin(reason), allow_duplicates=self._allow_duplicates)

    def _refuse_known(self, done: Imported) -> MonitoredParty:
        assert done.id is not None, "the only row is added, or is there already"
        with self._opened.database.transaction() as connection:
            found = MonitoredParties(connection, self._company).get(done.id)
        if done.outcome != "added":
            raise AlreadyExists(
                f"{self._slug} has this name already: {found.id} ({found.status.value}); `arauto party edit` and "
                "`resume` change it, --allow-duplicates adds another (each case is sent once all the same)"
            )
        return found


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
