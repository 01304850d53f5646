"""The eproc spider reads the simulator's pages over HTTP: cases, walls, the search by name, distributions."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import TypeVar

import aiohttp
import pytest
from aiohttp import web

from schemas.captures import InstanceSnapshot
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import ListedCase, PageRequest, RawPage, Session, VisitReport
from spiders.errors import VisitFailed
from spiders.tribunals.trf6_eproc import TRF6Eproc
from tests.court_simulator.eproc_pages import NEWEST
from tests.court_simulator.model import NEVER, Case, Outage, Row
from tests.court_simulator.movements import numbers_of
from tests.court_simulator.server import make_app
from tests.court_simulator.state import CurrentState
from tests.court_simulator.timetable import STEPS, local
from tests.integration.court_simulator.test_real_spiders import HttpSession

T = TypeVar("T")
SEED, SCALE, DAY = 7, "systems", 3


class _Noting:
    """A session that notes what was asked."""

    def __init__(self, session: Session, requests: list[PageRequest]) -> None:
        self._session, self._requests = session, requests

    async def fetch(self, request: PageRequest) -> RawPage:
        self._requests.append(request)
        return await self._session.fetch(request)


class Court:
    """A running simulator of the tribunals of one scale, and TRF6's spider on it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.requests: list[PageRequest] = []
        self.state = self._loop.run_until_complete(self._start())
        self.move_to(DAY)

    async def _start(self) -> CurrentState:
        app = make_app(SEED, SCALE)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{self._runner.addresses[0][1]}/trf6/eproc"
        self.spider = TRF6Eproc({"1g": f"{base}/1g", "2g": f"{base}/2g"})
        return _state_of(app)

    def close(self) -> None:
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    def move_to(self, number: int) -> None:
        self.state.move_to(local(self.state.world.timetable.days[number], STEPS[0]))

    def visit(self, case: Case) -> VisitReport:
        return self.within(lambda session: self.spider.visit(case.number, session))

    def listed(self, ask: Callable[[Session], AsyncIterator[ListedCase]]) -> list[ListedCase]:
        async def every(session: Session) -> list[ListedCase]:
            return [each async for each in ask(session)]

        return self.within(every)

    def within(self, ask: Callable[[Session], Awaitable[T]]) -> T:
        """Ask within one session of the court, cookies kept."""

        async def run() -> T:
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
                return await ask(_Noting(HttpSession(client), self.requests))

        return self._loop.run_until_complete(run())

    def cases(self) -> list[Case]:
        day = self.state.day
        every = self.state.world.by_tribunal["TRF6"]
        return [case for case in every if case.court_from <= day and case.sealed_from > day and not case.troubles]


def _state_of(app: web.Application) -> CurrentState:
    """Return the state that the app's handlers share."""
    for route in app.router.routes():
        owner = getattr(route.handler, "__self__", None)
        if isinstance(found := getattr(owner, "_state", None), CurrentState):
            return found
    raise AssertionError("the simulator's handlers have no state")


@pytest.fixture(scope="module")
def court() -> Iterator[Court]:
    running = Court()
    yield running
    running.close()


def _seen(instance: InstanceSnapshot) -> list[tuple[int, str, str]]:
    return [(row.number or 0, row.occurred_at or "", row.text) for row in instance.case.movements]


def _shown(case: Case, day: int) -> list[tuple[int, str, str]]:
    """Return the events of a case by their numbers, newest first."""
    instance = case.instances[0]
    numbers = numbers_of(instance)

    def said(row: Row) -> str:
        text = f"{row.title}. {row.complement}" if row.complement else row.title
        return " ".join(text.split())

    rows = [row for row in instance.rows if row.is_visible(day)]
    return sorted(((numbers[id(row)], f"{row.day.isoformat()}T{row.clock}", said(row)) for row in rows), reverse=True)


def test_every_case_is_read_with_all_its_events_and_their_numbers(court: Court) -> None:
    """More than ten events are fetched from the page of all events, so that every instance is complete."""
    cases = court.cases()[:60]
    assert any(len(_shown(case, DAY)) > NEWEST for case in cases)
    assert any(len(_shown(case, DAY)) <= NEWEST for case in cases)
    for case in cases:
        report = court.visit(case)
        assert report.outcome is Outcome.FOUND_NEW, (case.number.masked, report.explanation)
        [instance] = report.instances
        assert instance.is_complete
        assert instance.is_complete_parties
        assert instance.court_level is CourtLevel.FIRST
        assert _seen(instance) == _shown(case, DAY)
        assert instance.case.movements_total == len(instance.case.movements)
        seen = {(party.name, party.side) for party in instance.case.parties}
        assert seen == {(" ".join(party.name.split()), party.side) for party in case.parties}
        codes = {lawyer.oab for party in instance.case.parties for lawyer in party.lawyers}
        assert codes == {lawyer.oab for party in case.parties for lawyer in party.lawyers}


