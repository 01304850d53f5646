"""What is watched: capture's projection of `capture_requests.v1`, and the answers to "why was it not visited yet"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection

from capture.archive import Blobs
from capture.purge import purge_case
from runtime.clock import Clock
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.capture_requests import CaptureRequest, Wish
from schemas.captures import VisitReason
from schemas.model import FrozenModel
from schemas.topics import CAPTURE_REQUESTS, Topic

_SQL = load_queries("capture")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
_REASONS = {Wish.ASKED: VisitReason.ASKED, Wish.HINTED: VisitReason.HINTED}


class WatchHandler:
    """Takes each case's newest state; an older revision than the known one changes nothing."""

    group = "capture-watches"
    topics: Sequence[Topic[FrozenModel]] = (CAPTURE_REQUESTS,)

    def __init__(self, clock: Clock, blobs: Blobs) -> None:
        self._clock = clock
        self._blobs = blobs

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Write the watch, and plan or delete the case's visit accordingly."""
        if not isinstance(message, CaptureRequest):
            raise TypeError(f"{topic} carries capture requests, not {type(message).__name__}")
        now = self._clock.now()
        connection = unit.connection
        known = connection.execute(_SQL["lock_watch"], {"case_number": message.case_number}).fetchone()
        if known is not None and known["revision"] >= message.revision:
            return
        written = connection.execute(_SQL["upsert_watch"], {**_columns(message), "now": now})
        if written.rowcount == 0:
            return
        if message.is_sealed:
            connection.execute(_SQL["delete_visit"], {"case_number": message.case_number})
            purge_case(connection, self._blobs, message.case_number, message.revision, now)
            return
        _plan(connection, message, known, now)


def _plan(connection: Connection[Row], request: CaptureRequest, known: Row | None, now: datetime) -> None:
    was_watched = known is not None and known["is_watched"] and not known["is_sealed"]
    is_moved = known is not None and known["tribunal"] != request.tribunal
    if is_moved:
        connection.execute(_SQL["delete_visit"], {"case_number": request.case_number})
    if request.wish is not None:
        reason: VisitReason | None = _REASONS[request.wish]
    else:
        reason = VisitReason.DUE if request.is_watched and (is_moved or not was_watched) else None
    if reason is not None:
        connection.execute(
            _SQL["add_visit_now"],
            {
                "case_number": request.case_number,
                "tribunal": request.tribunal,
                "reason": reason,
                "priority": 1 if reason is VisitReason.DUE else 0,
                "now": now,
            },
        )
    elif not request.is_watched:
        # Discovered and never visited: delivery may not know it yet, and discovery tells each case only once.
        kept = connection.execute(_SQL["leave_to_discovery"], {"case_number": request.case_number})
        if kept.rowcount == 0:
            connection.execute(_SQL["delete_unclaimed_visit"], {"case_number": request.case_number})


def _columns(request: CaptureRequest) -> dict[str, object]:
    return {
        "case_number": request.case_number,
        "tribunal": request.tribunal,
        "revision": request.revision,
        "is_watched": request.is_watched,
        "weight": request.weight,
        "is_sealed": request.is_sealed,
        "companies": list(request.companies),
    }


def list_watches(connection: Connection[Row], *, after: str = "", limit: int = 1000) -> list[Row]:
    """List capture's projection of what is watched, by case number."""
    return connection.execute(_SQL["list_watches"], {"after": after, "limit": limit}).fetchall()


@dataclass(frozen=True, slots=True)
class Staleness:
    """Why a case was not visited more recently; `next_due_at` None: no visit is planned."""

    case_number: str
    tribunal: str | None
    next_due_at: datetime | None
    last_outcome: str | None
    last_visited_at: datetime | None
    last_verified_at: datetime | None
    failing_since: datetime | None
    why: str


def why_stale(connection: Connection[Row], case_number: str, now: datetime) -> Staleness:
    """Say when the next visit of a case is due, how the last one ended, and why then."""
    row = connection.execute(_SQL["find_case_schedule"], {"case_number": case_number}).fetchone() or {}
    tribunal = row.get("tribunal") or row.get("watch_tribunal") or row.get("state_tribunal")
    asked = {"tribunal": tribunal, "system": row.get("system") or "", "now": now}
    state = connection.execute(_TRIBUNALS_SQL["find_tribunal_gate"], asked).fetchone()
    return Staleness(
        case_number=case_number,
        tribunal=tribunal,
        next_due_at=row.get("due_at"),
        last_outcome=row.get("last_outcome"),
        last_visited_at=row.get("last_visited_at"),
        last_verified_at=row.get("last_verified_at"),
        failing_since=row.get("failing_since"),
        why=_why(row, state, now),
    )


def _why(row: Row, state: Row | None, now: datetime) -> str:
    if row.get("due_at") is None:
        return _why_unplanned(row)
    if stopped := _why_stopped(row, state):
        return stopped
    if row["is_claimed"] or row["due_at"] <= now:
        return "A visit is under way." if row["is_claimed"] else _why_waiting(state)
    if row["failures"]:
        return f"The last {row['failures']} visit(s) failed ({row['last_explanation']}); a next try is planned."
    if row["partials"]:
        return "The last visit showed only a part of the case; another one follows."
    return "The case was visited as planned; the next visit is at its usual time."


def _why_stopped(row: Row, state: Row | None) -> str:
    if state is None:
        return ""
    if state["state"] != "active":
        return f"The tribunal is {state['state']} since {state['since']:%Y-%m-%d %H:%M} UTC: {state['reason']}"
    if state["has_route"] or row["is_claimed"]:
        return ""
    return f"The system that showed the case cannot be read at the moment. {state['suspended'] or ''}".strip()


def _why_unplanned(row: Row) -> str:
    if row.get("is_sealed"):
        return "The case is sealed: it is not visited, and what was held of it was deleted."
    if row.get("given_up_at"):
        return f"The case was given up after repeated tries: {row['last_explanation']}."
    return "Nobody watches the case." if row.get("revision") else "Capture does not know the case."


def _why_waiting(state: Row | None) -> str:
    if state is None:
        return "The visit is due; no capture process has taken up this tribunal yet."
    if not state["is_in_hours"]:
        return "The visit is due and waits for the hours in which the operator allows requests."
    if state["is_held"]:
        return "The visit is due; the court asked to wait."
    if state["is_spent"]:
        return "The visit is due; the requests that the operator allows for this day are spent."
    return "The visit is due and waits for its turn."
