"""Writes what batches of visits came to: due dates, outcomes, and which system showed which case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from capture.orders import VisitResult
from capture.planning import Plan, is_failure
from capture.publish import content_hash
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.outcomes import VERIFYING, Outcome

_SQL = load_queries("capture")


def write_plans(
    connection: Connection[Row], results: Sequence[VisitResult], plans: Sequence[Plan], known: Mapping[str, Row]
) -> None:
    """Close claims with the next due dates, or for good."""
    kept: list[tuple[str, datetime, Plan]] = []
    ended: list[str] = []
    for result, plan in zip(results, plans, strict=True):
        if plan.due_at is None:
            ended.append(str(result.order.case_number))
        else:
            kept.append((str(result.order.case_number), plan.due_at, plan))
    systems = {str(result.order.case_number): _needed_route(result) for result in results}
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
            "systems": [systems[number] for number, _, _ in kept],
        }
        connection.execute(_SQL["plan_visits"], columns)
    if ended:
        connection.execute(_SQL["delete_visits"], {"case_numbers": ended})


def write_case_states(
    connection: Connection[Row], results: Sequence[VisitResult], plans: Sequence[Plan], now: datetime
) -> None:
    """Remember what the visits came to."""
    reports = [(result, result.report, plan) for result, plan in zip(results, plans, strict=True) if result.report]
    if reports:
        columns: dict[str, Any] = {
            "now": now,
            "case_numbers": [str(result.order.case_number) for result, _, _ in reports],
            "tribunals": [result.order.tribunal for result, _, _ in reports],
            "outcomes": [report.outcome for _, report, _ in reports],
            "explanations": [report.explanation for _, report, _ in reports],
            "verified": [report.outcome in VERIFYING for _, report, _ in reports],
            "failed": [is_failure(report.outcome, is_shown=bool(report.instances)) for _, report, _ in reports],
            "given_up": [plan.is_given_up for _, _, plan in reports],
            "hashes": [content_hash(result) for result, _, _ in reports],
        }
        connection.execute(_SQL["upsert_case_states"], columns)


def write_case_routes(connection: Connection[Row], results: Sequence[VisitResult], now: datetime) -> None:
    """Remember which systems showed the cases; what a system did not answer leaves its memory as it was."""
    said = [
        (str(result.order.case_number), answer)
        for result in results
        if result.order.plan is not None and result.outcome is not Outcome.SEALED
        for answer in result.answers
        if answer.report.instances or answer.report.outcome is Outcome.NOT_FOUND
    ]
    if said:
        columns: dict[str, Any] = {
            "now": now,
            "case_numbers": [number for number, _ in said],
            "systems": [answer.system for _, answer in said],
            "shown": [bool(answer.report.instances) for _, answer in said],
            "movements": [answer.movements for _, answer in said],
        }
        connection.execute(_SQL["upsert_case_routes"], columns)


def _needed_route(result: VisitResult) -> str | None:
    """Return the route that the next visit needs, "" for any, None when this visit says nothing about it."""
    if result.order.plan is None:
        return ""
    shows = [answer.system for answer in result.answers if answer.report.instances]
    if shows:
        return "" if shows == [result.order.plan.fallback] else shows[0]
    shown_before = result.order.plan.shown
    gone = {answer.system for answer in result.answers if answer.report.outcome is Outcome.NOT_FOUND}
    return "" if gone & (shown_before.keys() or gone) else None
