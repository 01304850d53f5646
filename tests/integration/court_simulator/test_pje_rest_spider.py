"""PJe's REST spider reads the simulator over HTTP: tokens, poles and movements over several pages, walls."""

from collections.abc import Iterator

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.tribunals.tjdft import TJDFTPjeRest
from tests.court_simulator.model import Case, Lawyer
from tests.integration.court_simulator.running import Running, seen


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture(scope="module")
def spider(court: Running) -> TJDFTPjeRest:
    return TJDFTPjeRest({"1g": f"{court.base}/tjdft/pje_rest/v1"})


def _people(case: Case) -> set[tuple[str, tuple[tuple[str, str | None], ...]]]:
    return {
        (" ".join(party.name.split()), tuple((lawyer.name, lawyer.oab) for lawyer in party.lawyers))
        for party in case.parties
    }


def test_every_case_is_read_with_all_its_movements_and_lawyers(court: Running, spider: TJDFTPjeRest) -> None:
    cases = court.cases("TJDFT")
    assert any(len(court.shown(case, case.instances[0])) > 15 for case in cases), "none needs a second page"
    for case in cases:
        report = court.visit(spider, case)
        assert report.outcome is Outcome.FOUND_NEW, report
        (instance,) = report.instances
        assert seen(instance) == court.shown(case, case.instances[0])
        assert instance.is_complete
        assert {
            (party.name, tuple((lawyer.name, lawyer.oab) for lawyer in party.lawyers))
            for party in instance.case.parties
        } == _people(case)
        assert (instance.case.distributed_on or "").startswith(case.distributed_on.isoformat())


def test_a_pole_of_several_pages_keeps_each_lawyer_under_his_party(court: Running, spider: TJDFTPjeRest) -> None:
    """The tenth row of the first page is a party, the eleventh her lawyer."""
    case = court.cases("TJDFT")[0]
    party, was = case.parties[0], case.parties[0].lawyers
    party.lawyers = tuple(Lawyer(f"Advogada {n} Quaresmeira", f"DF{n:05d}") for n in range(1, 24))
    report = court.visit(spider, case)
    expected = _people(case)
    party.lawyers = was
    assert report.outcome is Outcome.FOUND_NEW
    shown = report.instances[0].case.parties
    assert {(one.name, tuple((each.name, each.oab) for each in one.lawyers)) for one in shown} == expected


@pytest.mark.parametrize("is_there", [True, False])
def test_a_sealed_case_looks_like_none(court: Running, spider: TJDFTPjeRest, is_there: bool) -> None:
    case = court.cases("TJDFT")[0]
    if is_there:
        was, case.sealed_from = case.sealed_from, court.day
        report = court.visit(spider, case)
        case.sealed_from = was
    else:
        number = CaseNumber.build(sequence=1, year=2031, j_tr="8.07", origin=1)
        report = court.within(lambda session: spider.visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())
    assert "sealed" in report.explanation


@pytest.mark.parametrize(("trouble", "outcome"), [("cut", Outcome.PARTIAL), ("error_200", Outcome.UPSTREAM_ERROR)])
def test_a_damaged_answer_is_named_and_shows_nothing(
    court: Running, spider: TJDFTPjeRest, trouble: str, outcome: Outcome
) -> None:
    case = court.cases("TJDFT")[1]
    case.troubles[court.day] = trouble
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (outcome, ())


@pytest.mark.parametrize(("trouble", "lost"), [("page_two", "movements"), ("pole", "passive pole")])
def test_a_list_that_fails_leaves_the_rest(court: Running, spider: TJDFTPjeRest, trouble: str, lost: str) -> None:
    case = court.cases("TJDFT")[0]
    case.troubles[court.day] = trouble
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert report.outcome is Outcome.PARTIAL
    assert lost in report.explanation
    (instance,) = report.instances
    assert (instance.is_complete, instance.is_complete_parties) == (lost != "movements", lost == "movements")


@pytest.mark.parametrize(("kind", "outcome"), [("captcha", Outcome.BLOCKED), ("maintenance", Outcome.MAINTENANCE)])
def test_a_wall_ends_the_visit(court: Running, spider: TJDFTPjeRest, kind: str, outcome: Outcome) -> None:
    case = court.cases("TJDFT")[0]
    court.suffer("TJDFT", kind)
    report = court.visit(spider, case)
    court.recover()
    assert (report.outcome, report.instances) == (outcome, ())
