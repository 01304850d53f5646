"""Business time as a port. Due dates, windows, waits, budgets, quotas and retry ladders read this clock and no other;
deadlines of requests, leases and heartbeats use real time directly.
"""

import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString, Protocol
from zoneinfo import ZoneInfo

from runtime.errors import BusinessClockMissing, ClockMovedBack

COURT_ZONE = ZoneInfo("America/Sao_Paulo")


class Clock(Protocol):
    """Tells business time."""

    def now(self) -> datetime:
        """Return the present business moment, aware, in UTC."""


class SystemClock:
    """Business time is real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Business time stands still until it is moved; for tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def advance(self, step: timedelta) -> None:
        self._moment += step


class _Rows(Protocol):
    def fetchone(self) -> Mapping[str, Any] | None: ...


class SqlConnection(Protocol):
    """What this module needs of a connection; a psycopg connection with rows as dictionaries has it."""

    def execute(self, query: LiteralString, params: Mapping[str, Any] | None = None, /) -> _Rows: ...


class TransactionSource(Protocol):
    """What this module needs of a database; runtime.postgres.pool.Database has it, and stands above this module."""

    def transaction(self) -> AbstractContextManager[SqlConnection]: ...


class DatabaseClock:
    """Business time is the row runtime.business_clock, which a conductor moves (demo and fault runs).

    A moment that was read is used for `cache_seconds` more: busy loops ask often, and the clock moves only at rest.
    """

    def __init__(self, database: TransactionSource, *, cache_seconds: float = 0.02) -> None:
        self._database = database
        self._cache_seconds = cache_seconds
        self._lock = threading.Lock()
        self._cached: tuple[float, datetime] | None = None

    def now(self) -> datetime:
        """Return the present business moment. Raises BusinessClockMissing, DatabaseUnavailable (both: retry)."""
        with self._lock:
            asked_at = time.monotonic()
            if self._cached is not None and asked_at - self._cached[0] < self._cache_seconds:
                return self._cached[1]
            with self._database.transaction() as connection:
                moment = get_business_clock(connection)
            self._cached = (asked_at, moment)
            return moment


def get_business_clock(connection: SqlConnection) -> datetime:
    """Return the moment of the business clock's row, in UTC. Raises BusinessClockMissing."""
    row = connection.execute("SELECT moment FROM runtime.business_clock").fetchone()
    if row is None:
        raise BusinessClockMissing()
    moment: datetime = row["moment"]
    return moment.astimezone(UTC)


def set_business_clock(connection: SqlConnection, moment: datetime) -> None:
    """Set the business clock's row, in the caller's transaction. Raises ClockMovedBack."""
    if moment.tzinfo is None:
        raise ValueError("a business moment is aware")
    moved = connection.execute(
        "INSERT INTO runtime.business_clock AS clock (moment) VALUES (%(moment)s) "
        "ON CONFLICT (is_only_row) DO UPDATE SET moment = EXCLUDED.moment WHERE clock.moment <= EXCLUDED.moment "
        "RETURNING moment",
        {"moment": moment},
    ).fetchone()
    if moved is None:
        raise ClockMovedBack(f"the business clock is later than {moment.isoformat()} already", moment=moment)


def advance_business_clock(connection: SqlConnection, step: timedelta) -> datetime:
    """Move the business clock by a step and return its new moment. Raises BusinessClockMissing, ClockMovedBack."""
    row = connection.execute("SELECT moment FROM runtime.business_clock FOR UPDATE").fetchone()
    if row is None:
        raise BusinessClockMissing()
    moment: datetime = row["moment"] + step
    set_business_clock(connection, moment)
    return moment.astimezone(UTC)


def business_date(moment: datetime) -> date:
    """Return the calendar day of a moment in Brasília, which is what the courts' dates mean."""
    return moment.astimezone(COURT_ZONE).date()
