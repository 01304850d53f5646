"""Monitored parties in PostgreSQL: registering, editing, pausing, and the counter that no change may pass by.

How an expression is generated and checked is the matcher's knowledge; it comes in as an `Expressions` port.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.types.json import Jsonb

from monitor_config.companies import QUERIES
from monitor_config.errors import UnknownParty, UnknownVersion
from monitor_config.models import (
    DEFAULT_FUZZY_THRESHOLD,
    DEFAULT_WINDOW_DAYS,
    Company,
    ExpressionVersion,
    MonitoredParty,
    NewParty,
    Origin,
    PartyChange,
    PartyStatus,
)

Rows = Connection[dict[str, Any]]
Expression = tuple[str, str | None, bool]
"""rex, nrex, and whether rex was generated."""

_OF_EXPRESSION = frozenset({"rex", "nrex", "expression_version", "is_generated", "in_force_at"})
_DEFAULTS = {
    "fuzzy_threshold": DEFAULT_FUZZY_THRESHOLD,
    "window_days": DEFAULT_WINDOW_DAYS,
    "only_after_registration": False,
}
_DECIDING = ("tribunals", "side", "is_fuzzy", "fuzzy_threshold")
"""Fields that widen or narrow what matches: a change of one restarts what is retroactive."""


class Expressions(Protocol):
    """What is needed of the matcher: an expression for a name, and the refusal of a bad one."""

    @property
    def class_table(self) -> str:
        """Names the table that expressions are generated from."""

    def generate(self, name: str) -> str:
        """Raise a RefusedError for a name with no word to be known by."""

    def check(self, expression: str) -> None:
        """Raise a RefusedError that says what is wrong, where, and what to write instead."""


class MonitoredParties:
    """The monitored parties of one company, within the caller's transaction."""

    def __init__(self, connection: Rows, company: Company, origin: Origin | None = None) -> None:
        self._connection = connection
        self._company = company
        self._origin = origin or Origin()

    def add(self, parties: Sequence[NewParty], expressions: Expressions, now: datetime) -> list[MonitoredParty]:
        """Register names in one change; each reaches back over its window by itself."""
        prepared = [expression_of(party, expressions) for party in parties]
        revision = raise_counter(self._connection)
        ids = [uuid4() for _ in parties]
        rows = [_row(party_id, party) for party_id, party in zip(ids, parties, strict=True)]
        facts = {"company_id": self._company.id, "now": now, "revision": revision}
        self._connection.execute(QUERIES["add_parties"], {**facts, "rows": Jsonb(rows)})
        self._add_expressions(dict(zip(ids, prepared, strict=True)), expressions, revision, now)
        known = {party.id: party for party in self._select(ids=ids)}
        return [known[party_id] for party_id in ids]

    def list_all(
        self, *, statuses: Sequence[PartyStatus] | None = None, name: str | None = None, limit: int | None = None
    ) -> list[MonitoredParty]:
        """List parties by name; `name` is a part of it, whatever its case and accents."""
        return self._select(statuses=_plain(statuses), name_pattern=_pattern(name), limit=limit)

    def count(self, *, statuses: Sequence[PartyStatus] | None = None, name: str | None = None) -> int:
        facts = {"company_id": self._company.id, "statuses": _plain(statuses), "name_pattern": _pattern(name)}
        row = self._connection.execute(QUERIES["count_parties"], facts).fetchone()
        return int(row["parties"]) if row else 0

    def list_named(self, ids: Sequence[UUID]) -> dict[UUID, MonitoredParty]:
        return {party.id: party for party in self._select(ids=list(ids))}

    def get(self, party_id: UUID) -> MonitoredParty:
        """Raises UnknownParty."""
        found = self._select(ids=[party_id])
        if not found:
            raise UnknownParty(
                f"{self._company.slug} has no monitored party {party_id}; `arauto party list` shows them"
            )
        return found[0]

    def edit(self, party_id: UUID, change: PartyChange, expressions: Expressions, now: datetime) -> MonitoredParty:
        """Change a party; what changes the names that match restarts what is retroactive. Raises UnknownParty."""
        revision = raise_counter(self._connection)  # before reading: a second edit waits here
        before = self.get(party_id)
        after = _edited(before, change)
        expression = _changed_expression(before, after, change, expressions)
        restarts = expression is not None or any(getattr(after, name) != getattr(before, name) for name in _DECIDING)
        since = now if restarts else before.effective_since
        self._update(after.model_copy(update={"effective_since": since}), revision)
        if expression is not None:
            self._add_expressions({party_id: expression}, expressions, revision, now)
        return self.get(party_id)

    def set_status(self, party_id: UUID, status: str) -> MonitoredParty:
        """Pause, resume or archive a party; resuming sends its unsent back results (DIST-23). Raises UnknownParty."""
        revision = raise_counter(self._connection)
        party = self.get(party_id)
        self._update(party.model_copy(update={"status": PartyStatus(status)}), revision)
        return self.get(party_id)

    def history(self, party_id: UUID) -> list[ExpressionVersion]:
        """List every expression that a party had, the newest first. Raises UnknownParty."""
        self.get(party_id)
        facts = {"company_id": self._company.id, "id": party_id}
        return [ExpressionVersion(**row) for row in self._connection.execute(QUERIES["list_versions"], facts)]

    def roll_back(self, party_id: UUID, version: int, expressions: Expressions, now: datetime) -> MonitoredParty:
        """Make a new version equal to an old one; an own expression is kept from being generated again.

        Raises UnknownParty, UnknownVersion.
        """
        revision = raise_counter(self._connection)
        versions = {each.version: each for each in self.history(party_id)}
        if version not in versions:
            raise UnknownVersion(f"version {version} never was; there are 1 to {max(versions)}")
        old, before = versions[version], self.get(party_id)
        if (old.rex, old.nrex, old.is_generated) == (before.rex, before.nrex, before.is_generated):
            raise UnknownVersion(f"version {version} says what the newest one, {before.expression_version}, says")
        for given in (None if old.is_generated else old.rex, old.nrex):
            if given:
                expressions.check(given)
        keeps_generated = before.manual_rex and before.is_generated
        update = {"manual_rex": not old.is_generated or keeps_generated, "effective_since": now}
        self._update(before.model_copy(update=update), revision)
        self._add_expressions({party_id: (old.rex, old.nrex, old.is_generated)}, expressions, revision, now)
        return self.get(party_id)

    def _select(
        self,
        *,
        ids: list[UUID] | None = None,
        statuses: list[str] | None = None,
        name_pattern: str | None = None,
        limit: int | None = None,
    ) -> list[MonitoredParty]:
        facts = {"ids": ids, "statuses": statuses, "name_pattern": name_pattern, "limit": limit}
        rows = self._connection.execute(QUERIES["list_parties"], {"company_id": self._company.id, **facts})
        return [MonitoredParty(**row) for row in rows]

    def _add_expressions(
        self, made: dict[UUID, Expression], expressions: Expressions, revision: int, now: datetime
    ) -> None:
        in_force_at = now + timedelta(hours=self._company.expression_delay_hours)
        rows = [
            {"party_id": str(party_id), "rex": rex, "nrex": nrex, "is_generated": is_generated}
            for party_id, (rex, nrex, is_generated) in made.items()
        ]
        facts = {
            "company_id": self._company.id,
            "now": now,
            "in_force_at": in_force_at,
            "revision": revision if in_force_at <= now else None,
            "rows": Jsonb(rows),
            "class_table": expressions.class_table,
        }
        self._connection.execute(QUERIES["add_expressions"], {**facts, **self._origin.model_dump()})

    def _update(self, party: MonitoredParty, revision: int) -> None:
        fields = party.model_dump(exclude={*_OF_EXPRESSION, "registered_at"})
        lists = {name: list(value) for name, value in fields.items() if isinstance(value, tuple)}
        self._connection.execute(QUERIES["update_party"], {**fields, **lists, "revision": revision})


