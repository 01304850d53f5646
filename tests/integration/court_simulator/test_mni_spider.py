"""MNI's spider reads the simulator's service over HTTP, with the credential and without it."""

import asyncio
from collections.abc import Iterator

import aiohttp
import pytest
from aiohttp import web

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.base import PageRequest, RawPage, VisitReport
from spiders.tribunals.tjrj_mni import TJRJMni
from tests.court_simulator.mni_site import CREDENTIAL, MniSite
from tests.court_simulator.model import NEVER, Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.timetable import STEPS, local
from tests.court_simulator.world import World


class Service:
    """The simulator's MNI service on its third day."""

    def __init__(self) -> None:
        self.state = CurrentState(World(5, "small"))
        self.state.move_to(local(self.state.world.timetable.days[2], STEPS[0]))

    def cases(self) -> list[Case]:
        return [case for case in self.state.world.cases.values() if case.court_from <= self.state.day]

    def visit(self, case: Case, number: CaseNumber | None = None, credential: str = CREDENTIAL) -> VisitReport:
        return asyncio.run(self._visit(case.tribunal.path, number or case.number, credential))

    async def _visit(self, tribunal: str, number: CaseNumber, credential: str) -> VisitReport:
        app = web.Application()
        MniSite(self.state).add_routes(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/{tribunal}/mni"
        try:
            async with aiohttp.ClientSession() as client:
                return await TJRJMni({"mni": address}, credential=credential).visit(number, _Session(client))
        finally:
            await runner.cleanup()


class _Session:
    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def fetch(self, request: PageRequest) -> RawPage:
        assert request.xml is not None
        async with self._client.post(request.url, data=request.xml.encode(), headers=dict(request.headers)) as answer:
            return RawPage(request, request.url, answer.status, {}, await answer.read())


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    return Service()


def test_open_cases_are_read_as_the_world_has_them(service: Service) -> None:
    opened = [case for case in service.cases() if case.sealed_from == NEVER][:8]
    assert opened
    for case in opened:
        report = service.visit(case)
        assert report.outcome in {Outcome.FOUND_NEW, Outcome.PARTIAL}
        (instance,) = report.instances
        shown = [row.title for row in case.instances[0].rows if row.is_visible(service.state.day)]
        assert sorted(each.text for each in instance.case.movements) == sorted(" ".join(row.split()) for row in shown)
        names = {" ".join(party.name.split()) for party in case.parties}
        assert {party.name for party in instance.case.parties} == names


def test_a_sealed_case_shows_nobody(service: Service) -> None:
    sealed = next(case for case in service.cases() if case.is_sealed(service.state.day))
    report = service.visit(sealed)
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


def test_an_unknown_case_is_not_found(service: Service) -> None:
    case = service.cases()[0]
    unknown = CaseNumber.build(sequence=9999999, year=2031, j_tr=case.tribunal.j_tr, origin=1)
    assert service.visit(case, unknown).outcome is Outcome.NOT_FOUND


def test_a_wrong_credential_is_a_login_and_not_an_empty_case(service: Service) -> None:
    assert service.visit(service.cases()[0], credential="office:wrong").outcome is Outcome.LOGIN_REQUIRED
