"""Records events in the transaction of what they tell: once per (company, business key), serialised once.

Leaves the position to the sequencer, and the sending to feed and webhooks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from runtime.postgres.queries import load_queries
from schemas.events import CloudEvent, EventType, event_id

_QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One event that is to be told to one company."""

    company_id: UUID
    type: EventType
    business_key: str
    case_number: str | None
    subject: str | None
    data: Mapping[str, Any]


def record_event(  # noqa: PLR0913 - an event has these facts, all named
    connection: Connection[dict[str, Any]],
    *,
    company_id: UUID,
    type: EventType,  # noqa: A002 - CloudEvents' own word
    business_key: str,
    case_number: str | None,
    subject: str | None,
    data: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Record one event; False when this company was already told this."""
    draft = EventDraft(company_id, type, business_key, case_number, subject, data)
    return bool(record_events(connection, [draft], now))


def record_events(connection: Connection[dict[str, Any]], drafts: Sequence[EventDraft], now: datetime) -> set[UUID]:
    """Record events in their order, in one statement; return the ids of those that were not told before."""
    if not drafts:
        return set()
    ids = [event_id(draft.company_id, draft.business_key) for draft in drafts]
    rows = connection.execute(
        _QUERIES["record_events"],
        {
            "ids": ids,
            "companies": [draft.company_id for draft in drafts],
            "keys": [draft.business_key for draft in drafts],
            "types": [draft.type.value for draft in drafts],
            "case_numbers": [draft.case_number for draft in drafts],
            "bodies": [_serialise(id_, draft, now) for id_, draft in zip(ids, drafts, strict=True)],
            "now": now,
        },
    ).fetchall()
    return {row["id"] for row in rows}


def _serialise(id_: UUID, draft: EventDraft, now: datetime) -> str:
    event = CloudEvent(id=id_, type=draft.type, subject=draft.subject, time=now, data=dict(draft.data))
    return event.model_dump_json(exclude_none=False)
