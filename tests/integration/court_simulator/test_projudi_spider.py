"""Projudi's spider reads the simulator over HTTP: cases by their short number, walls, sealed and unknown ones."""

from collections.abc import Iterator

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.tribunals.tjgo import TJGOProjudi
from tests.integration.court_simulator.running import Running, seen


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture(scope="module")
def spider(court: Running) -> TJGOProjudi:
    return TJGOProjudi({"consulta": f"{court.base}/tjgo/projudi"})


def test_every_case_is_read_with_its_events_and_parties(court: Running, spider: TJGOProjudi) -> None:
    cases = court.cases("TJGO")
    assert len(cases) > 3
    for case in cases:
        report = court.visit(spider, case)
        assert report.outcome is Outcome.FOUND_NEW, report
        (instance,) = report.instances
        assert seen(instance) == court.shown(case, case.instances[0])
        assert [row.number for row in instance.case.movements] == list(range(len(instance.case.movements), 0, -1))
        names = {(party.name, party.side) for party in instance.case.parties}
        assert names == {(" ".join(party.name.split()), party.side) for party in case.parties}
        assert (instance.case.distributed_on or "")[:10] == case.distributed_on.isoformat()
        assert instance.is_complete


def test_an_unknown_case_is_not_found(court: Running, spider: TJGOProjudi) -> None:
    number = CaseNumber.build(sequence=1, year=2031, j_tr="8.09", origin=1)
    report = court.within(lambda session: spider.visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


def test_a_sealed_case_is_sealed_and_leaves_nothing(court: Running, spider: TJGOProjudi) -> None:
    case = court.cases("TJGO")[0]
    was, case.sealed_from = case.sealed_from, court.day
    report = court.visit(spider, case)
    case.sealed_from = was
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


@pytest.mark.parametrize(("trouble", "outcome"), [("cut", Outcome.PARTIAL), ("error_200", Outcome.UPSTREAM_ERROR)])
def test_a_damaged_answer_is_named_and_shows_nothing(
    court: Running, spider: TJGOProjudi, trouble: str, outcome: Outcome
) -> None:
    case = court.cases("TJGO")[1]
    case.troubles[court.day] = trouble
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (outcome, ())


@pytest.mark.parametrize(("kind", "outcome"), [("captcha", Outcome.CAPTCHA), ("maintenance", Outcome.MAINTENANCE)])
def test_a_wall_ends_the_visit_at_the_form(court: Running, spider: TJGOProjudi, kind: str, outcome: Outcome) -> None:
    case = court.cases("TJGO")[0]
    court.suffer("TJGO", kind)
    court.requests.clear()
    report = court.visit(spider, case)
    court.recover()
    assert (report.outcome, report.instances) == (outcome, ())
    assert [request.method for request in court.requests] == ["GET"]
