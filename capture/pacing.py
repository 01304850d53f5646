"""How fast one court is asked: spacing, simultaneous requests, backing off and being told to wait.

One pacer serves everything that asks one source (a tribunal's sites, or the CNJ's API, which many tribunals share).
Pace is technical time; a wait that the court asks for (Retry-After) is held in business time by who plans the visits.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from capture.errors import VisitReleased

_RECOVERY = 1 / 20
"""Part of the full rate that one good answer wins back."""
_SLOWEST = 1 / 64
_SLOW_ANSWER_SECONDS = 2.0
"""A tripled latency below this is noise, not a court in trouble."""
_MINUTE_SECONDS = 60.6
"""A hundredth more than a minute: one that begins and ends with a request holds one more, and requests jitter."""
_NO_DELAY = 60_000.0
"""Requests per minute from which on no delay is kept: a simulator, or a mirror of one's own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Permission for one request."""

    began_at: float


class Gate:
    """Whether one tribunal may be asked at the moment; closed at the first wall, opened by who plans the visits."""

    def __init__(self) -> None:
        self._closed: str | None = None

    def close(self, reason: str) -> None:
        self._closed = reason

    def open(self) -> None:
        self._closed = None

    def check(self) -> None:
        """Raises VisitReleased while the gate is closed."""
        if self._closed is not None:
            raise VisitReleased(self._closed)


class Pacer:
    """Hands out turns.

    Args:
        requests_per_minute: full rate; None means no delay until the court complains.
        concurrency: turns that may be out at the same time.
        sharers: how many processes ask this source at the moment; each takes its part of the rate.
    """

    def __init__(
        self,
        *,
        requests_per_minute: float | None,
        concurrency: int,
        sharers: Callable[[], int] = lambda: 1,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.full_rate = requests_per_minute or _NO_DELAY
        self.rate = self.full_rate
        self._sharers = sharers
        self._places = asyncio.Semaphore(concurrency)
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_at = 0.0
        self._slowed_at = float("-inf")
        self._usual_latency: float | None = None

    @property
    def interval(self) -> float:
        """Seconds between the beginnings of two requests."""
        return 0.0 if self.rate >= _NO_DELAY else _MINUTE_SECONDS / self.rate * max(self._sharers(), 1)

    async def take(self, gate: Gate) -> Turn:
        """Wait for a turn. Raises VisitReleased when the gate is closed before it comes."""
        await self._places.acquire()
        try:
            gate.check()
            now = self._monotonic()
            begins = max(now, self._next_at)
            self._next_at = begins + self.interval
            if begins > now:
                await self._sleep(begins - now)
                gate.check()
        except BaseException:
            self._places.release()
            raise
        return Turn(self._monotonic())

    def give_back(self, turn: Turn, status: int | None) -> None:
        """End a turn with the answer's status, None when none came; adapts the rate."""
        self._places.release()
        latency = self._monotonic() - turn.began_at
        is_bad = status is None or status in (403, 429) or status >= 500
        if is_bad or self._is_slow(latency):
            # Requests that were already out when we slowed down say nothing about the new pace.
            if turn.began_at > self._slowed_at:
                self._slowed_at = self._monotonic()
                self.rate = max(min(self.rate, self.full_rate) / 2, self.full_rate * _SLOWEST)
        else:
            self.rate = min(self.full_rate, self.rate + self.full_rate * _RECOVERY)
        if not is_bad:
            usual = latency if self._usual_latency is None else self._usual_latency
            self._usual_latency = 0.9 * usual + 0.1 * latency

    def _is_slow(self, latency: float) -> bool:
        usual = self._usual_latency
        return usual is not None and latency > max(3 * usual, _SLOW_ANSWER_SECONDS)
