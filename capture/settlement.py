"""Ends visits: publishes what they found, then closes their claims with the next due date; keeps the routes' health.

Publishing comes first: a crash in between publishes the same visit (same id) again, and loses none.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import Connection

from capture.archive import Blobs
from capture.archived_visits import keep_visits, quarantine
from capture.canaries import Verdict, judge, note_canaries
from capture.capacity import Capacity
from capture.case_records import write_case_routes, write_case_states, write_plans
from capture.findings import note_results
from capture.health import RouteHealth, TribunalHealth, after_canary, after_visit, summarise
from capture.orders import VisitResult
from capture.planning import CaseFacts, Plan, plan_next
from capture.publish import as_capture, is_told
from capture.purge import purge_case
from capture.route_plan import Answer
from capture.schedule import interval_days
from capture.tribunal_states import change_tribunal, is_told_anew, read_healths
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import business_date
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Producer, Stream
from schemas.captures import VisitReason
from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from schemas.topics import CAPTURES

_SQL = load_queries("capture")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
_SHORTEST_HOLD_SECONDS = 60.0


class Settlement:
    """Settles batches of results for one process; not for use by several threads at once."""

    def __init__(  # noqa: PLR0913 - the parts of one step, all named
        self,
        *,
        database: Database,
        stream: Stream,
        producer: Producer,
        blobs: Blobs,
        policies: TribunalPolicies,
        capacity: Capacity,
        process: UUID,
    ) -> None:
        self._database = database
        self._stream = stream
        self._producer = producer
        self._blobs = blobs
        self._policies = policies
        self._capacity = capacity
        self._process = process

    def settle(self, results: Sequence[VisitResult], now: datetime) -> None:
        """Publish and close a batch. Raises PublishFailed, DatabaseUnavailable: the claims then stay open."""
        tribunals = sorted({result.order.tribunal for result in results})
        with self._database.transaction() as connection:
            states = read_healths(connection, tribunals)
            known = self._lock(connection, results)
            verdicts = judge(connection, results)
        health = {name: self._update_health(state, results, verdicts, now) for name, state in states.items()}
        self._publish([r for r in results if _is_closed(r) and r.order.case_number in known], known)
        with self._database.transaction() as connection:
            self._close(connection, results, verdicts, now)
            for name, state in health.items():
                _count(connection, state, [r for r in results if r.order.tribunal == name], now)

    def _lock(self, connection: Connection[Row], results: Sequence[VisitResult]) -> dict[str, Row]:
        rows = connection.execute(
            _SQL["lock_claimed"],
            {"process": self._process, "case_numbers": [str(result.order.case_number) for result in results]},
        ).fetchall()
        return {row["case_number"]: row for row in rows}

    def _update_health(
        self, known: TribunalHealth, results: Sequence[VisitResult], verdicts: Mapping[str, Verdict], now: datetime
    ) -> TribunalHealth:
        tribunal = known.tribunal
        said = [(r, answer) for r in results if r.order.tribunal == tribunal and r.report for answer in r.said]

        def change(health: TribunalHealth) -> TribunalHealth:
            return replace(health, routes=tuple(_after(route, said, verdicts, now) for route in health.routes))

        after = change(known)
        if _without_counts(after) == _without_counts(known) and not is_told_anew(known, summarise(after, now)):
            return after
        return change_tribunal(self._stream, tribunal, change, now)

    def _publish(self, results: Sequence[VisitResult], known: Mapping[str, Row]) -> None:
        told = [r for r in results if is_told(r, is_watched=known[r.order.case_number]["is_watched"])]
        if told:
            self._producer.publish(CAPTURES, [(str(r.order.case_number), as_capture(r)) for r in told])

    def _close(
        self,
        connection: Connection[Row],
        results: Sequence[VisitResult],
        verdicts: Mapping[str, Verdict],
        now: datetime,
    ) -> None:
        known = self._lock(connection, results)
        closed = [r for r in results if _is_closed(r) and r.order.case_number in known]
        plans = [self._plan(connection, r, known[r.order.case_number], now) for r in closed]
        write_plans(connection, closed, plans, known)
        write_case_states(connection, closed, plans, now)
        write_case_routes(connection, closed, now)
        note_results(connection, closed, now)
        open_again = [str(r.order.case_number) for r in results if not _is_closed(r)]
        if open_again:
            connection.execute(_SQL["release_visits"], {"process": self._process, "case_numbers": open_again})
        quarantine(connection, self._blobs, results, now)
        keep_visits(connection, closed, known, now)
        note_canaries(connection, self._blobs, results, verdicts, now)
        self._purge_late_pages(
            connection, [r.order.case_number for r in results if r.order.case_number not in known], now
        )

    def _purge_late_pages(self, connection: Connection[Row], gone: Sequence[str], now: datetime) -> None:
        """A case sealed during its visit lost its row: what the visit archived since then goes too."""
        if gone:
            sealed = connection.execute(_SQL["list_sealed"], {"case_numbers": list(gone)}).fetchall()
            for row in sealed:
                purge_case(connection, self._blobs, row["case_number"], row["revision"], now)

    def _plan(self, connection: Connection[Row], result: VisitResult, row: Row, now: datetime) -> Plan:
        policy = self._policies.of(result.order.tribunal)
        facts = CaseFacts(
            case_number=result.order.case_number,
            reason=VisitReason(row["reason"]),
            is_watched=row["is_watched"],
            failures=row["failures"],
            partials=row["partials"],
            misses=row["misses"],
            wished_reason=VisitReason(row["wished_reason"]) if row["wished_reason"] else None,
            interval_days=self._interval(connection, row),
            hours=policy.hours,
            is_shown=bool(result.report and result.report.instances),
            is_asked=bool(result.answers),
            skips_recess=policy.cadence.skips_recess,
            discovery_tries=policy.discovery.tries,
            held_until=_held_until(result.outcome, result.retry_after_seconds, now),
        )
        if result.outcome is None:
            raise ValueError("a released visit has no plan")
        return plan_next(facts, result.outcome, now)

    def _interval(self, connection: Connection[Row], row: Row) -> float:
        cadence = self._policies.of(row["tribunal"]).cadence
        figures = self._capacity.of(connection, row["tribunal"])
        if math.isinf(figures.visits):
            return cadence.interval_days
        own = math.sqrt(max(row["weight"], 1) * (row["changes"] + 1) / (row["visits"] + 2))
        return interval_days(cadence, capacity=figures.visits, cases=figures.cases, pull=figures.pull, own_pull=own)


def _without_counts(health: TribunalHealth) -> tuple[RouteHealth, ...]:
    return tuple(replace(route, failures_in_row=0, last_success_at=None) for route in health.routes)


def _after(
    route: RouteHealth,
    said: Sequence[tuple[VisitResult, Answer]],
    verdicts: Mapping[str, Verdict],
    now: datetime,
) -> RouteHealth:
    for result, answer in said:
        if answer.system is route.system:
            is_probe = result.order.probe is route.system or _is_fallback_tried(route, now)
            outcome, explanation = answer.report.outcome, answer.report.explanation
            verdict = verdicts.get(result.order.case_number)
            if verdict is not None and verdict.system is route.system:
                route = after_canary(route, verdict.complaint, is_probe=is_probe, now=now)
                if verdict.complaint:
                    continue
            # A fallback is asked when other systems failed: the case's failures are not its own.
            failures = 0 if route.is_fallback else result.order.failures
            route = after_visit(route, outcome, explanation, is_probe=is_probe, now=now, failures_of_case=failures)
    return route


def _is_fallback_tried(route: RouteHealth, now: datetime) -> bool:
    """A suspended fallback is tried by the visits that want it, once it may be asked again."""
    return route.is_fallback and route.next_attempt_at is not None and route.next_attempt_at <= now


def _is_closed(result: VisitResult) -> bool:
    """Released visits, and those that met what concerns the whole tribunal, stay due as they were."""
    return result.outcome is not None and result.outcome not in TRIBUNAL_WIDE


def _held_until(outcome: Outcome | None, retry_after_seconds: float | None, now: datetime) -> datetime | None:
    if outcome is not Outcome.RATE_LIMITED and retry_after_seconds is None:
        return None
    return now + timedelta(seconds=max(retry_after_seconds or 0.0, _SHORTEST_HOLD_SECONDS))


def _count(connection: Connection[Row], health: TribunalHealth, results: Sequence[VisitResult], now: datetime) -> None:
    finished = [result for result in results if result.report is not None]
    place: dict[str, object] = {"tribunal": health.tribunal, "visits": len(finished)}
    requests = sum(result.requests for result in results)
    connection.execute(_TRIBUNALS_SQL["count_visits"], {**place, "requests": requests})
    if finished:
        connection.execute(_TRIBUNALS_SQL["count_day"], {**place, "day": business_date(now)})
    answers: dict[CourtSystem, list[Answer]] = {}
    for answer in (answer for result in finished for answer in result.said):
        answers.setdefault(answer.system, []).append(answer)
    for route in health.routes:
        if route.system in answers:
            _count_route(connection, route, answers[route.system], now)


def _count_route(connection: Connection[Row], route: RouteHealth, answers: Sequence[Answer], now: datetime) -> None:
    holds = [_held_until(answer.report.outcome, answer.retry_after_seconds, now) for answer in answers]
    connection.execute(
        _TRIBUNALS_SQL["count_route_visits"],
        {
            "tribunal": route.tribunal,
            "system": route.system,
            "visits": len(answers),
            "requests": sum(answer.requests for answer in answers),
            "failures_in_row": route.failures_in_row,
            "success_at": now if route.last_success_at == now else None,
            "held_until": max((hold for hold in holds if hold is not None), default=None),
        },
    )
