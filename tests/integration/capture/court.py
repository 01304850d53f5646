"""A small court over real HTTP, and a spider that reads it: what capture's tests visit."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from types import MappingProxyType

from aiohttp import web

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, ListedCase, PageRequest, Session, VisitReport
from spiders.errors import PageChanged
from spiders.publishers import PublisherClient

Answer = Callable[[web.Request], web.StreamResponse]


def case_page(number: str, movements: int = 1) -> web.Response:
    return web.json_response({"number": number, "movements": movements})


class FakeCourt:
    """Serves `/case/<number>`; `answers` replaces the page of a path, `everything` that of all paths."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.everything: Answer | None = None
        self.robots = ""
        self.asked: list[str] = []
        self.user_agents: set[str] = set()
        self.cookies: list[str | None] = []
        self.most_at_once = 0
        self._at_once = 0
        self.delay = 0.0
        self.filed: dict[str, str] = {}
        self.listed: dict[str, str] = {}
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def visits(self) -> Counter[str]:
        return Counter(path.removeprefix("/case/") for path in self.asked if path.startswith("/case/"))

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(text=self.robots) if self.robots else web.Response(status=404)
        self.asked.append(request.path)
        self.user_agents.add(request.headers["User-Agent"])
        self.cookies.append(request.headers.get("Cookie"))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
            return self._page(request)
        finally:
            self._at_once -= 1

    def _page(self, request: web.Request) -> web.StreamResponse:
        answer = self.everything or self.answers.get(request.path)
        if answer is not None:
            return answer(request)
        if request.path in ("/filed", "/listed"):
            return web.json_response(self.filed if request.path == "/filed" else self.listed)
        response = case_page(request.path.removeprefix("/case/"))
        response.set_cookie("session", "s1")
        return response


class FakeSpider(CourtSpider):
    """Reads FakeCourt: one page per case."""

    tribunal = "TJSP"
    j_tr = "8.26"
    system = CourtSystem.ESAJ
    addresses = MappingProxyType({"cpopg": "https://court.invalid"})
    verified_on = "2026-11-21, a test"
    pages = 1

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        for _ in range(self.pages):
            raw = await session.fetch(PageRequest(f"{self.base['cpopg']}/case/{case_number}", "case_detail"))
        try:
            data = json.loads(raw.body)
        except ValueError as error:
            raise PageChanged("the page is not as it was") from error
        outcome = Outcome(data.get("outcome", "found_new"))
        if outcome not in (Outcome.FOUND_NEW, Outcome.PARTIAL):
            return VisitReport(outcome, f"the court says {outcome}")
        case = Case(case_number=str(case_number), movements_total=data["movements"])
        snapshot = InstanceSnapshot(
            system=CourtSystem.ESAJ, court_level=CourtLevel.FIRST, is_complete=outcome is Outcome.FOUND_NEW, case=case
        )
        return VisitReport(outcome, "one page", (snapshot,))


class FakeList(PublisherClient):
    """Lists what FakeCourt says was filed or distributed; `shown` is what it prints of a case."""

    tribunal = "TJSP"
    system = CourtSystem.DATAJUD
    addresses = MappingProxyType({"api": "https://list.invalid"})
    verified_on = "2026-11-21, a test"
    path = "/filed"
    basis = DistributedOnBasis.FILING

    def __init__(self, addresses: Mapping[str, str] | None = None) -> None:
        super().__init__(addresses)
        self.shown: dict[str, Case] = {}

    async def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        raw = await session.fetch(PageRequest(f"{self.base['api']}{self.path}", "datajud_search"))
        for number, day in json.loads(raw.body).items():
            if first <= date.fromisoformat(day) <= last:
                yield ListedCase(
                    case_number=CaseNumber(number),
                    system=self.system,
                    case=self.shown.get(number, Case()),
                    distributed_on=date.fromisoformat(day),
                    basis=self.basis,
                )


class FakeGazette(FakeList):
    """A list of distributions that prints names."""

    system = CourtSystem.DISTRIBUTION_LISTS
    path = "/listed"
    basis = DistributedOnBasis.DISTRIBUTION_LIST
