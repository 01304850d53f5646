"""Ends visits: publishes what they found, then closes their claims with the next due date; keeps tribunals' health.

Publishing comes first: a crash in between publishes the same visit (same id) again, and loses none.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from capture.archive import Blobs
from capture.health import TribunalHealth, after_visit
from capture.orders import VisitResult
from capture.planning import CaseFacts, Plan, is_failure, plan_next
from capture.publish import as_capture, content_hash, is_told
from capture.purge import purge_case
from capture.schedule import interval_days, visits_per_day
from capture.tribunal_states import as_health, change_tribunal, list_gates
from monitor_config.tribunals import TribunalPolicies
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Producer, Stream
from schemas.captures import VisitReason
from schemas.outcomes import TRIBUNAL_WIDE, VERIFYING, Outcome
from schemas.topics import CAPTURES

_SQL = load_queries("capture")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
_SHORTEST_HOLD_SECONDS = 60.0
_DEMAND_SECONDS = 30.0
_KEPT_OUT = frozenset({*VERIFYING, Outcome.NOT_FOUND, Outcome.SEALED})
"""Outcomes whose pages were understood; the last page of every other visit goes to quarantine."""


@dataclass(frozen=True, slots=True)
class _Demand:
    read_at: float
    cases: int
    pull: float


class Settlement:
    """Settles batches of results for one process; not for use by several threads at once."""

    def __init__(
        self,
        *,
        database: Database,
        stream: Stream,
        producer: Producer,
        blobs: Blobs,
        policies: TribunalPolicies,
        process: UUID,
    ) -> None:
        self._database = database
        self._stream = stream
        self._producer = producer
        self._blobs = blobs
        self._policies = policies
        self._process = process
        self._demand: dict[str, _Demand] = {}

    def settle(self, results: Sequence[VisitResult], now: datetime) -> None:
        """Publish and close a batch. Raises PublishFailed, DatabaseUnavailable: the claims then stay open."""
        tribunals = sorted({result.order.tribunal for result in results})
        with self._database.transaction() as connection:
            states = {row["tribunal"]: row for row in list_gates(connection, tribunals, now)}
            known = self._lock(connection, results)
        health = {
            tribunal: self._update_health(tribunal, as_health(row), results, now) for tribunal, row in states.items()
        }
        self._publish([r for r in results if _is_closed(r) and r.order.case_number in known], known)
        with self._database.transaction() as connection:
            self._close(connection, results, states, now)
            for tribunal in states:
                _count(connection, health[tribunal], [r for r in results if r.order.tribunal == tribunal], now)

    def _lock(self, connection: Connection[Row], results: Sequence[VisitResult]) -> dict[str, Row]:
        rows = connection.execute(
            _SQL["lock_claimed"],
            {"process": self._process, "case_numbers": [str(result.order.case_number) for result in results]},
        ).fetchall()
        return {row["case_number"]: row for row in rows}

    def _update_health(
        self, tribunal: str, known: TribunalHealth, results: Sequence[VisitResult], now: datetime
    ) -> TribunalHealth:
        def change(health: TribunalHealth) -> TribunalHealth:
            for result in results:
                if result.report is not None and result.order.tribunal == tribunal:
                    health = after_visit(
                        health,
                        result.report.outcome,
                        result.report.explanation,
                        is_probe=result.order.is_probe,
                        now=now,
                    )
            return health

        after = change(known)
        uncounted = replace(after, failures_in_row=known.failures_in_row, last_success_at=known.last_success_at)
        return after if uncounted == known else change_tribunal(self._stream, tribunal, change)

    def _publish(self, results: Sequence[VisitResult], known: Mapping[str, Row]) -> None:
        told = [r for r in results if is_told(r, is_watched=known[r.order.case_number]["is_watched"])]
        if told:
            self._producer.publish(CAPTURES, [(str(r.order.case_number), as_capture(r)) for r in told])

    def _close(
        self, connection: Connection[Row], results: Sequence[VisitResult], states: Mapping[str, Row], now: datetime
    ) -> None:
        known = self._lock(connection, results)
        closed = [r for r in results if _is_closed(r) and r.order.case_number in known]
        plans = [
            self._plan(connection, r, known[r.order.case_number], states.get(r.order.tribunal), now) for r in closed
        ]
        _write_plans(connection, closed, plans, known)
        _write_case_states(connection, closed, plans, now)
        open_again = [str(r.order.case_number) for r in results if not _is_closed(r)]
        if open_again:
            connection.execute(_SQL["release_visits"], {"process": self._process, "case_numbers": open_again})
        _quarantine(connection, results, now)
        self._purge_late_pages(
            connection, [r.order.case_number for r in results if r.order.case_number not in known], now
        )

    def _purge_late_pages(self, connection: Connection[Row], gone: Sequence[str], now: datetime) -> None:
        """A case sealed during its visit lost its row: what the visit archived since then goes too."""
        if gone:
            sealed = connection.execute(_SQL["list_sealed"], {"case_numbers": list(gone)}).fetchall()
            for row in sealed:
                purge_case(connection, self._blobs, row["case_number"], row["revision"], now)

    def _plan(
        self, connection: Connection[Row], result: VisitResult, row: Row, state: Row | None, now: datetime
    ) -> Plan:
        policy = self._policies.of(result.order.tribunal)
        facts = CaseFacts(
            case_number=result.order.case_number,
            reason=VisitReason(row["reason"]),
            is_watched=row["is_watched"],
            failures=row["failures"],
            partials=row["partials"],
            misses=row["misses"],
            wished_reason=VisitReason(row["wished_reason"]) if row["wished_reason"] else None,
            interval_days=self._interval(connection, row, state),
            hours=policy.hours,
            discovery_tries=policy.discovery.tries,
            held_until=_held_until(result, now),
        )
        if result.outcome is None:
            raise ValueError("a released visit has no plan")
        return plan_next(facts, result.outcome, now)

    def _interval(self, connection: Connection[Row], row: Row, state: Row | None) -> float:
        policy = self._policies.of(row["tribunal"])
        per_visit = state["requests_total"] / state["visits_total"] if state and state["visits_total"] else 3.0
        capacity = visits_per_day(
            requests_per_minute=policy.requests_per_minute,
            daily_budget=policy.daily_budget,
            hours=policy.hours,
            requests_per_visit=per_visit,
        )
        if math.isinf(capacity):
            return policy.cadence.interval_days
        demand = self._read_demand(connection, row["tribunal"])
        own = math.sqrt(max(row["weight"], 1) * (row["changes"] + 1) / (row["visits"] + 2))
        return interval_days(policy.cadence, capacity=capacity, cases=demand.cases, pull=demand.pull, own_pull=own)

    def _read_demand(self, connection: Connection[Row], tribunal: str) -> _Demand:
        known = self._demand.get(tribunal)
        if known is None or time.monotonic() - known.read_at > _DEMAND_SECONDS:
            row = connection.execute(_SQL["list_demand"], {"tribunals": [tribunal]}).fetchone()
            known = _Demand(time.monotonic(), row["cases"] if row else 0, float(row["pull"]) if row else 0.0)
            self._demand[tribunal] = known
        return known


def _is_closed(result: VisitResult) -> bool:
    """Released visits, and those that met what concerns the whole tribunal, stay due as they were."""
    return result.outcome is not None and result.outcome not in TRIBUNAL_WIDE


def _held_until(result: VisitResult, now: datetime) -> datetime | None:
    if result.outcome is not Outcome.RATE_LIMITED and result.retry_after_seconds is None:
        return None
    return now + timedelta(seconds=max(result.retry_after_seconds or 0.0, _SHORTEST_HOLD_SECONDS))


def _write_plans(
    connection: Connection[Row], results: Sequence[VisitResult], plans: Sequence[Plan], known: Mapping[str, Row]
) -> None:
    kept: list[tuple[str, datetime, Plan]] = []
    ended: list[str] = []
    for result, plan in zip(results, plans, strict=True):
        if plan.due_at is None:
            ended.append(str(result.order.case_number))
        else:
            kept.append((str(result.order.case_number), plan.due_at, plan))
    if kept:
        columns: dict[str, list[Any]] = {
            "case_numbers": [number for number, _, _ in kept],
            "due": [due_at for _, due_at, _ in kept],
            "reasons": [plan.reason for _, _, plan in kept],
            "priorities": [plan.priority for _, _, plan in kept],
            "attempts": [known[number]["attempt"] + 1 for number, _, _ in kept],
            "failures": [plan.failures for _, _, plan in kept],
            "partials": [plan.partials for _, _, plan in kept],
            "misses": [plan.misses for _, _, plan in kept],
        }
        connection.execute(_SQL["plan_visits"], columns)
    if ended:
        connection.execute(_SQL["delete_visits"], {"case_numbers": ended})


def _write_case_states(
    connection: Connection[Row], results: Sequence[VisitResult], plans: Sequence[Plan], now: datetime
) -> None:
    reports = [(result, result.report, plan) for result, plan in zip(results, plans, strict=True) if result.report]
    if reports:
        columns: dict[str, Any] = {
            "now": now,
            "case_numbers": [str(result.order.case_number) for result, _, _ in reports],
            "tribunals": [result.order.tribunal for result, _, _ in reports],
            "outcomes": [report.outcome for _, report, _ in reports],
            "explanations": [report.explanation for _, report, _ in reports],
            "verified": [report.outcome in VERIFYING for _, report, _ in reports],
            "failed": [is_failure(report.outcome) for _, report, _ in reports],
            "given_up": [plan.is_given_up for _, _, plan in reports],
            "hashes": [content_hash(result) for result, _, _ in reports],
        }
        connection.execute(_SQL["upsert_case_states"], columns)


def _quarantine(connection: Connection[Row], results: Sequence[VisitResult], now: datetime) -> None:
    bad = [(r.pages[-1].id, r.report) for r in results if r.report and r.pages and r.report.outcome not in _KEPT_OUT]
    if bad:
        columns: dict[str, Any] = {
            "now": now,
            "page_ids": [page_id for page_id, _ in bad],
            "outcomes": [report.outcome for _, report in bad],
            "reasons": [report.explanation for _, report in bad],
        }
        connection.execute(_TRIBUNALS_SQL["add_quarantine"], columns)


def _count(connection: Connection[Row], health: TribunalHealth, results: Sequence[VisitResult], now: datetime) -> None:
    finished = [result for result in results if result.report is not None]
    holds = [until for result in results if (until := _held_until(result, now)) is not None]
    connection.execute(
        _TRIBUNALS_SQL["count_visits"],
        {
            "tribunal": health.tribunal,
            "visits": len(finished),
            "requests": sum(result.requests for result in results),
            "failures_in_row": health.failures_in_row,
            "success_at": now if health.last_success_at == now else None,
            "held_until": max(holds, default=None),
        },
    )
