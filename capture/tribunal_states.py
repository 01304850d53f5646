"""Tribunals' and routes' states in PostgreSQL, and their publication: rows and message change in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from capture.health import RouteHealth, TribunalHealth, summarise, under_policy
from monitor_config.tribunals import TribunalPolicy
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Stream
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.topics import TRIBUNAL_STATUS
from schemas.tribunal_status import TribunalState

_SQL = load_queries("capture", "tribunals.sql")
_FRESH = timedelta(hours=26)
"""A case verified since yesterday's visit counts as fresh."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What pending work and the scheduler must know of one tribunal's policy.

    `routes`: the systems that decide, to their hosts; `fallbacks`: the same of what is asked as a last resort.
    """

    tribunal: str
    policy: TribunalPolicy
    is_enabled: bool
    routes: Mapping[CourtSystem, tuple[str, ...]]
    disabled_reason: str = ""
    fallbacks: Mapping[CourtSystem, tuple[str, ...]] = field(default_factory=dict)


Change = Callable[[TribunalHealth], TribunalHealth]


def as_route(row: Mapping[str, Any]) -> RouteHealth:
    """Make the value of a route's row."""
    return RouteHealth(
        tribunal=row["tribunal"],
        system=CourtSystem(row["system"]),
        state=TribunalState(row["state"]),
        since=row["since"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=row["reason"],
        next_attempt_at=row["next_attempt_at"],
        probes=row["probes"],
        episode=row["episode"],
        failures_in_row=row["failures_in_row"],
        last_success_at=row["last_success_at"],
        complaint=row["complaint"],
        complaints_in_row=row["complaints_in_row"],
        is_fallback=row["is_fallback"],
    )


def as_health(row: Mapping[str, Any], routes: Sequence[Mapping[str, Any]]) -> TribunalHealth:
    """Make the value of a tribunal's row and its routes' rows."""
    return TribunalHealth(
        tribunal=row["tribunal"],
        state=TribunalState(row["state"]),
        since=row["since"],
        is_by_operator=row["is_by_operator"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=row["reason"],
        next_attempt_at=row["next_attempt_at"],
        episode=row["episode"],
        notice=row["notice"],
        routes=tuple(as_route(route) for route in routes if route["tribunal"] == row["tribunal"]),
    )


def read_healths(connection: Connection[Row], tribunals: Sequence[str]) -> dict[str, TribunalHealth]:
    """Return the states of tribunals with their routes."""
    names = {"tribunals": list(tribunals)}
    routes = connection.execute(_SQL["list_route_states"], names).fetchall()
    return {row["tribunal"]: as_health(row, routes) for row in connection.execute(_SQL["list_tribunals"], names)}


def change_tribunal(stream: Stream, tribunal: str, change: Change, now: datetime) -> TribunalHealth:
    """Change a tribunal's or its routes' state under its lock, and publish it when customers would see a difference."""
    with stream.unit_of_work() as unit:
        row = unit.connection.execute(_SQL["lock_tribunal"], {"tribunal": tribunal}).fetchone()
        if row is None:
            raise LookupError(f"{tribunal} has no state row; policies are projected at the start")
        routes = unit.connection.execute(_SQL["list_route_states"], {"tribunals": [tribunal]}).fetchall()
        before = as_health(row, routes)
        after = summarise(change(before), now)
        known = {route.system: route for route in before.routes}
        for route in after.routes:
            if route != known[route.system]:
                unit.connection.execute(_SQL["set_route_state"], _route_columns(route))
        if replace(after, routes=()) != replace(before, routes=()):
            unit.connection.execute(_SQL["set_tribunal_state"], _columns(after))
        if is_told_anew(before, after):
            unit.publish(TRIBUNAL_STATUS, tribunal, after.status().model_copy(update={"told_at": now}))
    return after


def is_told_anew(before: TribunalHealth, after: TribunalHealth) -> bool:
    """Say whether customers would see a difference; when a court last answered is told with the next one."""
    return _told(before) != _told(after)


def _told(health: TribunalHealth) -> tuple[object, ...]:
    down = [route for route in health.deciding if route.state is not TribunalState.ACTIVE]
    routes = tuple((route.system, route.reason, route.next_attempt_at) for route in down)
    complaints = tuple((route.system, route.complaint) for route in health.deciding if route.complaint)
    return health.state, health.next_attempt_at, health.reason, health.notice, routes, complaints


def change_route(
    stream: Stream, tribunal: str, system: CourtSystem, change: Callable[[RouteHealth], RouteHealth], now: datetime
) -> None:
    """Change the state of one route."""

    def change_one(health: TribunalHealth) -> TribunalHealth:
        routes = tuple(change(route) if route.system is system else route for route in health.routes)
        return replace(health, routes=routes)

    change_tribunal(stream, tribunal, change_one, now)


def project_policies(
    stream: Stream, projections: Sequence[Projection], limits: Mapping[str, int | None], now: datetime
) -> None:
    """Write what the operator allows into the tribunals' rows; publish only what changed."""
    with stream.unit_of_work() as unit:
        for source, daily_budget in sorted(limits.items()):
            unit.connection.execute(_SQL["upsert_source_limit"], {"source": source, "daily_budget": daily_budget})
        for projection in projections:
            _write_projection(unit.connection, projection, now)
    for projection in projections:
        change_tribunal(stream, projection.tribunal, _policy_change(projection, now), now)


def _write_projection(connection: Connection[Row], projection: Projection, now: datetime) -> None:
    hours = projection.policy.hours
    place = {"tribunal": projection.tribunal, "now": now}
    opened = {"opens": hours.opens if hours else None, "closes": hours.closes if hours else None}
    connection.execute(_SQL["upsert_policy"], {**place, **opened})
    asked = {**projection.routes, **projection.fallbacks}
    for system, sources in asked.items():
        route = {"system": system, "sources": list(sources), "is_fallback": system in projection.fallbacks}
        connection.execute(_SQL["upsert_route"], {**place, **route})
    connection.execute(_SQL["delete_other_routes"], {"tribunal": projection.tribunal, "systems": list(asked)})
    deciding = {"tribunal": projection.tribunal, "systems": list(projection.routes)}
    connection.execute(_SQL["free_visits_of_other_routes"], deciding)


def list_tribunals(connection: Connection[Row], now: datetime) -> list[dict[str, Any]]:
    """Return every tribunal's state with its routes, budgets and freshness; for operators."""
    rows = connection.execute(_SQL["list_tribunal_states"], {"now": now, "fresh_since": now - _FRESH}).fetchall()
    routes = connection.execute(_SQL["list_routes_with_budgets"], {"now": now, "day": business_date(now)}).fetchall()
    return [{**row, "routes": [route for route in routes if route["tribunal"] == row["tribunal"]]} for row in rows]


def list_routes(connection: Connection[Row], tribunals: Sequence[str], now: datetime) -> list[Row]:
    """Return what decides whether the routes of these tribunals may be asked now."""
    return connection.execute(_SQL["list_routes"], {"tribunals": list(tribunals), "now": now}).fetchall()


def list_fallbacks(
    connection: Connection[Row], tribunals: Sequence[str], now: datetime
) -> set[tuple[str, CourtSystem]]:
    """Return, by tribunal, the sources of last resort that may be asked now."""
    rows = connection.execute(_SQL["list_fallbacks"], {"tribunals": list(tribunals), "now": now})
    return {(row["tribunal"], CourtSystem(row["system"])) for row in rows}


def _policy_change(projection: Projection, now: datetime) -> Change:
    policy = projection.policy
    reason = "Switched off by the operator." if policy.is_enabled is False else projection.disabled_reason

    def change(health: TribunalHealth) -> TribunalHealth:
        return under_policy(
            health,
            is_enabled=projection.is_enabled,
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
        "episode": health.episode,
        "notice": health.notice,
    }


def _route_columns(route: RouteHealth) -> dict[str, object]:
    return {
        "tribunal": route.tribunal,
        "system": route.system,
        "state": route.state,
        "outcome": route.outcome,
        "reason": route.reason,
        "since": route.since,
        "next_attempt_at": route.next_attempt_at,
        "probes": route.probes,
        "episode": route.episode,
        "failures_in_row": route.failures_in_row,
        "last_success_at": route.last_success_at,
        "complaint": route.complaint,
        "complaints_in_row": route.complaints_in_row,
    }
