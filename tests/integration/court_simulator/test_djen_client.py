"""The gazettes' clients read the simulator over HTTP: lists, intimations, cancellations, sealed cases, faults."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, timedelta
from typing import TypeVar

import aiohttp
import pytest
from aiohttp import web

from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import Publication
from spiders.base import Session
from spiders.errors import VisitFailed
from spiders.new_lawsuits import is_new_lawsuit
from spiders.recognise import parse_page
from spiders.systems.dejt import endpoints as dejt_endpoints
from spiders.systems.djen.spider import DjenClient
from spiders.tribunals.dejt import CLIENTS as DEJT_CLIENTS
from spiders.tribunals.djen import CLIENTS
from tests.court_simulator.djen_site import BULK_ITEMS, BULK_PUBLISHER, LISTED_AFTER
from tests.court_simulator.model import Case
from tests.court_simulator.server import make_app
from tests.court_simulator.timetable import STEPS, local
from tests.court_simulator.world import World
from tests.integration.court_simulator.test_real_spiders import HttpSession

T = TypeVar("T")
SEED, SCALE = 7, "small"


class Gazettes:
    """A running simulator with the clock on its last day."""

    def __init__(self) -> None:
        self.world = World(SEED, SCALE)
        self.last = self.world.scale.days - 1
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._start())

    async def _start(self) -> None:
        self._runner = web.AppRunner(make_app(SEED, SCALE), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        now = local(self.world.timetable.days[self.last], STEPS[0])
        async with aiohttp.ClientSession() as client:
            await client.post(f"{self.base}/_control/clock", json={"now": now.isoformat()})

    def close(self) -> None:
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    def djen(self, publisher: str, page_size: int = 100) -> DjenClient:
        [client] = [each for each in CLIENTS if each.publisher == publisher]
        return client({"api": f"{self.base}/djen"}, page_size=page_size)

    def every(self, ask: Callable[[Session], AsyncIterator[T]]) -> list[T]:
        async def run() -> list[T]:
            async with aiohttp.ClientSession() as client:
                return [each async for each in ask(HttpSession(client))]

        return self._loop.run_until_complete(run())

    def published(self, publisher: str, first: date, last: date, page_size: int = 100) -> list[Publication]:
        client = self.djen(publisher, page_size)
        return self.every(lambda session: client.list_publications(first, last, session))

    @property
    def whole(self) -> tuple[date, date]:
        return self.world.timetable.days[0], self.world.timetable.days[self.last]


@pytest.fixture(scope="module")
def gazettes() -> Iterator[Gazettes]:
    running = Gazettes()
    yield running
    running.close()


def _listed_until(gazettes: Gazettes, publisher: str) -> dict[str, Case]:
    """Return the distributed cases of a tribunal whose list was published by the last day."""
    last = gazettes.last - LISTED_AFTER
    cases = gazettes.world.by_tribunal[publisher]
    return {
        case.number: case
        for case in cases
        for instance in case.instances
        if 0 <= max(case.court_from, instance.appears) <= last
    }


def test_every_distribution_is_listed_with_its_date_and_parties(gazettes: Gazettes) -> None:
    seen = 0
    for publisher in gazettes.world.tribunals:
        client = gazettes.djen(publisher)
        listed = gazettes.every(lambda session, each=client: each.list_distributions(*gazettes.whole, session))
        expected = _listed_until(gazettes, publisher)
        sealed = {each.case_number for each in listed if each.is_sealed}
        dated = {each.case_number: each for each in listed if each.basis is DistributedOnBasis.DISTRIBUTION_LIST}
        assert set(dated) | sealed >= set(expected)
        assert set(dated) <= set(expected)
        for number, each in dated.items():
            case = expected[number]
            assert each.distributed_on in {instance.opened_on for instance in case.instances}
            assert each.case.tribunal == publisher
            assert {(party.name, party.side) for party in each.case.parties} == {
                (" ".join(party.name.split()), party.side) for party in case.parties
            }
            seen += 1
    assert seen > 20


def test_a_sealed_case_tells_nothing_but_its_number(gazettes: Gazettes) -> None:
    found = 0
    for publisher in gazettes.world.tribunals:
        client = gazettes.djen(publisher)
        for each in gazettes.every(lambda session, asked=client: asked.list_distributions(*gazettes.whole, session)):
            if each.is_sealed:
                found += 1
                assert each.case.model_dump(exclude_defaults=True) == {}
                assert each.distributed_on is None
    assert found


def test_a_second_degree_is_told_apart_from_a_new_lawsuit(gazettes: Gazettes) -> None:
    told = []
    for publisher in gazettes.world.tribunals:
        client = gazettes.djen(publisher)
        for each in gazettes.every(lambda session, asked=client: asked.list_distributions(*gazettes.whole, session)):
            if each.distributed_on:
                case = gazettes.world.cases[each.case_number]
                is_new = is_new_lawsuit(
                    each.case_number,
                    each.distributed_on,
                    court_level=each.case.court_level,
                    judging_body=each.case.judging_body,
                    case_class=each.case.case_class,
                )
                told.append(is_new)
                if each.distributed_on == case.distributed_on and case.number.year == str(each.distributed_on.year):
                    assert is_new, each
    assert any(told)


def test_cancelled_communications_keep_their_id_and_are_marked(gazettes: Gazettes) -> None:
    found = [
        each
        for publisher in gazettes.world.tribunals
        for each in gazettes.published(publisher, *gazettes.whole)
        if each.is_cancelled
    ]
    assert found
    assert all(each.publication_id and each.cancelled_on and each.cancellation_reason for each in found)


def test_small_pages_give_the_same_day_as_one_page(gazettes: Gazettes) -> None:
    day = gazettes.world.timetable.days[3]
    whole = gazettes.published("TJSP", day, day)
    assert len(whole) > 1
    assert gazettes.published("TJSP", day, day, page_size=1) == whole


def test_a_day_without_business_has_no_communication(gazettes: Gazettes) -> None:
    saturday = gazettes.world.timetable.days[4] + timedelta(days=1)
    assert gazettes.published("TJSP", saturday, saturday) == []


def test_reading_goes_on_where_the_count_stops(gazettes: Gazettes) -> None:
    day = gazettes.world.timetable.days[0]
    found = gazettes.published(BULK_PUBLISHER, day, day)
    assert len({each.publication_id for each in found}) == BULK_ITEMS > 10_000


@pytest.mark.parametrize("page_size", [500, 5000])
def test_too_large_pages_are_a_fault_and_not_an_empty_day(gazettes: Gazettes, page_size: int) -> None:
    day = gazettes.world.timetable.days[3]
    with pytest.raises(VisitFailed):
        gazettes.published("TJSP", day, day, page_size=page_size)


def test_the_labour_gazette_lists_its_issues(gazettes: Gazettes) -> None:
    [client] = [each for each in DEJT_CLIENTS if each.tribunal == "TRT3"]
    asked = client({"dejt": f"{gazettes.base}/labour"})
    first, last = gazettes.world.timetable.days[0], gazettes.world.timetable.days[2]
    issues = gazettes.every(lambda session: asked.list_issues(first, last, session))
    assert [issue.available_on for issue in issues] == [day.isoformat() for day in gazettes.world.timetable.days[:3]]
    assert {issue.tribunal for issue in issues} == {"TRT3"}
    sunday = last + timedelta(days=4)
    assert gazettes.every(lambda session: asked.list_issues(sunday, sunday, session)) == []


def test_a_lost_session_is_an_upstream_error(gazettes: Gazettes) -> None:
    day = gazettes.world.timetable.days[0]

    async def answer(session: Session) -> AsyncIterator[Outcome]:
        request = dejt_endpoints.search(f"{gazettes.base}/labour", (day, day), "3", "!lost")
        yield parse_page((await session.fetch(request)).body, system="dejt").outcome

    assert gazettes.every(answer) == [Outcome.UPSTREAM_ERROR]
