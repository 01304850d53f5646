"""Discovery against the simulated courts: lists, DataJud and the gazette find the same distributions."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date

import aiohttp
import pytest
from aiohttp import web

from capture.court_list import build_courts
from capture.courts import Court
from capture.coverage import measure_coverage
from monitor_config.discovery import StrategyName
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import ManualClock
from runtime.settings import Settings
from schemas.captures import SourceKind
from schemas.courts import CourtSystem
from tests.court_simulator.datajud_site import PUBLIC_KEY
from tests.court_simulator.server import make_app
from tests.court_simulator.timetable import STEPS, local
from tests.court_simulator.tribunals import chosen, court_addresses
from tests.court_simulator.world import World as CourtsWorld
from tests.integration.capture.conftest import World

SEED, SCALE = 7, "systems"
ASKED = ("TJSP", "TRF6", "TRT2")
"""e-SAJ, eproc with its own list, and a tribunal that only DataJud and the gazette show."""
STRATEGIES = (StrategyName.DATAJUD_FILING_DATE, StrategyName.DJEN, StrategyName.EPROC_LIST)


class Courts:
    """A running simulator."""

    def __init__(self) -> None:
        self.world = CourtsWorld(SEED, SCALE)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(60)

    async def _start(self) -> None:
        self._runner = web.AppRunner(make_app(SEED, SCALE), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def show_day(self, clock: ManualClock, number: int) -> None:
        now = local(self.world.timetable.days[number], STEPS[1])
        asyncio.run_coroutine_threadsafe(self._set(now.isoformat()), self._loop).result(10)
        clock.advance(now - clock.now())

    async def _set(self, now: str) -> None:
        async with aiohttp.ClientSession() as client:
            await client.post(f"{self.base}/_control/clock", json={"now": now})

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def new_lawsuits(self, tribunal: str, last: int) -> dict[str, date]:
        """Cases that the court shows from the first day to another, not sealed, with their first distribution."""
        return {
            str(case.number): case.distributed_on
            for case in self.world.by_tribunal[tribunal]
            if 0 <= case.court_from <= last and not case.is_sealed(last) and case.distributed_on.year == 2031
        }


@pytest.fixture(scope="module")
def courts() -> Iterator[Courts]:
    running = Courts()
    yield running
    running.close()


@pytest.fixture
def simulated(world: World, courts: Courts, monkeypatch: pytest.MonkeyPatch) -> World:
    """The stage with real spiders at the simulator's addresses, every strategy that it serves switched on."""
    addresses = court_addresses(courts.base, chosen(ASKED).values())
    addresses |= {f"{tribunal}/djen/api": f"{courts.base}/djen" for tribunal in ASKED}
    for name in STRATEGIES:
        world.switch_on(name, daily_requests=None)
    world.policy = world.policy.model_copy(update={"is_enabled": True})
    settings = Settings(datajud_key=PUBLIC_KEY, court_addresses=addresses)

    def build() -> list[Court]:
        known = build_courts(settings, TribunalPolicies(world.policy, {}))
        return [court for court in known if court.tribunal in ASKED]

    monkeypatch.setattr(world, "courts", build)
    return world


def test_three_strategies_find_each_distribution_and_it_is_visited_once(simulated: World, courts: Courts) -> None:
    last = courts.world.scale.days - 1
    courts.show_day(simulated.clock, 0)
    with simulated.capturing():
        for number in range(last + 1):
            courts.show_day(simulated.clock, number)
            simulated.settle(60)
    captures = simulated.captures()
    found = Counter(c.case_number for c in captures if c.provenance.source is SourceKind.PRIMARY and c.instances)
    rows = simulated.rows("SELECT case_number, strategy FROM capture.findings WHERE is_new_lawsuit AND NOT is_sealed")
    finders = Counter(row["case_number"] for row in rows)
    for tribunal in ASKED:
        expected = courts.new_lawsuits(tribunal, last - 3)
        assert expected, tribunal
        assert expected.keys() <= finders.keys(), tribunal
        assert expected.keys() <= found.keys(), tribunal
    assert max(finders.values()) >= 2
    assert max(found.values()) == 1, "a found case is not visited again, whoever lists it"
    with simulated.database.transaction() as connection:
        coverage = measure_coverage(connection, simulated.clock.now())
    assert {row.strategy for row in coverage if row.found} == {"datajud_filing_date", "djen", "eproc_list"}
    assert not any(row.failures for row in coverage)


def test_names_of_a_tribunal_that_only_datajud_shows_come_from_the_gazette(simulated: World, courts: Courts) -> None:
    last = courts.world.scale.days - 1
    courts.show_day(simulated.clock, last)
    with simulated.capturing():
        simulated.settle(60)
    hints = [c for c in simulated.captures() if c.provenance.source is SourceKind.HINT and c.tribunal == "TRT2"]
    assert hints
    assert all(capture.provenance.system is CourtSystem.DJEN for capture in hints)
    assert all(snapshot.case.parties for capture in hints for snapshot in capture.instances)
    assert not any(snapshot.is_complete for capture in hints for snapshot in capture.instances)
    sealed = {str(case.number) for case in courts.world.by_tribunal["TRT2"] if case.is_sealed(last)}
    assert not sealed & {str(capture.case_number) for capture in hints}
