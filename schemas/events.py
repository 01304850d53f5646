"""The closed list of events that customers receive, as CloudEvents 1.0 (structured JSON).

`id` is a UUIDv5 of (company, business key): a retry, a replay or a restored backup can never mint a second one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid5

from pydantic import Field

from schemas.model import FrozenModel

EVENT_NAMESPACE = UUID("6b1f5a52-6e5c-5d0e-9f5e-0d6a4f7a9c11")


class EventType(StrEnum):
    """What can be told. Types are versioned by their data and additive only."""

    CASE_REGISTERED = "case.registered"
    CASE_UPDATED = "case.updated"
    CASE_SEALED = "case.sealed"
    CASE_NOT_FOUND = "case.not_found"
    MOVEMENT_CREATED = "movement.created"
    MOVEMENT_WITHDRAWN = "movement.withdrawn"
    DISTRIBUTION_MATCHED = "distribution.matched"
    EXPRESSION_QUARANTINED = "expression.quarantined"
    EXPRESSION_RELEASED = "expression.released"
    TRIBUNAL_SUSPENDED = "tribunal.suspended"
    TRIBUNAL_RECOVERED = "tribunal.recovered"
    QUOTA_REACHED = "quota.reached"
    ENDPOINT_FAILING = "endpoint.failing"
    ENDPOINT_DISABLED = "endpoint.disabled"
    PING = "ping"


def event_id(company_id: UUID, business_key: str) -> UUID:
    """Derive the id of the one event of a company with this business key (which begins with the event's type)."""
    return uuid5(EVENT_NAMESPACE, f"{company_id}:{business_key}")


class CloudEvent(FrozenModel):
    """What a feed shows and a webhook carries; `time` is business time; `data` is documented per type."""

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    type: EventType
    source: str = "/arauto"
    subject: str | None = Field(
        None, description="the case number with its punctuation, the tribunal's acronym, or the monitored party's id"
    )
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]
