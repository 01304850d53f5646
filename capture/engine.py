"""The capture process: one asyncio loop that claims due visits, feeds the tribunals' spiders and settles their results.

Database work runs in threads, in one step after the other, so that what a step read stays true until it acts on it.
"""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from capture.archive import Archive, Blobs
from capture.capacity import Capacity
from capture.courts import Court
from capture.discovery import Discoveries, discover
from capture.health import after_idle_probe
from capture.hosts import plan_hosts
from capture.leases import LeaseKeeper
from capture.listed import tell_listed
from capture.notices import Notices
from capture.orders import VisitOrder, VisitResult
from capture.purge import purge_leftovers, purge_list_pages
from capture.runners import CourtRunner, Sources, room_of
from capture.scheduler import Claims, Route, Scheduler
from capture.settlement import Settlement
from capture.strategies.base import DiscoveryRun, Task
from capture.tribunal_states import change_route
from capture.turns import Turns
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import Clock
from runtime.postgres.pool import Database
from runtime.stream.base import Stream
from schemas.errors import RetryableError
from schemas.outcomes import Outcome
from spiders.base import VisitReport

log = structlog.get_logger()
_BUSY_SECONDS = 0.03
_IDLE_SECONDS = 0.2
_GATHER_SECONDS = 0.004
"""Results that come this close together are published and closed as one batch."""
_TROUBLE_SECONDS = 1.0
_DISCOVERIES_AT_ONCE = 2
_TELL_SECONDS = 1.0
"""How often it is looked what lists show of cases that no visit shows."""
_PURGE_SECONDS = 600.0
"""How often pages are looked for that a killed process left of sealed cases, which are gone within the hour."""


@dataclass(frozen=True, slots=True)
class _Step:
    now: datetime
    claims: Claims
    discoveries: list[Task]


