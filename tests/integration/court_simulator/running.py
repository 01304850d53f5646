"""A running simulator for one test module: its world, and visits that meet walls as the product meets them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import aiohttp
from aiohttp import web

from schemas.captures import InstanceSnapshot
from spiders.barriers import barrier_of
from spiders.base import CourtSpider, ListedCase, PageRequest, RawPage, Session, VisitReport
from spiders.errors import VisitFailed
from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Instance, Outage
from tests.court_simulator.server import make_app
from tests.court_simulator.state import CurrentState
from tests.court_simulator.timetable import STEPS, local
from tests.integration.court_simulator.test_real_spiders import HttpSession

T = TypeVar("T")


class WalledSession:
    """Fetches, notes what was asked, and raises VisitFailed for walls and refusals."""

    def __init__(self, client: aiohttp.ClientSession, requests: list[PageRequest]) -> None:
        self._session = HttpSession(client)
        self._requests = requests

    async def fetch(self, request: PageRequest) -> RawPage:
        self._requests.append(request)
        page = await self._session.fetch(request)
        if wall := barrier_of(page.status, page.headers, page.body, page.url):
            raise VisitFailed(wall.outcome, wall.reason)
        return page


class Running:
    """The simulator of one scale, moved to one day."""

    def __init__(self, *, seed: int = 7, scale: str = "systems", day: int = 3) -> None:
        self._loop = asyncio.new_event_loop()
        self.requests: list[PageRequest] = []
        self.day = day
        self.state = self._loop.run_until_complete(self._start(seed, scale))
        self.state.move_to(local(self.state.world.timetable.days[day], STEPS[0]))

    async def _start(self, seed: int, scale: str) -> CurrentState:
        app = make_app(seed, scale)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        owners = (getattr(route.handler, "__self__", None) for route in app.router.routes())
        return next(found for owner in owners if isinstance(found := getattr(owner, "_state", None), CurrentState))

    def close(self) -> None:
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    def visit(self, spider: CourtSpider, case: Case) -> VisitReport:
        """Visit a case; a visit that failed is its report."""

        async def one(session: Session) -> VisitReport:
            try:
                return await spider.visit(case.number, session)
            except VisitFailed as failure:
                return VisitReport(failure.outcome, failure.reason)

        return self.within(one)

    def listed(self, ask: Callable[[Session], AsyncIterator[ListedCase]]) -> list[ListedCase]:
        async def every(session: Session) -> list[ListedCase]:
            return [each async for each in ask(session)]

        return self.within(every)

    def within(self, ask: Callable[[Session], Awaitable[T]]) -> T:
        """Ask within one session of the court, cookies kept."""

        async def run() -> T:
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
                return await ask(WalledSession(client, self.requests))

        return self._loop.run_until_complete(run())

    def cases(self, *tribunals: str) -> list[Case]:
        """Return the open cases of these tribunals that have no trouble on any day."""
        every = [case for acronym in tribunals for case in self.state.world.by_tribunal[acronym]]
        return [case for case in every if case.court_from <= self.day < case.sealed_from and not case.troubles]

    def suffer(self, tribunal: str, kind: str) -> None:
        """Let a tribunal suffer an outage from now on."""
        suffered = Outage(tribunal, kind, self.day, self.day + 1, "a test")
        self.state.world.outages = (suffered, *self.state.world.outages)

    def recover(self) -> None:
        self.state.world.outages = self.state.world.outages[1:]

    def shown(self, case: Case, instance: Instance) -> list[tuple[str, str]]:
        """Return (moment, text) of an instance's rows today."""
        rows = self.state.world.rows_on(case, instance, self.day)
        return sorted((f"{row.day.isoformat()}T{row.clock}", _plain(printed_text(instance, row))) for row in rows)


def seen(snapshot: InstanceSnapshot) -> list[tuple[str, str]]:
    """Return (moment, text) of the movements that a visit read."""
    return sorted((row.occurred_at or "", _plain(row.text)) for row in snapshot.case.movements)


def _plain(text: str) -> str:
    return " ".join(text.split())
