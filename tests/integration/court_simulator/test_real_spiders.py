"""The product's own spiders read the simulator's pages over HTTP, and see the world as it is."""

import asyncio
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp import web

from schemas.captures import InstanceSnapshot
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, PageRequest, RawPage, VisitReport
from spiders.errors import VisitFailed
from spiders.registry import spiders_of
from spiders.systems.datajud.spider import DatajudSpider
from tests.court_simulator.datajud_site import PUBLIC_KEY
from tests.court_simulator.ledger import occurred, printed_text
from tests.court_simulator.model import NEVER, Case, Instance
from tests.court_simulator.server import make_app
from tests.court_simulator.timetable import STEPS, local
from tests.court_simulator.tribunals import ESAJ, court_addresses
from tests.court_simulator.world import World


class HttpSession:
    """One visit's session over aiohttp."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def fetch(self, request: PageRequest) -> RawPage:
        data = request.json.encode() if request.json is not None else list(request.form) if request.form else None
        async with self._client.request(
            request.method, request.url, headers=dict(request.headers), data=data
        ) as answer:
            if answer.status >= 500:
                raise VisitFailed(Outcome.MAINTENANCE, f"status {answer.status}")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return RawPage(request, str(answer.url), answer.status, headers, await answer.read())


class Visitor:
    """A running simulator, and visits to it."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed, "small")
        self._seed = seed
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._start())

    async def _start(self) -> None:
        self._runner = web.AppRunner(make_app(self._seed, "small"), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def close(self) -> None:
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    def move_to(self, number: int) -> None:
        now = local(self.world.timetable.days[number], STEPS[0])
        self._loop.run_until_complete(self._post_clock(now.isoformat()))

    async def _post_clock(self, now: str) -> None:
        async with aiohttp.ClientSession() as client:
            await client.post(f"{self.base}/_control/clock", json={"now": now})

    def visit(self, case: Case) -> VisitReport:
        return self._loop.run_until_complete(self._visit(case))

    async def _visit(self, case: Case) -> VisitReport:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as client:
            try:
                return await self._spider(case).visit(case.number, HttpSession(client))
            except VisitFailed as failure:
                return VisitReport(failure.outcome, failure.reason)

    def _spider(self, case: Case) -> CourtSpider:
        # A tribunal may have further systems; the simulator plays one of them.
        playing = [each for each in spiders_of(case.tribunal.acronym) if each.system == case.tribunal.system]
        [spider] = playing
        start = f"{case.tribunal.acronym}/{spider.system.value}/"
        addresses = {
            key.removeprefix(start): value
            for key, value in court_addresses(self.base).items()
            if key.startswith(start) and key.removeprefix(start) in spider.addresses
        }
        return spider(addresses, key=PUBLIC_KEY) if issubclass(spider, DatajudSpider) else spider(addresses)


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    running = Visitor(seed=7)
    yield running
    running.close()


def _seen(snapshot: InstanceSnapshot) -> list[tuple[str, str, str | None]]:
    said = [
        (
            (row.occurred_at or str(row.occurred_on))[:19],
            " ".join(row.text.split()).lower(),
            " ".join(row.complement.split()) if row.complement else None,
        )
        for row in snapshot.case.movements
    ]
    return sorted(said, key=str)


def _shown(instance: Instance, number: int) -> list[tuple[str, str, str | None]]:
    rows = [row for row in instance.rows if row.is_visible(number)]
    return sorted(
        (
            (
                occurred(instance, row),
                (row.title if instance.system == ESAJ else printed_text(instance, row)).lower(),
                (row.complement or None) if instance.system == ESAJ else None,
            )
            for row in rows
        ),
        key=str,
    )


def _expected_outcome(visitor: Visitor, case: Case, number: int) -> set[Outcome]:
    outage = visitor.world.outage_on(case.tribunal.acronym, number)
    if outage:
        return {Outcome(outage.kind)}
    if case.is_sealed(number):
        return {Outcome.NOT_FOUND} if case.tribunal.system == "pje" else {Outcome.SEALED}
    if case.court_from > number:
        return {Outcome.NOT_FOUND}
    if trouble := case.troubles.get(number):
        return {
            "cut": {Outcome.PARTIAL},
            "error_200": {Outcome.UPSTREAM_ERROR},
            "login": {Outcome.LOGIN_REQUIRED},
            "page_two": {Outcome.PARTIAL, Outcome.FOUND_NEW},
            "shards": {Outcome.UPSTREAM_ERROR},
        }[trouble]
    return {Outcome.FOUND_NEW}


def test_every_watched_case_is_read_as_it_is_on_every_day(visitor: Visitor) -> None:
    """Outcome, instances, movements and parties that a spider reads are those of the world."""
    for number in range(visitor.world.scale.days):
        visitor.move_to(number)
        for case in visitor.world.watched.cases:
            report = visitor.visit(case)
            assert report.outcome in _expected_outcome(visitor, case, number), (case.number.masked, number, report)
            if report.outcome is Outcome.FOUND_NEW:
                _check_instances(case, number, report)


def _check_instances(case: Case, number: int, report: VisitReport) -> None:
    expected = [each for each in case.instances if each.appears <= number]
    assert sorted(_shown(each, number) for each in expected) == sorted(map(_seen, report.instances))
    assert sorted(each.level for each in expected) == sorted(each.court_level.value for each in report.instances)
    if case.tribunal.system != "datajud":
        seen = {(party.name, party.side) for each in report.instances for party in each.case.parties}
        assert seen == {(" ".join(party.name.split()), party.side) for party in case.parties}


def test_every_distributed_case_shows_its_printed_names(visitor: Visitor) -> None:
    """On the last day each public distribution is found with its parties and its court's date; sealed ones are not."""
    number = visitor.world.scale.days - 1
    visitor.move_to(number)
    for case in visitor.world.distributed.cases:
        report = visitor.visit(case)
        assert report.outcome in _expected_outcome(visitor, case, number), (case.number.masked, report)
        if report.outcome is Outcome.FOUND_NEW and case.tribunal.system != "datajud":
            _check_instances(case, number, report)
            assert (report.instances[0].case.distributed_on or "")[:10] == case.distributed_on.isoformat()
        assert case.sealed_from == NEVER or not report.instances