class CaptureEngine:
    """Runs the given courts until told to stop.

    Args: courts: those that can be read and are switched on; readable: all tribunals that have a spider.
    """

    def __init__(  # noqa: PLR0913 - the parts of one stage, all named
        self,
        *,
        database: Database,
        stream: Stream,
        clock: Clock,
        blobs: Blobs,
        policies: TribunalPolicies,
        courts: Sequence[Court],
        readable: Sequence[str],
        user_agent: str,
    ) -> None:
        self._database, self._stream, self._clock, self._policies = database, stream, clock, policies
        self._blobs = blobs
        self._courts = {court.tribunal: court for court in courts}
        self._process: UUID = uuid4()
        self._keeper = LeaseKeeper(database, self._process, list(self._courts))
        limits = plan_hosts(courts, policies)
        capacity = Capacity({court.tribunal: court for court in courts if court.spiders}, limits, policies)
        self._notices = Notices(stream, capacity, policies)
        self._scheduler = Scheduler(self._process, self._courts, readable, Turns(capacity.spacing))
        self._producer = stream.producer()
        self._settlement = Settlement(
            database=database,
            stream=stream,
            producer=self._producer,
            blobs=blobs,
            policies=policies,
            capacity=capacity,
            process=self._process,
        )
        self._now = clock.now()
        self._sources = Sources(
            database=database,
            archive=Archive(database, blobs),
            policies=policies,
            limits=limits,
            user_agent=user_agent,
            now=lambda: self._now,
            processes=lambda: self._keeper.processes,
        )
        self._runners: dict[str, CourtRunner] = {}
        self._results: list[VisitResult] = []
        self._runs: list[DiscoveryRun] = []
        self._probing: set[Route] = set()
        self._under_way: set[str] = set()
        self._idle_probes: tuple[Route, ...] = ()
        self._is_in_doubt = False
        self._purge_at = time.monotonic() + _PURGE_SECONDS
        self._tell_at = 0.0
        self._discoveries = Discoveries(self._courts, policies)
        self._discovering: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises FatalError and what nobody foresaw; waits out a weak database."""
        self._wake = asyncio.Event()
        self._discovery_turns = asyncio.Semaphore(_DISCOVERIES_AT_ONCE)
        await asyncio.to_thread(self._keeper.start)
        try:
            while not stop.is_set():
                await self._turn()
        finally:
            await self._close()

    async def _turn(self) -> None:
        results, self._results = self._results, []
        runs, self._runs = self._runs, []
        rooms = {tribunal: self._room(tribunal) for tribunal in self._keeper.held}
        try:
            step = await asyncio.to_thread(self._step, results, runs, rooms)
        except RetryableError as error:
            log.warning("capture_waits", error=str(error))
            self._results, self._runs = results + self._results, runs + self._runs
            self._is_in_doubt = True
            await asyncio.sleep(_TROUBLE_SECONDS)
            return
        self._is_in_doubt = False
        self._probing -= {(r.order.tribunal, r.order.probe) for r in results if r.order.probe is not None}
        self._under_way -= {str(result.order.case_number) for result in results}
        self._apply(step)
        for runner in self._runners.values():
            runner.check()
        for task in [task for task in self._discovering.values() if task.done()]:
            task.result()
        self._discovering = {name: task for name, task in self._discovering.items() if not task.done()}
        await self._pause(is_busy=bool(results or runs or step.claims.orders))

    def _step(self, results: Sequence[VisitResult], runs: Sequence[DiscoveryRun], rooms: Mapping[str, int]) -> _Step:
        """Everything that touches the database in one turn; runs in a thread."""
        now = self._clock.now()
        if results:
            self._settlement.settle(results, now)
        for tribunal, system in self._idle_probes:
            change_route(self._stream, tribunal, system, lambda route: after_idle_probe(route, now), now)
        self._idle_probes = ()
        with self._database.transaction() as connection:
            if self._is_in_doubt:
                self._scheduler.release_unknown(connection, self._under_way)
            for run in runs:
                self._discoveries.close(connection, run, now)
            claims = self._scheduler.claim(connection, rooms, frozenset(self._probing), now)
            discoveries = self._discoveries.take_due(connection, list(rooms), self._discovering.keys(), now)
            if time.monotonic() >= self._purge_at:
                purge_leftovers(connection, self._blobs, now)
                purge_list_pages(connection, self._blobs, now)
                self._purge_at = time.monotonic() + _PURGE_SECONDS
        self._notices.renew(self._database, list(rooms), now)
        if time.monotonic() >= self._tell_at:
            tell_listed(self._database, self._producer, list(rooms), now)
            self._tell_at = time.monotonic() + _TELL_SECONDS
        return _Step(now, claims, discoveries)

    def _apply(self, step: _Step) -> None:
        self._now = step.now
        self._idle_probes = step.claims.idle_probes
        self._under_way |= {str(order.case_number) for order in (*step.claims.orders, *step.claims.unreadable)}
        busy = {result.order.tribunal for result in self._results}
        for tribunal, system in step.claims.open_routes:
            if tribunal in self._runners and tribunal not in busy:
                self._runners[tribunal].gates[system].open()
        for order in step.claims.orders:
            runner = self._runner(order.tribunal)
            if order.probe is not None:
                self._probing.add((order.tribunal, order.probe))
                runner.gates[order.probe].open()
            runner.feed(order)
        for order in step.claims.unreadable:
            self._finish(_unreadable(order, step.now))
        for task in step.discoveries:
            self._discovering[task.tribunal, task.strategy] = asyncio.create_task(self._discover(task))

    async def _discover(self, task: Task) -> None:
        runner = self._runner(task.tribunal)
        strategy = runner.court.strategies[task.strategy]
        async with self._discovery_turns:
            session = await runner.open_discovery_session(strategy, task.policy)
            run = await discover(strategy, task, session)
        self._runs.append(run)
        self._wake.set()

    def _room(self, tribunal: str) -> int:
        runner = self._runners.get(tribunal)
        return runner.room() if runner else room_of(self._policies.of(tribunal))

    def _runner(self, tribunal: str) -> CourtRunner:
        if tribunal not in self._runners:
            runner = CourtRunner(self._courts[tribunal], self._sources, self._finish)
            runner.start()
            self._runners[tribunal] = runner
        return self._runners[tribunal]

    def _finish(self, result: VisitResult) -> None:
        self._results.append(result)
        self._wake.set()

    async def _pause(self, *, is_busy: bool) -> None:
        """Wait for results; look again soon when something was under way."""
        try:
            await asyncio.wait_for(self._wake.wait(), _BUSY_SECONDS if is_busy else _IDLE_SECONDS)
            await asyncio.sleep(_GATHER_SECONDS)
        except TimeoutError:
            pass
        self._wake.clear()

    async def _close(self) -> None:
        """End without loss: what is finished is published, what is not is given back."""
        for task in self._discovering.values():
            task.cancel()
        await asyncio.gather(*self._discovering.values(), return_exceptions=True)
        await asyncio.gather(*(runner.close() for runner in self._runners.values()))
        await asyncio.to_thread(self._close_blocking)

    def _close_blocking(self) -> None:
        try:
            if self._results:
                self._settlement.settle(self._results, self._clock.now())
            self._sources.close()
            self._keeper.close()
        except RetryableError as error:
            log.warning("capture_left_claims", error=str(error))
        finally:
            self._producer.close()


def _unreadable(order: VisitOrder, now: datetime) -> VisitResult:
    report = VisitReport(Outcome.UNSUPPORTED, f"no spider reads the sites of {order.tribunal} yet")
    return VisitResult(order, report, now)
