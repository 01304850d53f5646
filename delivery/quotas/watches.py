"""Which companies watch a case, and what capture is asked for: the absolute state, under a revision that only grows.

Callers hold the case's row, so that the order of revisions is the order of commits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.capture_requests import CaptureRequest, Wish
from schemas.case_number import CaseNumber
from schemas.topics import CAPTURE_REQUESTS

_QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class Watcher:
    """A company with an active activation; it hears of changes only after it was told that the case is registered."""

    company_id: UUID
    episode: int
    is_registered: bool


def list_watchers(connection: Connection[dict[str, Any]], case_number: str) -> list[Watcher]:
    rows = connection.execute(_QUERIES["list_watchers"], {"case_number": case_number})
    return [Watcher(**row) for row in rows]


def mark_registered(connection: Connection[dict[str, Any]], case_number: str, companies: list[UUID]) -> None:
    """Remember that these companies were told that the case is registered."""
    if companies:
        connection.execute(_QUERIES["mark_registered"], {"case_number": case_number, "companies": companies})


def publish_watch(
    unit: UnitOfWork,
    case_number: CaseNumber,
    tribunal: str,
    *,
    is_sealed: bool,
    now: datetime,
    wish: Wish | None = None,
) -> CaptureRequest:
    """Publish, in the unit's transaction, whether and how the case is watched, and the wish for one visit."""
    parameters = {"case_number": case_number, "is_sealed": is_sealed, "now": now}
    row = unit.connection.execute(_QUERIES["raise_watch"], parameters).fetchone() or {}
    request = CaptureRequest(
        case_number=case_number, tribunal=tribunal, is_sealed=is_sealed, wish=wish, requested_at=now, **row
    )
    unit.publish(CAPTURE_REQUESTS, case_number, request)
    return request


def list_watches(connection: Connection[dict[str, Any]], *, after: str = "", limit: int = 1000) -> list[dict[str, Any]]:
    """List what capture was asked for, by case number, for comparing with capture's own projection."""
    return connection.execute(_QUERIES["list_watches"], {"after": after, "limit": limit}).fetchall()
