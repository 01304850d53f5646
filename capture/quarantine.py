"""Pages that were not understood: listed by their looks, shown, and released when today's spiders understand them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from capture.archive import Blobs
from capture.archived_visits import UNDERSTOOD
from capture.errors import CannotReadAgain
from capture.reparse import Spiders
from capture.replay import replay_visit
from runtime.errors import BlobCorrupt, BlobMissing
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from schemas.captures import VisitReason
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from spiders.fingerprint import features
from spiders.recognise import parse_page

_SQL = load_queries("capture", "archive.sql")
_QUERIES_SQL = load_queries("capture")
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages of the quarantine are meant; nothing said means all."""

    ids: Sequence[int] | None = None
    tribunal: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one page."""

    id: int
    case_number: str | None
    outcome: Outcome
    reason: str
    is_released: bool
    is_visit_planned: bool = False


def list_groups(connection: Connection[Row], tribunal: str | None = None, limit: int = 100) -> list[Row]:
    """Return how many pages look alike and were not understood, newest first."""
    return connection.execute(_SQL["list_quarantine_groups"], {"tribunal": tribunal, "limit": limit}).fetchall()


def list_quarantine(
    connection: Connection[Row], limit: int = 100, wanted: Wanted | None = None, before: int | None = None
) -> list[Row]:
    """Return the newest pages that were not understood, with reason and hash."""
    wanted = wanted or Wanted()
    asked = {
        "ids": None if wanted.ids is None else list(wanted.ids),
        "tribunal": wanted.tribunal,
        "fingerprint": wanted.fingerprint,
        "before": before,
        "limit": limit,
    }
    return connection.execute(_SQL["list_quarantine"], asked).fetchall()


def show_page(connection: Connection[Row], blobs: Blobs, page_id: int) -> dict[str, Any]:
    """Return a page with what today's parser says of it and what its looks are made of.

    Raises CannotReadAgain when the quarantine does not hold it, or its bytes are gone.
    """
    rows = list_quarantine(connection, 1, Wanted(ids=[page_id]))
    if not rows:
        raise CannotReadAgain(f"no page {page_id} is in quarantine: `arauto quarantine list --pages` shows them")
    body = _body(blobs, rows[0])
    parsed = parse_page(body, system=rows[0]["system"], content_type=rows[0]["content_type"])
    return {
        **rows[0],
        "bytes": len(body),
        "today": {"page": str(parsed.page), "outcome": parsed.outcome, "reason": parsed.reason},
        "features": sorted(features(body, rows[0]["content_type"])),
    }


def release(database: Database, blobs: Blobs, spiders: Spiders, wanted: Wanted, now: datetime) -> Iterator[Released]:
    """Read pages of the quarantine again, newest first; what is understood now leaves it, and its case is visited."""
    before: int | None = None
    while True:
        with database.transaction() as connection:
            rows = list_quarantine(connection, _AT_ONCE, wanted, before)
        for row in rows:
            with database.transaction() as connection:
                yield _release(connection, (blobs, spiders), row, now)
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1]["id"]


def _release(connection: Connection[Row], means: tuple[Blobs, Spiders], row: Row, now: datetime) -> Released:
    try:
        outcome, reason = _read_again(connection, means, row)
    except CannotReadAgain as error:
        return Released(row["id"], row["case_number"], Outcome(row["outcome"]), str(error), is_released=False)
    if not is_understood(outcome):
        return Released(row["id"], row["case_number"], outcome, reason, is_released=False)
    connection.execute(_SQL["release_page"], {"id": row["id"]})
    is_planned = row["case_number"] is not None and outcome in UNDERSTOOD and _plan_visit(connection, row, now)
    return Released(row["id"], row["case_number"], outcome, reason, is_released=True, is_visit_planned=is_planned)


def is_understood(outcome: Outcome) -> bool:
    """Say whether an outcome is one that a page itself says, not that it could not be read."""
    return outcome in UNDERSTOOD or outcome in TRIBUNAL_WIDE


def _read_again(connection: Connection[Row], means: tuple[Blobs, Spiders], row: Row) -> tuple[Outcome, str]:
    """Replay the page's visit; where it cannot be replayed, parse the page alone."""
    blobs, spiders = means
    if row["visit_id"] is not None:
        visit = connection.execute(_SQL["find_archived_visit"], {"visit_id": row["visit_id"]}).fetchone()
        if visit is not None:
            report = replay_visit(connection, blobs, visit, spiders.get(row["tribunal"], {})).result.report
            assert report is not None  # a replay always ends with one
            return report.outcome, report.explanation
    parsed = parse_page(_body(blobs, row), system=row["system"], content_type=row["content_type"])
    return parsed.outcome, parsed.reason


def _plan_visit(connection: Connection[Row], row: Row, now: datetime) -> bool:
    watch = connection.execute(_SQL["find_watch"], {"case_number": row["case_number"]}).fetchone()
    if watch is not None and watch["is_sealed"]:
        return False
    reason = VisitReason.HINTED if watch is not None and watch["is_watched"] else VisitReason.DISCOVERED
    columns = {"case_number": row["case_number"], "tribunal": row["tribunal"], "reason": reason, "now": now}
    connection.execute(_QUERIES_SQL["add_visit_now"], {**columns, "priority": 0})
    return True


def _body(blobs: Blobs, row: Row) -> bytes:
    try:
        return blobs.get(row["sha256"])
    except (BlobMissing, BlobCorrupt) as error:
        raise CannotReadAgain(f"its bytes cannot be read: {error}") from error