def list_search_names(connection: Rows, tribunal: str, *, after: str, limit: int) -> list[str]:
    """List names as they were registered, of every company, for asking a court; one word alone is never asked."""
    parameters = {"tribunal": tribunal, "after": after, "limit": limit}
    return [row["name"] for row in connection.execute(QUERIES["list_search_names"], parameters)]


def promote_expressions(connection: Rows, now: datetime) -> int:
    """Bring delayed expressions whose time has come into force; return how many parties changed."""
    due = connection.execute(QUERIES["count_due_expressions"], {"now": now}).fetchone()
    if not due or not due["due"]:
        return 0
    revision = raise_counter(connection)
    return len(connection.execute(QUERIES["promote_expressions"], {"now": now, "revision": revision}).fetchall())


def raise_counter(connection: Rows) -> int:
    """Lock the counter until the transaction ends, so that changes of parties follow one another, and raise it."""
    row = connection.execute(QUERIES["raise_counter"]).fetchone()
    assert row is not None, "the migration puts the counter's only row"
    return int(row["revision"])


def expression_of(party: NewParty, expressions: Expressions) -> Expression:
    """Return the expression that a new party gets. Raises a RefusedError for one that cannot be taken."""
    for given in (party.rex, party.nrex):
        if given:
            expressions.check(given)
    nrex = party.nrex or None
    return (party.rex, nrex, False) if party.rex else (expressions.generate(party.name), nrex, True)


def _edited(before: MonitoredParty, change: PartyChange) -> MonitoredParty:
    """Return the party as a change leaves it, its expression aside."""
    said = {name: getattr(change, name) for name in change.model_fields_set}
    update = {
        name: _DEFAULTS[name] if value is None and name in _DEFAULTS else value
        for name, value in said.items()
        if name not in {"rex", "nrex", "manual_rex"}
    }
    if said.get("manual_rex") is not None:
        update["manual_rex"] = said["manual_rex"]
    elif "rex" in said:
        update["manual_rex"] = bool(change.rex)
    return before.model_copy(update=update)


def _changed_expression(
    before: MonitoredParty, after: MonitoredParty, change: PartyChange, expressions: Expressions
) -> Expression | None:
    """The new expression, or None when it stays."""
    for given in (change.rex, change.nrex):
        if given:
            expressions.check(given)
    said = change.model_fields_set
    nrex = (change.nrex or None) if "nrex" in said else before.nrex
    made = before.rex, nrex, before.is_generated
    if change.rex:
        made = change.rex, nrex, False
    elif "rex" in said or (after.name != before.name and not after.manual_rex):
        made = expressions.generate(after.name), nrex, True
    return None if made == (before.rex, before.nrex, before.is_generated) else made


def _row(party_id: UUID, party: NewParty) -> dict[str, Any]:
    fields = party.model_dump(mode="json", exclude={"rex", "nrex", "manual_rex"})
    return {**fields, "id": str(party_id), "manual_rex": party.is_manual}


def _plain(statuses: Sequence[PartyStatus] | None) -> list[str] | None:
    return [status.value for status in statuses] if statuses else None


def _pattern(name: str | None) -> str | None:
    """A part of a name as a pattern of LIKE."""
    if not name:
        return None
    escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
