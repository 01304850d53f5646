"""PJe-JT's spider meets the simulator over HTTP: both degrees, sealed cases, errors, walls, and never the captcha."""

from collections.abc import Iterator

import pytest

from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.base import CourtSpider
from spiders.registry import own_spiders_of
from tests.integration.court_simulator.running import Running


@pytest.fixture(scope="module")
def court() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


@pytest.fixture(scope="module")
def spider(court: Running) -> CourtSpider:
    (cls,) = own_spiders_of("TRT10")
    return cls({"api": f"{court.base}/trt10/pje_jt/api"})


@pytest.mark.parametrize(("level", "degree"), [("G1", "the first degree"), ("G2", "the second degree")])
def test_a_case_ends_at_the_captcha_with_what_the_basic_data_say(
    court: Running, spider: CourtSpider, level: str, degree: str
) -> None:
    case = court.cases("TRT10")[0]
    instance = case.instances[0]
    was, instance.level = instance.level, level
    court.requests.clear()
    report = court.visit(spider, case)
    instance.level = was
    assert (report.outcome, report.instances) == (Outcome.CAPTCHA, ())
    assert f"{degree} has it as {instance.case_class}" in report.explanation
    assert all("/dadosbasicos/" in request.url for request in court.requests)
    assert [request.headers["X-Grau-Instancia"] for request in court.requests] == ["1", "2"]


def test_nothing_in_both_degrees_is_not_found(court: Running, spider: CourtSpider) -> None:
    number = CaseNumber.build(sequence=1, year=2031, j_tr="5.10", origin=1)
    report = court.within(lambda session: spider.visit(number, session))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


def test_a_sealed_case_is_sealed_and_leaves_nothing(court: Running, spider: CourtSpider) -> None:
    case = court.cases("TRT10")[0]
    was, case.sealed_from = case.sealed_from, court.day
    report = court.visit(spider, case)
    case.sealed_from = was
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())
    assert case.instances[0].case_class not in report.explanation


@pytest.mark.parametrize(("trouble", "outcome"), [("cut", Outcome.PARTIAL), ("error_200", Outcome.UPSTREAM_ERROR)])
def test_a_damaged_answer_is_named_and_shows_nothing(
    court: Running, spider: CourtSpider, trouble: str, outcome: Outcome
) -> None:
    case = court.cases("TRT10")[1]
    case.troubles[court.day] = trouble
    report = court.visit(spider, case)
    del case.troubles[court.day]
    assert (report.outcome, report.instances) == (outcome, ())


@pytest.mark.parametrize(("kind", "outcome"), [("captcha", Outcome.BLOCKED), ("maintenance", Outcome.MAINTENANCE)])
def test_a_wall_ends_the_visit(court: Running, spider: CourtSpider, kind: str, outcome: Outcome) -> None:
    """AWS's firewall answers with a script in place of JSON."""
    case = court.cases("TRT10")[0]
    court.suffer("TRT10", kind)
    report = court.visit(spider, case)
    court.recover()
    assert (report.outcome, report.instances) == (outcome, ())
