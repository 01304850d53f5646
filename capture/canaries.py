"""Canaries: public cases of which the operator knows what every visit must show.

A visit that shows less, without any complaint of the parser, is how a silently changed page is found out. Of a case
only its number, counts and hashes are stored.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from psycopg import Connection

from capture.archive import Blobs, purge_pages
from capture.business_days import is_business_day
from capture.orders import VisitResult
from capture.route_plan import Answer
from runtime.clock import COURT_ZONE, business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import VERIFYING, Outcome
from spiders.base import VisitReport
from spiders.roles import fold

_SQL = load_queries("capture", "archive.sql")
_MOST_WORDS = 6
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a visit of a canary proved about one system; an empty complaint: it shows all that it must."""

    system: CourtSystem
    complaint: str
    movements: int = 0
    has_parties: bool = False
    failures_in_row: int = 0


def add(
    connection: Connection[Row],
    place: tuple[str, CaseNumber],
    *,
    movements: int,
    party_hash: str | None,
    now: datetime,
) -> None:
    """Add a canary of a tribunal, or change what it must show."""
    tribunal, number = place
    columns = {"expected_movements": movements, "party_hash": party_hash, "now": now}
    connection.execute(_SQL["add_canary"], {"tribunal": tribunal, "case_number": str(number), **columns})


def list_canaries(connection: Connection[Row], tribunal: str | None = None) -> list[Row]:
    """Return the canaries with what their last visit proved."""
    return connection.execute(_SQL["list_canaries"], {"tribunal": tribunal}).fetchall()


def remove(connection: Connection[Row], number: CaseNumber) -> bool:
    """Remove a canary; False when there is none of this number."""
    return connection.execute(_SQL["delete_canary"], {"case_number": str(number)}).rowcount > 0


def hash_fragment(text: str) -> str:
    """Return the hash by which words of a name are known again, whatever their accents and case."""
    return hashlib.sha256(" ".join(fold(text).split()).encode()).hexdigest()


def order_canaries(connection: Connection[Row], now: datetime) -> int:
    """Plan the day's visit of each canary once its tribunal's hours have begun; nothing on other days."""
    day = business_date(now)
    if not is_business_day(day):
        return 0
    return connection.execute(
        _SQL["order_canaries"], {"day": day, "time": now.astimezone(COURT_ZONE).time(), "now": now}
    ).rowcount


def offer_canary(connection: Connection[Row], route: tuple[str, CourtSystem], now: datetime) -> None:
    """Let the probe of a suspended route find a known case, where the tribunal has one."""
    connection.execute(_SQL["offer_canary"], {"tribunal": route[0], "system": route[1], "now": now})


def judge(connection: Connection[Row], results: Sequence[VisitResult]) -> dict[str, Verdict]:
    """Return by case number what visits of canaries proved; nothing of visits that prove nothing."""
    numbers = [str(result.order.case_number) for result in results if result.report]
    rows = connection.execute(_SQL["find_canaries"], {"case_numbers": numbers}).fetchall() if numbers else []
    canaries = {row["case_number"]: row for row in rows}
    verdicts: dict[str, Verdict] = {}
    for result in results:
        canary = canaries.get(str(result.order.case_number))
        for verdict in _verdicts(canary, result.answers) if canary else ():
            verdicts.setdefault(str(result.order.case_number), verdict)  # the first system that shows it
    return verdicts


def note_canaries(
    connection: Connection[Row],
    blobs: Blobs,
    results: Sequence[VisitResult],
    verdicts: Mapping[str, Verdict],
    now: datetime,
) -> None:
    """Remember what canaries showed; one that became sealed is a canary no more, and its pages go."""
    for number, verdict in verdicts.items():
        columns = {
            "case_number": number,
            "system": verdict.system,
            "movements": verdict.movements,
            "has_parties": verdict.has_parties,
            "failures_in_row": verdict.failures_in_row,
            "complaint": verdict.complaint,
            "now": now,
        }
        connection.execute(_SQL["save_canary"], columns)
    for result in results:
        if result.outcome is Outcome.SEALED and remove(connection, result.order.case_number):
            purge_pages(connection, blobs, str(result.order.case_number))
            log.warning("canary_sealed", tribunal=result.order.tribunal, case_number=result.order.case_number)


def _verdicts(canary: Row, answers: Sequence[Answer]) -> Iterator[Verdict]:
    for answer in answers:
        complaint = _complaint(canary, answer)
        if complaint is None:
            continue
        parties = any(instance.case.parties for instance in answer.report.instances)
        failures = canary["failures_in_row"] + 1 if complaint else 0
        yield Verdict(answer.system, complaint, answer.movements, parties, failures)


def _complaint(canary: Row, answer: Answer) -> str | None:
    """Say what a system did not show, "" when it showed all; None when its answer proves neither."""
    report = answer.report
    if canary["system"] not in (None, answer.system):
        return None
    if report.outcome is Outcome.NOT_FOUND and canary["system"] is not None:
        return "a known case is not found any more"
    if report.outcome not in VERIFYING:
        return None  # trouble that names itself, or a system that need not have the case
    return _what_lacks(canary, answer)


def _what_lacks(canary: Row, answer: Answer) -> str:
    report = answer.report
    least = max(canary["expected_movements"], canary["most_movements"])
    if answer.movements < least:
        return f"a known case shows {answer.movements} movements, where {least} were seen or are expected"
    if canary["has_parties"] and not any(instance.case.parties for instance in report.instances):
        return "a known case shows no parties any more"
    if canary["party_hash"] and canary["party_hash"] not in _fragments(report):
        return "a known case does not show the party that it must"
    return ""


def _fragments(report: VisitReport) -> set[str]:
    """The hashes of all runs of words in the names of a case."""
    found = set()
    for party in (party for instance in report.instances for party in instance.case.parties):
        words = fold(party.name).split()
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
                found.add(hash_fragment(" ".join(words[start:end])))
    return found
