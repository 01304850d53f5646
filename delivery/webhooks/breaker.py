"""Decides what an attempt's result means for its delivery and its endpoint. Pure.

The endpoint's breaker opens when a delivery has used up its short retries and nothing else got through meanwhile: then
the endpoint is at fault. When others do get through, the event is at fault: it alone goes on, at the probes' times, for
seven days.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from delivery.webhooks.retry_ladder import FIRST_RETRIES, next_probe, next_retry

GONE = 410
_SHORT_TRIES = len(FIRST_RETRIES) + 1
_HOLD_FROM_STREAK = 8
_HOLD = timedelta(seconds=30)
SUSPECT_FROM_FAILURES = 6
"""After three tries and three probes the event itself is suspected: the next one is probed with in its place."""


class EndpointState(StrEnum):
    ACTIVE = "active"
    PARKED = "parked"
    DISABLED = "disabled"


class Turn(StrEnum):
    """What happened to an endpoint by one result."""

    FAILING = "failing"
    DISABLED = "disabled"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Health:
    """An endpoint's breaker."""

    state: EndpointState
    streak: int = 0
    hold_until: datetime | None = None
    parked_at: datetime | None = None
    next_probe_at: datetime | None = None
    disabled_reason: str | None = None
    episode: int = 0
    last_error: str | None = None
    last_success_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A delivery's state and failures so far."""

    state: str = "pending"
    failures: int = 0
    first_failed_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One attempt; `error` is None when the receiver took it."""

    error: str | None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The new values, and the endpoint's turn where there was one."""

    health: Health
    progress: Progress
    turn: Turn | None = None


def judge(health: Health, progress: Progress, result: Result, now: datetime) -> Verdict:
    """Apply one result."""
    if result.error is None:
        return _judge_success(health, progress, now)
    failed = replace(
        progress, failures=progress.failures + 1, first_failed_at=progress.first_failed_at or now, due_at=now
    )
    health = replace(health, streak=health.streak + 1, last_error=result.error)
    if health.state is EndpointState.DISABLED:
        return Verdict(health, failed)
    if result.status == GONE:
        return Verdict(_disable(health, "the receiver answered 410 Gone"), failed, Turn.DISABLED)
    if health.state is EndpointState.PARKED:
        return _judge_failed_probe(health, failed, now)
    return _judge_failure(health, failed, now)


def _judge_success(health: Health, progress: Progress, now: datetime) -> Verdict:
    closed = replace(health, streak=0, hold_until=None, last_success_at=now, last_error=None)
    done = replace(progress, state="delivered", due_at=now)
    if health.state is EndpointState.PARKED:
        return Verdict(
            replace(closed, state=EndpointState.ACTIVE, parked_at=None, next_probe_at=None), done, Turn.RECOVERED
        )
    return Verdict(closed, done)


def _judge_failure(health: Health, failed: Progress, now: datetime) -> Verdict:
    if health.streak >= _HOLD_FROM_STREAK:
        health = replace(health, hold_until=now + _HOLD)
    if (due := next_retry(failed.failures, now)) is not None:
        return Verdict(health, replace(failed, due_at=due))
    if health.streak >= _SHORT_TRIES:
        parked = replace(
            health,
            state=EndpointState.PARKED,
            hold_until=None,
            parked_at=now,
            next_probe_at=next_probe(now, now),
            episode=health.episode + 1,
        )
        return Verdict(parked, failed, Turn.FAILING)
    due = next_probe(failed.first_failed_at or now, now)
    return Verdict(health, replace(failed, state="refused") if due is None else replace(failed, due_at=due))


def _judge_failed_probe(health: Health, failed: Progress, now: datetime) -> Verdict:
    if health.next_probe_at is not None and health.next_probe_at > now:
        return Verdict(health, failed)  # it was on its way when the breaker opened: not a probe
    if (probe := next_probe(health.parked_at or now, now)) is not None:
        return Verdict(replace(health, next_probe_at=probe), failed)
    return Verdict(_disable(health, "it failed for seven days"), failed, Turn.DISABLED)


def _disable(health: Health, reason: str) -> Health:
    return replace(
        health,
        state=EndpointState.DISABLED,
        hold_until=None,
        parked_at=None,
        next_probe_at=None,
        disabled_reason=reason,
        episode=health.episode + (health.state is not EndpointState.PARKED),
    )
