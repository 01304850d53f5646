"""Tribunals' states in PostgreSQL, and their publication: row and message change in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from capture.health import TribunalHealth, under_policy
from monitor_config.tribunals import TribunalPolicy
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Stream
from schemas.outcomes import Outcome
from schemas.topics import TRIBUNAL_STATUS
from schemas.tribunal_status import TribunalState

_SQL = load_queries("capture", "tribunals.sql")


@dataclass(frozen=True, slots=True)
class Projection:
    """What pending work and the scheduler must know of one tribunal's policy; `source` is whose budget is spent."""

    tribunal: str
    source: str
    policy: TribunalPolicy
    daily_budget: int | None
    is_enabled: bool


Change = Callable[[TribunalHealth], TribunalHealth]


def as_health(row: Mapping[str, Any]) -> TribunalHealth:
    """Make the value of a row."""
    return TribunalHealth(
        tribunal=row["tribunal"],
        state=TribunalState(row["state"]),
        since=row["since"],
        is_by_operator=row["is_by_operator"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=row["reason"],
        next_attempt_at=row["next_attempt_at"],
        probes=row["probes"],
        episode=row["episode"],
        failures_in_row=row["failures_in_row"],
        last_success_at=row["last_success_at"],
    )


def change_tribunal(stream: Stream, tribunal: str, change: Change) -> TribunalHealth:
    """Change a tribunal's state under its lock, and publish it when customers would see a difference."""
    with stream.unit_of_work() as unit:
        row = unit.connection.execute(_SQL["lock_tribunal"], {"tribunal": tribunal}).fetchone()
        if row is None:
            raise LookupError(f"{tribunal} has no state row; policies are projected at the start")
        before = as_health(row)
        after = change(before)
        if after != before:
            unit.connection.execute(_SQL["set_tribunal_state"], _columns(after))
        if (after.state, after.next_attempt_at, after.reason) != (before.state, before.next_attempt_at, before.reason):
            unit.publish(TRIBUNAL_STATUS, tribunal, after.status())
    return after


def project_policies(stream: Stream, projections: Sequence[Projection], now: datetime) -> None:
    """Write what the operator allows into the tribunals' rows; publish only what changed."""
    with stream.unit_of_work() as unit:
        for projection in projections:
            hours = projection.policy.hours
            unit.connection.execute(
                _SQL["upsert_policy"],
                {
                    "tribunal": projection.tribunal,
                    "now": now,
                    "source": projection.source,
                    "opens": hours.opens if hours else None,
                    "closes": hours.closes if hours else None,
                    "daily_budget": projection.daily_budget,
                },
            )
    for projection in projections:
        change = _policy_change(projection.policy, is_enabled=projection.is_enabled, now=now)
        change_tribunal(stream, projection.tribunal, change)


def list_tribunals(connection: Connection[Row], now: datetime) -> list[Row]:
    """Return every tribunal's state, what its budget gave today and how many visits are due; for operators."""
    return connection.execute(_SQL["list_tribunal_states"], {"now": now, "day": business_date(now)}).fetchall()


def list_gates(connection: Connection[Row], tribunals: Sequence[str], now: datetime) -> list[Row]:
    """Return what decides whether these tribunals may be visited now."""
    return connection.execute(_SQL["list_gates"], {"tribunals": list(tribunals), "day": business_date(now)}).fetchall()


def _policy_change(policy: TribunalPolicy, *, is_enabled: bool, now: datetime) -> Change:
    reason = (
        "Switched off by the operator."
        if policy.is_enabled is False
        else ("Not switched on: no real page of this court has been seen yet.")
    )

    def change(health: TribunalHealth) -> TribunalHealth:
        return under_policy(
            health,
            is_enabled=is_enabled,
            suspended_reason=policy.suspended_reason,
            disabled_reason=reason,
            now=now,
        )

    return change


def _columns(health: TribunalHealth) -> dict[str, object]:
    return {
        "tribunal": health.tribunal,
        "state": health.state,
        "is_by_operator": health.is_by_operator,
        "outcome": health.outcome,
        "reason": health.reason,
        "since": health.since,
        "next_attempt_at": health.next_attempt_at,
        "probes": health.probes,
        "episode": health.episode,
        "failures_in_row": health.failures_in_row,
    }
