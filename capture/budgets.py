"""Requests per business day of one host, counted in PostgreSQL so that a restart does not reset them.

Lots are reserved ahead: a crash can only overstate what was asked, never understate it.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from capture.errors import VisitReleased
from runtime.clock import business_date
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture", "tribunals.sql")
_LOT = 50


class Budget(Protocol):
    """What may be asked yet."""

    async def spend(self) -> None:
        """Take one request. Raises VisitReleased when there is none left."""

    def refund(self) -> None: ...


class DayBudget:
    """The budget of one source, for coroutines of one process.

    Args: now: business time; daily_budget: None counts without a limit.
    """

    def __init__(self, database: Database, source: str, daily_budget: int | None, now: Callable[[], datetime]) -> None:
        self._database = database
        self._source = source
        self._budget = daily_budget
        self._now = now
        self._day: date | None = None
        self._left = 0
        self._lock = asyncio.Lock()

    async def spend(self) -> None:
        """Take one request. Raises VisitReleased when the day's budget is spent."""
        async with self._lock:
            today = business_date(self._now())
            if today != self._day:
                self._day, self._left = today, 0
            if self._left == 0:
                self._left = await asyncio.to_thread(self._reserve, today)
            if self._left == 0:
                raise VisitReleased("the requests that the operator allows for this day are spent")
            self._left -= 1

    def refund(self) -> None:
        """Give back a request that was not made."""
        self._left += 1

    def close(self) -> None:
        """Return what was reserved and not asked."""
        if self._left and self._day is not None:
            with self._database.transaction() as connection:
                connection.execute(
                    _SQL["return_budget"], {"source": self._source, "day": self._day, "unused": self._left}
                )
        self._left = 0

    def _reserve(self, day: date) -> int:
        place = {"source": self._source, "day": day}
        with self._database.transaction() as connection:
            connection.execute(_SQL["open_budget"], place)
            row = connection.execute(_SQL["lock_budget"], place).fetchone()
            spent = int(row["spent"]) if row else 0
            lot = _LOT if self._budget is None else max(0, min(_LOT, self._budget // 10 or 1, self._budget - spent))
            if lot:
                connection.execute(_SQL["spend_budget"], {**place, "lot": lot})
        return lot


class JointBudget:
    """A strategy's own budget within that of the source which it asks: a request spends both, or none."""

    def __init__(self, own: Budget, shared: Budget) -> None:
        self._own, self._shared = own, shared

    async def spend(self) -> None:
        """Take one request of both. Raises VisitReleased when either is spent."""
        await self._own.spend()
        try:
            await self._shared.spend()
        except VisitReleased:
            self._own.refund()
            raise

    def refund(self) -> None:
        """Give back a request that was not made."""
        self._own.refund()
        self._shared.refund()
