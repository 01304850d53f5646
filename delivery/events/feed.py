"""Reads the feed: a company's events in the order of positions, without gaps, from an opaque cursor.

A reader never sees a position beyond the horizon that was read first; the sequencer moves it in the transaction that
gives the positions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection

from delivery.events.cursors import Cursor, CursorSeal
from delivery.events.errors import CursorGone
from runtime.postgres.queries import load_queries
from schemas.events import EventType

RETENTION = timedelta(days=90)
QUERIES = load_queries(__package__, "feed.sql")
Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event in its exact bytes, and the cursor that stands on it."""

    type: str
    body: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Page:
    """Events, and where to go on; `has_more` when the limit cut the page."""

    events: tuple[FeedEvent, ...]
    next_cursor: str
    has_more: bool


class Feed:
    """The feed of one company, as one transaction sees it.

    Args:
        connection: a transaction of the tenant role with the company set, or of the stage role.
    """

    def __init__(self, connection: Rows, company_id: UUID, seal: CursorSeal) -> None:
        self._connection = connection
        self._company_id = company_id
        self._seal = seal
        horizon = connection.execute(QUERIES["get_horizon"]).fetchone() or {}
        self.epoch: int = horizon["epoch"]
        self._last: int = horizon["last_position"]
        self._began: int = horizon["epoch_began_at"]
        self._forgotten: int = horizon["forgotten_position"]

    def read(self, cursor: str | None, *, limit: int, types: Sequence[EventType] | None = None) -> Page:
        """Read on from a cursor (None: from the oldest event kept). Raises CursorInvalid, CursorGone."""
        after = self._forgotten if cursor is None else self.check(self._seal.read(cursor, self._company_id)).position
        return self.read_after(after, limit=limit, types=types)

    def read_after(self, after: int, *, limit: int, types: Sequence[EventType] | None = None) -> Page:
        """Read on from a position that was checked."""
        rows = self._connection.execute(
            QUERIES["read_feed"],
            {
                "company_id": self._company_id,
                "after": after,
                "horizon": self._last,
                "types": [str(type_) for type_ in types] if types is not None else None,
                "limit": limit + 1,
            },
        ).fetchall()
        has_more = len(rows) > limit
        events = tuple(FeedEvent(row["type"], row["body"], self.write(row["position"])) for row in rows[:limit])
        return Page(events, events[-1].cursor if has_more else self.write(max(self._last, after)), has_more)

    def check(self, cursor: Cursor) -> Cursor:
        """Return the cursor when the feed can go on from it. Raises CursorGone, which says where to resume."""
        if cursor.epoch != self.epoch:
            resume = max(min(cursor.position, self._began), self._forgotten)
            raise CursorGone(
                "The feed was restored from a backup since this cursor was given out. Events after the resume cursor "
                "may be new to you, or come again with the ids you know.",
                resume_cursor=self.write(resume),
            )
        if cursor.position < self._forgotten:
            raise CursorGone(
                "Events after this cursor are older than the retention (90 days) and are gone. Resume at the oldest "
                "event kept, and read the cases themselves for what you missed.",
                resume_cursor=self.write(self._forgotten),
            )
        if cursor.position > self._last:
            raise CursorGone("The feed does not reach this cursor.", resume_cursor=self.write(self._last))
        return cursor

    def write(self, position: int) -> str:
        """Write a cursor of the present epoch."""
        return self._seal.write(Cursor(self._company_id, self.epoch, position))


def raise_epoch(connection: Rows) -> int:
    """Begin a new epoch, after a restore; returns its number."""
    row = connection.execute(QUERIES["raise_epoch"]).fetchone()
    return int(row["epoch"]) if row else 0


def forget_old_events(connection: Rows, now: datetime) -> int:
    """Delete what is older than the retention and return how much. Run it after `webhooks.retention.expire`."""
    before = now - RETENTION
    row = connection.execute(QUERIES["find_forgettable"], {"before": before}).fetchone()
    assert row is not None
    connection.execute(QUERIES["set_forgotten"], {"position": row["position"]})
    return connection.execute(QUERIES["forget_events"], {"before": before, "position": row["position"]}).rowcount
