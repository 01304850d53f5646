"""Stores a batch of attempts in one transaction: deliveries, attempts, endpoints' breakers, and events about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection

from delivery.events import keys
from delivery.events.record import record_event
from delivery.webhooks.breaker import SUSPECT_FROM_FAILURES, EndpointState, Health, Progress, Result, Turn, judge
from delivery.webhooks.leases import Leased
from delivery.webhooks.sending import Answer
from runtime.postgres.queries import load_queries
from schemas.events import EventType

_QUERIES = load_queries(__package__)
_log = structlog.get_logger()
Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a leased delivery; without an answer it was given back untried."""

    leased: Leased
    answer: Answer | None


@dataclass(slots=True)
class _Endpoint:
    id: UUID
    company_id: UUID
    url: str
    health: Health


def store(connection: Rows, owner: int, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Store what came of a batch."""
    tried = [outcome for outcome in outcomes if outcome.answer is not None]
    untried = [outcome.leased for outcome in outcomes if outcome.answer is None]
    if untried:
        connection.execute(_QUERIES["release_deliveries"], {**_keys_of(untried), "owner": owner})
    if tried:
        _store_tried(connection, tried, now)


def _store_tried(connection: Rows, tried: Sequence[Outcome], now: datetime) -> None:
    endpoints = _lock_endpoints(connection, sorted({outcome.leased.endpoint_id for outcome in tried}))
    known = {
        (row["endpoint_id"], row["event_id"]): row
        for row in connection.execute(_QUERIES["lock_deliveries"], _keys_of([o.leased for o in tried]))
    }
    progress: list[Progress] = []
    turns: list[tuple[_Endpoint, Turn]] = []
    for outcome in tried:
        endpoint = endpoints[outcome.leased.endpoint_id]
        before = _progress_of(known[outcome.leased.endpoint_id, outcome.leased.event_id])
        verdict = judge(endpoint.health, before, _result_of(outcome), now)
        endpoint.health = verdict.health
        # What was withdrawn, skipped or delivered meanwhile stays so, unless this attempt did deliver it.
        progress.append(verdict.progress if before.state == "pending" or _is_taken(outcome) else before)
        if verdict.turn is not None:
            turns.append((endpoint, verdict.turn))
    _write(connection, tried, progress, now)
    for endpoint in endpoints.values():
        connection.execute(_QUERIES["update_endpoint"], _endpoint_facts(endpoint, now))
    for endpoint, turn in turns:
        _tell(connection, endpoint, turn, now)


def _lock_endpoints(connection: Rows, ids: Sequence[UUID]) -> dict[UUID, _Endpoint]:
    rows = connection.execute(_QUERIES["lock_endpoints"], {"endpoint_ids": list(ids)})
    return {row["id"]: _Endpoint(row["id"], row["company_id"], row["url"], _health_of(row)) for row in rows}


def _health_of(row: dict[str, Any]) -> Health:
    facts = {name: value for name, value in row.items() if name not in ("id", "company_id", "url", "state")}
    return Health(state=EndpointState(row["state"]), **facts)


def _progress_of(row: dict[str, Any]) -> Progress:
    return Progress(row["state"], row["failures"], row["first_failed_at"], row["due_at"])


def _result_of(outcome: Outcome) -> Result:
    assert outcome.answer is not None
    return Result(outcome.answer.error, outcome.answer.status)


def _is_taken(outcome: Outcome) -> bool:
    return outcome.answer is not None and outcome.answer.error is None


def _keys_of(leased: Sequence[Leased]) -> dict[str, Any]:
    return {
        "endpoint_ids": [item.endpoint_id for item in leased],
        "event_ids": [item.event_id for item in leased],
        "created_ats": [item.created_at for item in leased],
    }


def _write(connection: Rows, tried: Sequence[Outcome], progress: Sequence[Progress], now: datetime) -> None:
    leased = [outcome.leased for outcome in tried]
    answers = [outcome.answer for outcome in tried if outcome.answer is not None]
    facts = {
        **_keys_of(leased),
        "company_ids": [item.company_id for item in leased],
        "states": [item.state for item in progress],
        "failures": [item.failures for item in progress],
        "first_failed_ats": [item.first_failed_at for item in progress],
        "due_ats": [item.due_at for item in progress],
        "tried": [1] * len(leased),
        "errors": [answer.error for answer in answers],
        "numbers": [item.attempts + 1 for item in leased],
        "probes": [item.is_probe for item in leased],
        "statuses": [answer.status for answer in answers],
        "answers": [
            None if item.state == "withdrawn_sealed" else a.text for item, a in zip(progress, answers, strict=True)
        ],
        "durations": [answer.duration_ms for answer in answers],
        "now": now,
    }
    connection.execute(_QUERIES["update_deliveries"], facts)
    connection.execute(_QUERIES["add_attempts"], facts)


def _endpoint_facts(endpoint: _Endpoint, now: datetime) -> dict[str, Any]:
    health = endpoint.health
    return {
        "id": endpoint.id,
        "state": health.state.value,
        "streak": health.streak,
        "hold_until": health.hold_until,
        "parked_at": health.parked_at,
        "next_probe_at": health.next_probe_at,
        "disabled_reason": health.disabled_reason,
        "episode": health.episode,
        "last_error": health.last_error,
        "last_success_at": health.last_success_at,
        "now": now,
    }


def _tell(connection: Rows, endpoint: _Endpoint, turn: Turn, now: datetime) -> None:
    health = endpoint.health
    _log.warning("endpoint_turned", endpoint_id=str(endpoint.id), turn=turn.value, episode=health.episode)
    if turn is Turn.RECOVERED:
        connection.execute(
            _QUERIES["forgive_deliveries"],
            {"endpoint_id": endpoint.id, "now": now, "suspect_from": SUSPECT_FROM_FAILURES},
        )
        return
    is_disabled = turn is Turn.DISABLED
    make_key = keys.endpoint_disabled if is_disabled else keys.endpoint_failing
    probe = health.next_probe_at
    record_event(
        connection,
        company_id=endpoint.company_id,
        type=EventType.ENDPOINT_DISABLED if is_disabled else EventType.ENDPOINT_FAILING,
        business_key=make_key(endpoint.id, health.episode),
        case_number=None,
        subject=None,
        data={
            "endpoint_id": str(endpoint.id),
            "url": endpoint.url,
            "reason": health.disabled_reason or health.last_error,
            "since": now.isoformat(),
            "next_attempt_at": probe.isoformat() if probe else None,
        },
        now=now,
    )
