"""Recurring work, due by business time: APScheduler looks at a short real interval, in the one process that leads.

When each tick is due again stands in runtime.ticks. A tick whose time came several times runs once; it may run again
after a crash, so its work is idempotent.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from psycopg import Connection

from runtime.clock import COURT_ZONE, Clock
from runtime.postgres.leadership import Leadership
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries
from schemas.errors import RetryableError

_SQL = load_queries(__package__)
_LEADERSHIP = "ticks"
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """One kind of recurring work; `run` gets the business moment at which it was found due.

    Args: at_hour: of a daily tick, the hour in Brasília at which it runs; the first run is at the first start.
    """

    name: str
    interval: timedelta
    run: Callable[[datetime], None]
    at_hour: int | None = None

    def next_due_after(self, due_at: datetime, now: datetime) -> datetime:
        """Return when the tick is due again after a run now."""
        if self.at_hour is None:
            return next_due_after(due_at, self.interval, now)
        hour = now.astimezone(COURT_ZONE).replace(hour=self.at_hour, minute=0, second=0, microsecond=0)
        return (hour if hour > now else hour + self.interval).astimezone(UTC)


class TickRunner:
    """Runs ticks while this process leads; any number of processes may run one.

    Args:
        look_seconds: how often, in real time, each tick looks at the business clock.
    """

    def __init__(self, database: Database, clock: Clock, ticks: Sequence[Tick], *, look_seconds: float = 0.2) -> None:
        self._database = database
        self._clock = clock
        self._ticks = tuple(ticks)
        self._look_seconds = look_seconds
        self._leadership = Leadership(database.dsn, _LEADERSHIP)
        self._next_due: dict[str, datetime] = {}
        self._pauses: dict[str, _Pause] = {}
        self._fatal: BaseException | None = None

    def run(self, stop: threading.Event) -> None:
        """Run until stop; a lost database is waited for. Raises what a tick raised that is not worth trying again."""
        pause = _Pause()
        try:
            while not stop.is_set():
                try:
                    if self._leadership.acquire():
                        self._read_ticks()
                        pause = _Pause()
                        self._lead(stop)
                except RetryableError as error:
                    pause = pause.longer()
                    _log.warning("ticks_wait", reason=type(error).__name__, pause_seconds=pause.seconds)
                stop.wait(max(pause.seconds, self._look_seconds))
        finally:
            self._leadership.release()

    def _read_ticks(self) -> None:
        now = self._clock.now()
        with self._database.transaction() as connection:
            connection.execute(_SQL["delete_other_ticks"], {"names": [tick.name for tick in self._ticks]})
            for tick in self._ticks:
                connection.execute(_SQL["add_tick"], {"name": tick.name, "now": now})
            self._next_due = {row["name"]: row["next_due_at"] for row in connection.execute(_SQL["list_ticks"])}
        self._pauses = {tick.name: _Pause() for tick in self._ticks}

    def _lead(self, stop: threading.Event) -> None:
        """Let the scheduler run until stop, or until leadership is lost; ticks under way end before it returns."""
        scheduler = self._build_scheduler()
        scheduler.start()
        _log.info("ticks_led", ticks=len(self._ticks))
        try:
            while not stop.wait(self._look_seconds) and self._fatal is None and self._leadership.is_held():
                pass
        finally:
            scheduler.shutdown(wait=True)
        if self._fatal is not None:
            raise self._fatal

    def _build_scheduler(self) -> BackgroundScheduler:
        # It warns at every look while a tick is still running, which is what max_instances is for.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = BackgroundScheduler(
            timezone="America/Sao_Paulo",
            executors={"default": ThreadPoolExecutor(max(1, len(self._ticks)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_listener(self._keep_error, EVENT_JOB_ERROR)
        for tick in self._ticks:
            scheduler.add_job(self._look, "interval", seconds=self._look_seconds, args=(tick,), id=tick.name)
        return scheduler

    def _keep_error(self, event: JobExecutionEvent) -> None:
        self._fatal = event.exception

    def _look(self, tick: Tick) -> None:
        """Run the tick when it is due; APScheduler calls this in a thread, one at a time per tick."""
        pause = self._pauses[tick.name]
        if time.monotonic() < pause.until:
            return
        try:
            now = self._clock.now()
            due_at = self._next_due[tick.name]
            if due_at <= now:
                tick.run(now)
                self._mark_run(tick, now, due_at)
            self._pauses[tick.name] = _Pause()
        except RetryableError as error:
            self._pauses[tick.name] = pause.longer()
            _log.warning("tick_failed", tick=tick.name, reason=type(error).__name__)

    def _mark_run(self, tick: Tick, now: datetime, due_at: datetime) -> None:
        next_due_at = tick.next_due_after(due_at, now)
        with self._database.transaction() as connection:
            connection.execute(_SQL["mark_tick_run"], {"name": tick.name, "now": now, "next_due_at": next_due_at})
        self._next_due[tick.name] = next_due_at
        _log.info("tick_run", tick=tick.name, next_due_at=next_due_at.isoformat())


@dataclass(frozen=True, slots=True)
class _Pause:
    """How long to leave something alone after a failure, doubling."""

    seconds: float = 0.0
    until: float = 0.0

    def longer(self) -> "_Pause":
        seconds = min(max(2 * self.seconds, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
        return _Pause(seconds, time.monotonic() + seconds)


def next_due_after(due_at: datetime, interval: timedelta, now: datetime) -> datetime:
    """Return the first moment after now that is a whole number of intervals after `due_at`."""
    return due_at + ((now - due_at) // interval + 1) * interval


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:
    """Count the ticks that are due and not done."""
    row = connection.execute(_SQL["count_due_ticks"], {"now": now}).fetchone()
    return {"ticks": int(row["due"]) if row else 0}
