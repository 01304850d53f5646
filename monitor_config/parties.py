"""Monitored parties in PostgreSQL: registering, editing, pausing, and the counter that no change may pass by.

How an expression is generated and checked is the matcher's knowledge; it comes in as an `Expressions` port.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from psycopg import Connection

from monitor_config.companies import QUERIES
from monitor_config.errors import UnknownParty
from monitor_config.models import Company, MonitoredParty, NewParty, PartyChange

Rows = Connection[dict[str, Any]]
Expression = tuple[str, str | None, bool]
"""rex, nrex, and whether rex was generated."""


class Expressions(Protocol):
    """What is needed of the matcher: an expression for a name, and the refusal of a bad one."""

    def generate(self, name: str) -> str: ...

    def check(self, expression: str) -> None:
        """Raise a RefusedError that says what is wrong, where, and what to write instead."""


class MonitoredParties:
    """The monitored parties of one company, within the caller's transaction."""

    def __init__(self, connection: Rows, company: Company) -> None:
        self._connection = connection
        self._company = company

    def add(self, parties: Sequence[NewParty], expressions: Expressions, now: datetime) -> list[MonitoredParty]:
        """Register names in one change; each reaches back over its window by itself."""
        prepared = [_expression_of(party, expressions) for party in parties]
        revision = _raise_counter(self._connection)
        ids = [uuid4() for _ in parties]
        for party_id, party, expression in zip(ids, parties, prepared, strict=True):
            self._connection.execute(
                QUERIES["add_party"],
                {
                    **party.model_dump(exclude={"rex", "nrex", "manual_rex"}),
                    "tribunals": list(party.tribunals) if party.tribunals is not None else None,
                    "id": party_id,
                    "company_id": self._company.id,
                    "manual_rex": party.is_manual,
                    "now": now,
                    "revision": revision,
                },
            )
            self._add_expression(party_id, expression, revision, now)
        known = {party.id: party for party in self.list_all()}
        return [known[party_id] for party_id in ids]

    def list_all(self) -> list[MonitoredParty]:
        rows = self._connection.execute(QUERIES["list_parties"], {"company_id": self._company.id, "id": None})
        return [MonitoredParty(**row) for row in rows]

    def get(self, party_id: UUID) -> MonitoredParty:
        """Raises UnknownParty."""
        facts = {"company_id": self._company.id, "id": party_id}
        row = self._connection.execute(QUERIES["list_parties"], facts).fetchone()
        if row is None:
            raise UnknownParty(
                f"{self._company.slug} has no monitored party {party_id}; `arauto party list` shows them"
            )
        return MonitoredParty(**row)

    def edit(self, party_id: UUID, change: PartyChange, expressions: Expressions, now: datetime) -> MonitoredParty:
        """Change a party; a new expression, tribunal list or side restarts what is retroactive. Raises UnknownParty."""
        revision = _raise_counter(self._connection)  # before reading: a second edit waits here
        before = self.get(party_id)
        said = change.model_dump(exclude_unset=True)
        after = before.model_copy(update={key: value for key, value in said.items() if key not in {"rex", "nrex"}})
        expression = _changed_expression(before, after, change, expressions)
        restarts = expression is not None or after.tribunals != before.tribunals or after.side != before.side
        since = now if restarts else before.effective_since
        self._update(after.model_copy(update={"effective_since": since}), revision)
        if expression is not None:
            self._add_expression(party_id, expression, revision, now)
        return self.get(party_id)

    def set_status(self, party_id: UUID, status: str) -> MonitoredParty:
        """Pause, resume or archive a party; resuming sends its unsent back results (DIST-23). Raises UnknownParty."""
        revision = _raise_counter(self._connection)
        party = self.get(party_id)
        self._update(party.model_copy(update={"status": status}), revision)
        return self.get(party_id)

    def _add_expression(self, party_id: UUID, expression: Expression, revision: int, now: datetime) -> None:
        rex, nrex, is_generated = expression
        in_force_at = now + timedelta(hours=self._company.expression_delay_hours)
        self._connection.execute(
            QUERIES["add_expression"],
            {
                "party_id": party_id,
                "company_id": self._company.id,
                "rex": rex,
                "nrex": nrex,
                "is_generated": is_generated,
                "now": now,
                "in_force_at": in_force_at,
                "revision": revision if in_force_at <= now else None,
            },
        )

    def _update(self, party: MonitoredParty, revision: int) -> None:
        omitted = {"expression_version", "rex", "nrex", "in_force_at", "registered_at", "document"}
        fields = party.model_dump(exclude=omitted)
        fields["tribunals"] = list(party.tribunals) if party.tribunals is not None else None
        self._connection.execute(QUERIES["update_party"], {**fields, "revision": revision})


def list_search_names(connection: Rows, tribunal: str, *, after: str, limit: int) -> list[str]:
    """List names as they were registered, of every company, for asking a court; one word alone is never asked."""
    parameters = {"tribunal": tribunal, "after": after, "limit": limit}
    return [row["name"] for row in connection.execute(QUERIES["list_search_names"], parameters)]


def promote_expressions(connection: Rows, now: datetime) -> int:
    """Bring delayed expressions whose time has come into force; return how many parties changed."""
    due = connection.execute(QUERIES["count_due_expressions"], {"now": now}).fetchone()
    if not due or not due["due"]:
        return 0
    revision = _raise_counter(connection)
    return len(connection.execute(QUERIES["promote_expressions"], {"now": now, "revision": revision}).fetchall())


def _expression_of(party: NewParty, expressions: Expressions) -> Expression:
    for given in (party.rex, party.nrex):
        if given:
            expressions.check(given)
    return (party.rex, party.nrex, False) if party.rex else (expressions.generate(party.name), party.nrex, True)


def _changed_expression(
    before: MonitoredParty, after: MonitoredParty, change: PartyChange, expressions: Expressions
) -> Expression | None:
    """The new expression, or None when it stays."""
    for given in (change.rex, change.nrex):
        if given:
            expressions.check(given)
    nrex = change.nrex if "nrex" in change.model_fields_set else before.nrex
    if change.rex:
        return change.rex, nrex, False
    rex = before.rex
    if after.name != before.name and not after.manual_rex:
        rex = expressions.generate(after.name)
    return None if (rex, nrex) == (before.rex, before.nrex) else (rex, nrex, not after.manual_rex)


def _raise_counter(connection: Rows) -> int:
    row = connection.execute(QUERIES["raise_counter"]).fetchone()
    assert row is not None, "the migration puts the counter's only row"
    return int(row["revision"])
