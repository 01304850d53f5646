"""Leases on deliveries: what a dispatcher has in hand, and how others notice at once that it died.

Each dispatcher holds an advisory lock on its own number. A lease counts while that lock is held and its time is not
over, so that after a `kill -9` the next dispatcher goes on at once instead of waiting.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row

from delivery.webhooks.breaker import SUSPECT_FROM_FAILURES
from delivery.webhooks.planner import PLANNED_CHANNEL
from runtime.postgres.pool import DatabaseUnavailable
from runtime.postgres.queries import load_queries

LEASE_SECONDS = 60
_LOCK_CLASS = 724_983
_TOTAL = 2000
_QUERIES = load_queries(__package__)
Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Room:
    """How much one endpoint may have in a dispatcher's hands: while all is well, and while attempts fail."""

    healthy: int
    failing: int


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery in hand."""

    endpoint_id: UUID
    company_id: UUID
    event_id: UUID
    created_at: datetime
    attempts: int
    url: str
    body: bytes = field(repr=False)
    is_probe: bool


class Presence:
    """This dispatcher's number and the connection that shows it is alive; it also hears of new deliveries."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.owner = 0
        self._connection: Rows

    def open(self) -> "Presence":
        try:
            self._connection = psycopg.connect(
                self._dsn, autocommit=True, row_factory=dict_row, application_name="webhook-dispatcher"
            )
            while not self.owner:
                self._take(secrets.randbelow(2**31 - 1) + 1)
            self._connection.execute(f"LISTEN {PLANNED_CHANNEL}")
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(f"the dispatcher cannot reach its database: {error}") from error
        return self

    def close(self) -> None:
        self._connection.close()

    def wait(self, timeout_seconds: float) -> None:
        """Return at the first notice or after the timeout. Raises DatabaseUnavailable: the leases are lost."""
        try:
            for _ in self._connection.notifies(timeout=timeout_seconds, stop_after=1):
                pass
        except psycopg.OperationalError as error:
            raise DatabaseUnavailable(f"the dispatcher lost its database: {error}") from error

    def _take(self, number: int) -> None:
        row = self._connection.execute(
            _QUERIES["become_owner"], {"lock_class": _LOCK_CLASS, "owner": number}
        ).fetchone()
        if row and row["is_held"]:
            self.owner = number


def release_dead_leases(connection: Rows) -> int:
    """Free what dispatchers that are gone had in hand."""
    return connection.execute(_QUERIES["release_dead_leases"], {"lock_class": _LOCK_CLASS}).rowcount


def lease_due(connection: Rows, owner: int, held: Mapping[UUID, int], room: Room, now: datetime) -> list[Leased]:
    """Lease probes and deliveries that are due, in order per endpoint; `held` is what each endpoint has in hand."""
    connection.execute(_QUERIES["close_empty_breakers"], {"now": now})
    facts = {
        "owner": owner,
        "lease_seconds": LEASE_SECONDS,
        "now": now,
        "total": max(_TOTAL - sum(held.values()), 0),
        "suspect_from": SUSPECT_FROM_FAILURES,
        "busy_ids": list(held),
        "busy_counts": list(held.values()),
        "room": room.healthy,
        "concurrency": room.failing,
    }
    rows = connection.execute(_QUERIES["claim_probes"], facts).fetchall()
    rows += connection.execute(_QUERIES["claim_deliveries"], facts).fetchall()
    return [
        Leased(
            endpoint_id=row["endpoint_id"],
            company_id=row["company_id"],
            event_id=row["event_id"],
            created_at=row["created_at"],
            attempts=row["attempts"],
            url=row["url"],
            body=row["body"].encode(),
            is_probe=row["is_probe"],
        )
        for row in sorted(rows, key=lambda row: int(row["position"]))
    ]
