"""TJPA's spider reads the simulator over HTTP: entries, overlapping pages of movements, names, walls."""

from collections.abc import Iterator

import pytest

from schemas.case_number import CaseNumber
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from spiders.errors import VisitFailed
from spiders.tribunals.tjpa import TJPAUnificada
from tests.court_simulator.tjpa_site import TjpaSite
from tests.integration.court_simulator.running import Running, seen


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture(scope="module")
def spider(court: Running) -> TJPAUnificada:
    return TJPAUnificada({"api": f"{court.base}/tjpa/consilium-rest"})


def test_every_case_is_read_with_all_its_movements_and_lawyers(court: Running, spider: TJPAUnificada) -> None:
    """Also those whose movements take several pages, each of which begins with the last item of the one before."""
    cases = court.cases("TJPA")
    assert any(len(court.shown(case, case.instances[0])) > 2 * TjpaSite.page_rows for case in cases)
    for case in cases:
        report = court.visit(spider, case)
        assert report.outcome is Outcome.FOUND_NEW, report
        for instance, expected in zip(report.instances, case.instances, strict=True):
            assert seen(instance) == court.shown(case, expected)
            assert instance.is_complete
        parties = {
            (party.name, tuple(lawyer.name for lawyer in party.lawyers)) for party in report.instances[0].case.parties
        }
        assert parties == {
            (" ".join(party.name.split()), tuple(lawyer.name for lawyer in party.lawyers)) for party in case.parties
        }
        assert report.instances[0].case.distributed_on == case.distributed_on.isoformat()


def test_nothing_is_not_found(court: Running, spider: TJPAUnificada) -> None:
    """The service says it with 204 and an empty body."""
    number = CaseNumber.build(sequence=1, year=2031, j_tr="8.14", origin=1)
    report = court.within(lambda session: spider.visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


def test_a_sealed_case_is_sealed_and_leaves_nothing(court: Running, spider: TJPAUnificada) -> None:
    case = court.cases("TJPA")[0]
    was, case.sealed_from = case.sealed_from, court.day
    report = court.visit(spider, case)
    case.sealed_from = was
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


@pytest.mark.parametrize(("trouble", "outcome"), [("cut", Outcome.PARTIAL), ("error_200", Outcome.UPSTREAM_ERROR)])
def test_a_damaged_answer_is_named_and_shows_nothing(
    court: Running, spider: TJPAUnificada, trouble: str, outcome: Outcome
) -> None:
    case = court.cases("TJPA")[1]
    case.troubles[court.day] = trouble
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (outcome, ())


def test_without_its_movements_a_case_is_partial_and_claims_no_total(court: Running, spider: TJPAUnificada) -> None:
    case = court.cases("TJPA")[0]
    case.troubles[court.day] = "page_two"
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert report.outcome is Outcome.PARTIAL
    assert not report.instances[0].is_complete
    assert report.instances[0].case.movements_total is None


@pytest.mark.parametrize(("kind", "outcome"), [("captcha", Outcome.BLOCKED), ("maintenance", Outcome.MAINTENANCE)])
def test_a_wall_ends_the_visit(court: Running, spider: TJPAUnificada, kind: str, outcome: Outcome) -> None:
    """A firewall answers in HTML where JSON is asked for."""
    case = court.cases("TJPA")[0]
    court.suffer("TJPA", kind)
    report = court.visit(spider, case)
    court.recover()
    assert (report.outcome, report.instances) == (outcome, ())


def test_a_search_by_name_finds_each_case_once_over_all_pages(court: Running, spider: TJPAUnificada) -> None:
    """The list ends where a page brings nothing new: the simulator shows its last page again for ever."""
    case = court.cases("TJPA")[0]
    name = case.parties[0].name
    court.requests.clear()
    listed = court.listed(lambda session: spider.search_name(name, session))
    assert case.number in {each.case_number for each in listed}
    assert len({each.case_number for each in listed}) == len(listed)
    found = next(each for each in listed if each.case_number == case.number)
    assert (found.distributed_on, found.basis) == (case.distributed_on, DistributedOnBasis.COURT)


def test_a_name_of_one_word_is_refused_before_the_court_is_asked(court: Running, spider: TJPAUnificada) -> None:
    court.requests.clear()
    with pytest.raises(VisitFailed, match="two words"):
        court.listed(lambda session: spider.search_name("Abelina", session))
    assert court.requests == []


def test_a_name_that_nobody_has_gives_nothing(court: Running, spider: TJPAUnificada) -> None:
    assert court.listed(lambda session: spider.search_name("Zzyzx Wwquux", session)) == []