def test_the_ten_newest_events_alone_are_partial(court: Court) -> None:
    """Where the page of all events cannot be had, the instance is not complete and concludes nothing."""
    case = next(case for case in court.cases() if len(_shown(case, DAY)) > NEWEST)
    case.troubles[DAY] = "page_two"
    report = court.visit(case)
    del case.troubles[DAY]
    assert report.outcome is Outcome.PARTIAL
    [instance] = report.instances
    assert not instance.is_complete
    assert _seen(instance) == _shown(case, DAY)[:NEWEST]
    assert "all events" in report.explanation


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        ("error_200", Outcome.UPSTREAM_ERROR),
        ("login", Outcome.LOGIN_REQUIRED),
    ],
)
def test_what_is_no_case_is_named_and_shows_nothing(court: Court, trouble: str, outcome: Outcome) -> None:
    case = court.cases()[0]
    case.troubles[DAY] = trouble
    report = court.visit(case)
    del case.troubles[DAY]
    assert (report.outcome, report.instances) == (outcome, ())


def test_a_cut_page_concludes_nothing(court: Court) -> None:
    case = court.cases()[0]
    case.troubles[DAY] = "cut"
    report = court.visit(case)
    del case.troubles[DAY]
    assert report.outcome is Outcome.PARTIAL
    assert not any(instance.is_complete or instance.is_complete_parties for instance in report.instances)


def test_a_sealed_case_is_sealed_and_an_unknown_one_is_not_found(court: Court) -> None:
    case = court.cases()[0]
    case.sealed_from = 0
    sealed = court.visit(case)
    case.sealed_from, case.court_from = NEVER, NEVER
    unknown = court.visit(case)
    case.court_from = -1
    assert (sealed.outcome, sealed.instances) == (Outcome.SEALED, ())
    assert (unknown.outcome, unknown.instances) == (Outcome.NOT_FOUND, ())


def test_a_captcha_ends_the_visit_before_any_search(court: Court) -> None:
    """The form's captcha is met once: nothing is posted, the second degree is not asked, names are not searched."""
    outages = court.state.world.outages
    court.state.world.outages = (*outages, Outage("TRF6", "captcha", DAY, DAY + 1, "image captcha"))
    court.requests.clear()
    report = court.visit(court.cases()[0])
    asked = [request.method for request in court.requests]
    with pytest.raises(VisitFailed) as refused:
        court.listed(lambda session: court.spider.search_name("Fulano", session))
    court.state.world.outages = outages
    assert (report.outcome, asked) == (Outcome.CAPTCHA, ["GET"])
    assert refused.value.outcome is Outcome.CAPTCHA


def test_a_search_by_name_finds_the_cases_of_exactly_this_name(court: Court) -> None:
    """Two steps: the persons, then the cases of those whose name is the same, accents aside."""
    case = court.cases()[0]
    name = " ".join(case.parties[0].name.split())
    expected = {
        each.number for each in court.cases() if any(" ".join(party.name.split()) == name for party in each.parties)
    }
    found = court.listed(lambda session: court.spider.search_name(name, session))
    assert {each.case_number for each in found} >= expected
    mine = next(each for each in found if each.case_number == case.number)
    assert name in {party.name for party in mine.case.parties}
    assert mine.basis is None
    assert court.listed(lambda session: court.spider.search_name("Nobody Has This Name", session)) == []


def test_the_list_of_distributions_names_the_cases_of_each_day(court: Court) -> None:
    """Sealed cases are listed by number alone."""
    day = court.state.world.timetable.days[DAY]
    first = day - timedelta(days=5)
    listed = court.listed(lambda session: court.spider.list_distributions(first, day, session))
    every = court.state.world.by_tribunal["TRF6"]
    expected = {case.number for case in every if first <= case.distributed_on <= day and case.court_from <= DAY}
    assert expected
    assert {each.case_number for each in listed} == expected
    for each in listed:
        case = court.state.world.cases[each.case_number]
        assert each.distributed_on == case.distributed_on
        assert each.is_sealed == case.is_sealed(DAY)
        names = {" ".join(party.name.split()) for party in case.parties}
        assert {party.name for party in each.case.parties} == (set() if each.is_sealed else names)


def test_a_link_of_another_session_is_a_login_and_no_case(court: Court) -> None:
    case = court.cases()[0]
    link = (
        f"{court.spider.base['1g']}/externo_controlador.php?acao=processo_seleciona_publica&num_processo={case.number}"
    )

    async def fetch(session: Session) -> RawPage:
        return await session.fetch(PageRequest(url=f"{link}&hash=0", kind="case_detail"))

    assert b"pwdSenha" in court.within(fetch).body
