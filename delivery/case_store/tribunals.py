"""Handles `tribunal_status.v1`: keeps each tribunal's state, and tells the companies with an active case there.

It is the named state of the cases that are not visited meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from delivery.case_store.repository import Transaction
from delivery.events import keys
from delivery.events.record import EventDraft, record_events
from runtime.clock import Clock
from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.events import EventType
from schemas.model import FrozenModel
from schemas.topics import TRIBUNAL_STATUS, Topic
from schemas.tribunal_status import TribunalState, TribunalStatus

GROUP = "tribunal_status"
_QUERIES = load_queries(__package__)


class TribunalStatusHandler:
    """The case store's work on the states of tribunals."""

    group = GROUP
    topics: Sequence[Topic[FrozenModel]] = (TRIBUNAL_STATUS,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Keep one status; an older one (a replayed dead letter, a second copy) changes nothing."""
        assert isinstance(message, TribunalStatus)
        connection = unit.connection
        known = connection.execute(_QUERIES["lock_tribunal_status"], {"tribunal": message.tribunal}).fetchone()
        if known and _said_when(message) < _said_when(TribunalStatus(**known)):
            return
        connection.execute(_QUERIES["upsert_tribunal_status"], _columns(message))
        record_events(connection, _drafts(connection, message), self._clock.now())


def _said_when(status: TribunalStatus) -> tuple[int, datetime, datetime]:
    """Return what orders a tribunal's statuses: routes and notice change while state and since stay."""
    return status.episode, status.since, status.told_at or status.since


def _columns(status: TribunalStatus) -> dict[str, Any]:
    routes = [route.model_dump(mode="json") for route in status.routes]
    return {**status.model_dump(), "routes": Jsonb(routes)}


def find_tribunal_status(connection: Transaction, tribunal: str) -> TribunalStatus | None:
    """Return the latest status of a tribunal; None when none was ever reported."""
    row = connection.execute(_QUERIES["find_tribunal_status"], {"tribunal": tribunal}).fetchone()
    return TribunalStatus(**row) if row else None


def _drafts(connection: Transaction, status: TribunalStatus) -> list[EventDraft]:
    suspended = keys.tribunal_suspended(status.tribunal, status.episode)
    if status.state is TribunalState.SUSPENDED:
        rows = connection.execute(_QUERIES["list_companies_at_tribunal"], {"tribunal": status.tribunal})
        return [_draft(row["company_id"], EventType.TRIBUNAL_SUSPENDED, suspended, status) for row in rows]
    if status.state is TribunalState.ACTIVE:
        recovered = keys.tribunal_recovered(status.tribunal, status.episode)
        rows = connection.execute(_QUERIES["list_companies_told"], {"business_key": suspended})
        return [_draft(row["company_id"], EventType.TRIBUNAL_RECOVERED, recovered, status) for row in rows]
    return []


def _draft(company_id: UUID, type_: EventType, business_key: str, status: TribunalStatus) -> EventDraft:
    data: dict[str, Any] = {
        "tribunal": status.tribunal,
        "outcome": status.outcome,
        "reason": status.reason,
        "since": _iso(status.since),
        "next_attempt_at": _iso(status.next_attempt_at),
    }
    return EventDraft(company_id, type_, business_key, None, status.tribunal, data)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
