"""Business time as a port. Due dates, windows, waits, budgets, quotas and retry ladders read this clock and no other;
deadlines of requests, leases and heartbeats use real time directly.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

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


def business_date(moment: datetime) -> date:
    """Return the calendar day of a moment in Brasília, which is what the courts' dates mean."""
    return moment.astimezone(COURT_ZONE).date()


def start_of_business_date(day: date) -> datetime:
    """Return the first moment of a Brasília day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=COURT_ZONE).astimezone(UTC)
