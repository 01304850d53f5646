"""The spiders of the data lake and of jus.br read the simulator over HTTP with the operator's token."""

from collections.abc import Iterator

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.registry import spiders_of
from spiders.systems.jusbr.spider import JusbrSpider
from spiders.systems.pdpj.spider import PdpjSpider
from tests.court_simulator.pdpj_site import LAKE, PORTAL, TOKEN
from tests.integration.court_simulator.running import Running, seen

SOURCES = [(PdpjSpider, LAKE), (JusbrSpider, PORTAL)]
TRIBUNALS = ("TJSP", "TJMG", "TRF6")


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


def _spider(court: Running, source: type, path: str, tribunal: str = "TJSP", token: str = TOKEN):
    made = next(spider for spider in spiders_of(tribunal) if issubclass(spider, source))
    return made({"api": f"{court.base}{path}"}, token=token)


@pytest.mark.parametrize(("source", "path"), SOURCES)
def test_every_proceeding_of_a_case_is_an_instance(court: Running, source: type, path: str) -> None:
    cases = [case for case in court.cases(*TRIBUNALS) if case.instances[0].system != "datajud"]
    assert len(cases) > 10
    for case in cases:
        report = court.visit(_spider(court, source, path, case.tribunal.acronym), case)
        assert report.outcome is Outcome.FOUND_NEW, report
        alive = [each for each in case.instances if each.appears <= court.day]
        assert sorted(map(seen, report.instances)) == sorted(court.shown(case, each) for each in alive)
        assert {each.court_level.value for each in report.instances} == {each.level for each in alive}
        parties = {(party.name, party.side) for party in report.instances[0].case.parties}
        assert parties == {(" ".join(party.name.split()), party.side) for party in case.parties}


@pytest.mark.parametrize(("source", "path"), SOURCES)
def test_an_unknown_case_is_not_found(court: Running, source: type, path: str) -> None:
    number = CaseNumber.build(sequence=1, year=2031, j_tr="8.26", origin=1)
    report = court.within(lambda session: _spider(court, source, path).visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


@pytest.mark.parametrize(("source", "path"), SOURCES)
def test_a_level_of_secrecy_seals_the_case(court: Running, source: type, path: str) -> None:
    case = court.cases("TJSP")[0]
    was, case.sealed_from = case.sealed_from, court.day
    report = court.visit(_spider(court, source, path), case)
    case.sealed_from = was
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


@pytest.mark.parametrize(("source", "path"), SOURCES)
def test_a_cut_answer_is_partial_and_shows_nothing(court: Running, source: type, path: str) -> None:
    case = court.cases("TJSP")[0]
    case.troubles[court.day] = "cut"
    report = court.visit(_spider(court, source, path), case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (Outcome.PARTIAL, ())


@pytest.mark.parametrize(("source", "path"), SOURCES)
def test_a_token_that_is_refused_needs_a_login(court: Running, source: type, path: str) -> None:
    """A plain 403 is the token's fault here, not a firewall's; nobody is told that the tribunal blocks."""
    case = court.cases("TJSP")[0]
    report = court.visit(_spider(court, source, path, token="another-token"), case)
    assert (report.outcome, report.instances) == (Outcome.LOGIN_REQUIRED, ())
