"""Registers many parties, each batch in a transaction of its own; what a company watches already is not added again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from monitor_config.companies import QUERIES
from monitor_config.models import Company, MonitoredParty, NewParty, Origin
from monitor_config.parties import Expressions, MonitoredParties, Rows, raise_counter
from monitor_config.party_file import FileParty
from runtime.clock import Clock

BATCH = 500
"""Distributions wait for the counter as long as a batch takes."""

_IDENTITY = frozenset({"name", "rex", "manual_rex"})

Outcome = Literal["new", "added", "present", "repeated"]
Transaction = Callable[[], AbstractContextManager[Rows]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one row; `same_as` is the party, or the earlier row, that says the same name and expression."""

    place: str
    party: NewParty
    outcome: Outcome
    id: UUID | None = None
    same_as: str | None = None
    differs: tuple[str, ...] = ()


class KnownParties:
    """The names and expressions that a company watches, archived ones included; brought up to date by the counter."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._revision = 0
        self._ids: dict[tuple[str, str | None], UUID] = {}

    def refresh(self, connection: Rows) -> None:
        facts = {"company_id": self._company.id, "revision": self._revision}
        for row in connection.execute(QUERIES["list_party_marks"], facts):
            self._ids.setdefault(_mark(row["name"], row["own_rex"]), row["id"])
            self._revision = max(self._revision, row["revision"])

    def find(self, party: NewParty) -> UUID | None:
        return self._ids.get(mark_of(party))


class PartyImport:
    """One import into one company.

    Args:
        allow_duplicates: also register what is watched already, or stands twice in the file.
    """

    def __init__(
        self, company: Company, expressions: Expressions, origin: Origin, *, allow_duplicates: bool = False
    ) -> None:
        self._company = company
        self._expressions = expressions
        self._origin = origin
        self._allow_duplicates = allow_duplicates
        self._known = KnownParties(company)
        self._first: dict[tuple[str, str | None], str] = {}

    def preview(self, rows: Sequence[FileParty], connection: Rows) -> list[Imported]:
        """Say what `run` would do, and change nothing."""
        self._known.refresh(connection)
        return self._describe([self._sort(row) for row in rows], connection)

    def run(self, rows: Sequence[FileParty], begin: Transaction, clock: Clock) -> Iterator[list[Imported]]:
        """Register the rows; yield each batch once it is committed."""
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            with begin() as connection:
                self._known.refresh(connection)
                if self._allow_duplicates or any(self._known.find(row.party) is None for row in batch):
                    raise_counter(connection)  # before it is decided: nobody adds the same name meanwhile
                    self._known.refresh(connection)
                done = self._describe(self._add([self._sort(row) for row in batch], connection, clock), connection)
            yield done

    def _sort(self, row: FileParty) -> Imported:
        mark = mark_of(row.party)
        if not self._allow_duplicates:
            if first := self._first.get(mark):
                return Imported(row.place, row.party, "repeated", same_as=first)
            if known := self._known.find(row.party):
                return Imported(row.place, row.party, "present", id=known)
        self._first.setdefault(mark, row.place)
        return Imported(row.place, row.party, "new")

    def _add(self, rows: Sequence[Imported], connection: Rows, clock: Clock) -> list[Imported]:
        parties = MonitoredParties(connection, self._company, self._origin)
        new = [row.party for row in rows if row.outcome == "new"]
        added = iter(parties.add(new, self._expressions, clock.now()) if new else ())
        return [
            Imported(row.place, row.party, "added", id=next(added).id) if row.outcome == "new" else row for row in rows
        ]

    def _describe(self, rows: Sequence[Imported], connection: Rows) -> list[Imported]:
        """Say in which fields the rows that are there already differ from what is there."""
        present = [row.id for row in rows if row.outcome == "present" and row.id]
        known = MonitoredParties(connection, self._company).list_named(present) if present else {}
        return [
            Imported(row.place, row.party, row.outcome, row.id, str(row.id), _differences(row.party, known[row.id]))
            if row.outcome == "present" and row.id
            else row
            for row in rows
        ]


def mark_of(party: NewParty) -> tuple[str, str | None]:
    """Return what tells parties apart: the name, whatever its case, and the expression where it is not generated."""
    return _mark(party.name, party.rex or None)


def _mark(name: str, own_rex: str | None) -> tuple[str, str | None]:
    return " ".join(name.split()).casefold(), own_rex


def _differences(party: NewParty, known: MonitoredParty) -> tuple[str, ...]:
    there = known.as_new()
    names = [name for name in NewParty.model_fields if name not in _IDENTITY]
    unsaid = ("", None)
    pairs = [(name, getattr(party, name), getattr(there, name)) for name in names]
    differing = [name for name, ours, theirs in pairs if ours != theirs and not (ours in unsaid and theirs in unsaid)]
    if party.is_manual != there.is_manual:
        differing.append("manual_rex")
    return tuple(differing)
