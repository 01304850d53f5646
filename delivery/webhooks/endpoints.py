"""Endpoints as operators handle them: add, list, rotate, disable, enable, ping, replay. URLs pass the egress rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from psycopg import Connection

from delivery.events import keys
from delivery.events.record import record_event
from delivery.webhooks.errors import EndpointNotFound
from delivery.webhooks.signing import make_secret
from delivery.webhooks.vault import SecretBox, add_secret
from runtime.egress import EgressPolicy, Lookup, lookup_name, vet_addresses, vet_url
from runtime.postgres.queries import load_queries
from schemas.events import EventType
from schemas.model import FrozenModel

_QUERIES = load_queries(__package__)
Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """The secret is shown here and never again."""

    id: UUID
    secret: str


class EndpointSummary(FrozenModel):
    """An endpoint and what waits for it. `waiting` deliveries are pending, parked or disabled_held by its state."""

    id: UUID
    company_id: UUID
    url: str
    types: tuple[EventType, ...] | None
    state: Literal["active", "parked", "disabled"]
    disabled_reason: str | None
    last_error: str | None
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    created_at: datetime
    waiting: int
    oldest_waiting_at: datetime | None
    next_attempt_at: datetime | None


def add_endpoint(  # noqa: PLR0913 - an endpoint has these facts, all named
    connection: Rows,
    *,
    company_id: UUID,
    url: str,
    types: Sequence[EventType] | None,
    policy: EgressPolicy,
    box: SecretBox,
    now: datetime,
    lookup: Lookup = lookup_name,
) -> NewEndpoint:
    """Register an endpoint, which is told what is sequenced from now on; without types, of all types.

    Raises EgressRefused, NameNotResolved.
    """
    destination = vet_url(url, policy)
    vet_addresses(destination, lookup(destination.host))
    endpoint = NewEndpoint(uuid4(), make_secret())
    connection.execute(_QUERIES["lock_plan"])
    row = connection.execute(_QUERIES["get_sequenced_position"]).fetchone()
    connection.execute(
        _QUERIES["add_endpoint"],
        {
            "id": endpoint.id,
            "company_id": company_id,
            "url": url,
            "types": [str(type_) for type_ in types] if types else None,
            "from_position": row["last_position"] if row else 0,
            "now": now,
        },
    )
    add_secret(connection, box, (endpoint.id, company_id), endpoint.secret, now)
    return endpoint


def list_endpoints(connection: Rows, company_id: UUID | None = None) -> list[EndpointSummary]:
    """List the endpoints of a company (None: of all that the role may see), oldest first."""
    rows = connection.execute(_QUERIES["list_endpoints"], {"company_id": company_id})
    return [EndpointSummary.model_validate(row) for row in rows]


def count_states(connection: Rows, endpoint_id: UUID) -> dict[str, int]:
    """Count an endpoint's deliveries by visible state. Raises EndpointNotFound."""
    _get(connection, endpoint_id)
    rows = connection.execute(_QUERIES["count_states"], {"endpoint_id": endpoint_id})
    return {row["state"]: row["deliveries"] for row in rows}


def list_deliveries_of_events(
    connection: Rows, company_id: UUID, events: Mapping[UUID, str]
) -> dict[UUID, list[dict[str, Any]]]:
    """List to which endpoints events went, by event; `events` holds the case number of each."""
    numbers = sorted(set(events.values()))
    parameters = {"company_id": company_id, "case_numbers": numbers, "event_ids": list(events)}
    deliveries: dict[UUID, list[dict[str, Any]]] = {}
    for row in connection.execute(_QUERIES["list_deliveries_of_events"], parameters):
        deliveries.setdefault(row.pop("event_id"), []).append(row)
    return deliveries


def list_attempts(connection: Rows, endpoint_id: UUID, event_id: UUID) -> list[dict[str, Any]]:
    """List the attempts of one delivery, oldest first."""
    return connection.execute(_QUERIES["list_attempts"], {"endpoint_id": endpoint_id, "event_id": event_id}).fetchall()


def rotate_secret(connection: Rows, endpoint_id: UUID, box: SecretBox, now: datetime) -> str:
    """Return a new secret; the old ones go on signing beside it for 24 hours. Raises EndpointNotFound."""
    endpoint = _get(connection, endpoint_id)
    secret = make_secret()
    add_secret(connection, box, (endpoint_id, endpoint["company_id"]), secret, now)
    return secret


def disable_endpoint(connection: Rows, endpoint_id: UUID, now: datetime, *, reason: str = "by the operator") -> None:
    """Stop sending; the events go on being held. Raises EndpointNotFound."""
    endpoint = _get(connection, endpoint_id)
    if endpoint["state"] == "disabled":
        return
    connection.execute(_QUERIES["disable_endpoint"], {"id": endpoint_id, "reason": reason})
    episode = endpoint["episode"] + (endpoint["state"] == "active")
    record_event(
        connection,
        company_id=endpoint["company_id"],
        type=EventType.ENDPOINT_DISABLED,
        business_key=keys.endpoint_disabled(endpoint_id, episode),
        case_number=None,
        subject=None,
        data={"endpoint_id": str(endpoint_id), "url": endpoint["url"], "reason": reason, "since": now.isoformat()},
        now=now,
    )


def enable_endpoint(
    connection: Rows, endpoint_id: UUID, now: datetime, resume: Literal["all", "none"] | datetime = "all"
) -> int:
    """Send again: all that was held, what was recorded from a moment on, or none. Returns how many were skipped.

    Raises EndpointNotFound.
    """
    _get(connection, endpoint_id)
    skipped = 0
    if resume != "all":
        before = None if resume == "none" else resume
        skipped = connection.execute(
            _QUERIES["skip_deliveries"], {"endpoint_id": endpoint_id, "before": before}
        ).rowcount
    connection.execute(_QUERIES["resume_deliveries"], {"endpoint_id": endpoint_id, "now": now})
    connection.execute(_QUERIES["enable_endpoint"], {"id": endpoint_id})
    return skipped


def send_ping(connection: Rows, endpoint_id: UUID, now: datetime) -> UUID:
    """Record a ping, which goes to this endpoint alone, and return the ping's own id. Raises EndpointNotFound."""
    endpoint = _get(connection, endpoint_id)
    ping_id = uuid4()
    record_event(
        connection,
        company_id=endpoint["company_id"],
        type=EventType.PING,
        business_key=keys.ping(endpoint_id, ping_id),
        case_number=None,
        subject=None,
        data={"endpoint_id": str(endpoint_id), "ping_id": str(ping_id)},
        now=now,
    )
    return ping_id


def replay(
    connection: Rows,
    endpoint_id: UUID,
    now: datetime,
    *,
    from_moment: datetime | None = None,
    event_ids: Sequence[UUID] | None = None,
) -> int:
    """Send events again, by date, by ids, or (neither) all that are kept; return how many. Raises EndpointNotFound."""
    _get(connection, endpoint_id)
    place = connection.execute(_QUERIES["lock_plan"]).fetchone()
    return connection.execute(
        _QUERIES["replay_deliveries"],
        {
            "endpoint_id": endpoint_id,
            "from_moment": from_moment,
            "event_ids": list(event_ids) if event_ids is not None else None,
            "until": place["last_position"] if place else 0,
            "now": now,
        },
    ).rowcount


def _get(connection: Rows, endpoint_id: UUID) -> dict[str, Any]:
    row = connection.execute(_QUERIES["find_endpoint"], {"id": endpoint_id}).fetchone()
    if row is None:
        raise EndpointNotFound(f"there is no endpoint {endpoint_id}", endpoint_id=str(endpoint_id))
    return row
