"""A visit to Projudi ends at a captcha, opens what fits of a list, and never takes another case for the one asked."""

import asyncio
from collections.abc import Callable

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, PageRequest, VisitReport
from spiders.errors import PageChanged
from spiders.tribunals.tjam_projudi import TJAMProjudi
from spiders.tribunals.tjgo import TJGOProjudi
from spiders.tribunals.tjpr import TJPRProjudi
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber("5193999-84.2031.8.09.0108")
SAME_DIGITS = "5193999-84"


def page(name: str) -> bytes:
    return recording("projudi", name).body


def visit(
    answer: Callable[[PageRequest], bytes], spider: CourtSpider | None = None, number: CaseNumber = NUMBER
) -> tuple[VisitReport, FakeSession]:
    session = FakeSession(answer)
    return asyncio.run((spider or TJGOProjudi()).visit(number, session)), session


def after_form(answer: bytes) -> Callable[[PageRequest], bytes]:
    return lambda request: page("form_open") if request.method == "GET" else answer


def listed(short: str, sealed: str = "") -> bytes:
    """Return the recorded list with another short number; `sealed` gives the sealed row one too."""
    text = page("list_with_sealed_row").decode("iso-8859-1").replace("5077022-6", short)
    return text.replace("5074217-75", sealed or "1-1").encode("iso-8859-1")


@pytest.mark.parametrize(
    ("spider", "form"), [(TJGOProjudi(), "form_turnstile"), (TJPRProjudi(), "tjpr_form"), (TJAMProjudi(), "cnj_form")]
)
def test_a_captcha_of_any_skin_ends_the_visit_before_a_number_is_asked(spider: CourtSpider, form: str) -> None:
    report, session = visit(lambda _: page(form), spider)
    assert (report.outcome, report.instances) == (Outcome.CAPTCHA, ())
    assert [request.method for request in session.requests] == ["GET"]


def test_a_case_that_is_shown_at_once_is_its_instance() -> None:
    report, session = visit(after_form(page("detail_typical")))
    assert report.outcome is Outcome.FOUND_NEW
    assert report.instances[0].court_level is CourtLevel.FIRST
    sent = dict(session.requests[1].form or ())
    assert (sent["ProcessoNumero"], sent["g-recaptcha-response"]) == (NUMBER.masked, "")


def test_a_listed_case_is_opened_by_the_courts_code() -> None:
    def answer(request: PageRequest) -> bytes:
        if request.method == "GET":
            return page("form_open")
        return page("detail_typical") if "Id_Processo" in dict(request.form or ()) else listed(SAME_DIGITS)

    report, session = visit(answer)
    assert (report.outcome, report.instances[0].code) == (Outcome.FOUND_NEW, "3460685")
    assert dict(session.requests[-1].form or ())["Id_Processo"] == "3460685"


def test_a_list_without_the_number_is_refused() -> None:
    with pytest.raises(PageChanged, match="none with the number"):
        visit(after_form(listed("5077022-6")))


def test_a_sealed_row_among_others_may_be_another_case() -> None:
    """A sealed row shows no year and no unit: it proves nothing about the case that was asked for."""
    report, _ = visit(after_form(listed("1-1", sealed=SAME_DIGITS)))
    assert (report.outcome, report.instances) == (Outcome.PARTIAL, ())


def test_another_case_is_refused() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(after_form(page("detail_typical")), number=CaseNumber.build(sequence=1, year=2031, j_tr="8.09", origin=1))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("search_blocked", Outcome.CAPTCHA),
        ("search_none", Outcome.NOT_FOUND),
        ("search_error", Outcome.UPSTREAM_ERROR),
        ("detail_sealed", Outcome.SEALED),
        ("form_open", Outcome.UPSTREAM_ERROR),
    ],
)
def test_every_other_end_is_a_report_with_its_outcome(name: str, outcome: Outcome) -> None:
    report, _ = visit(after_form(page(name)))
    assert (report.outcome, report.instances) == (outcome, ())


def test_a_case_with_lost_events_is_partial_and_not_complete() -> None:
    report, _ = visit(after_form(page("detail_event_lost")))
    assert report.outcome is Outcome.PARTIAL
    assert not report.instances[0].is_complete


def test_an_open_form_of_the_cnjs_skin_is_unsupported() -> None:
    """How that form is answered was never written down, so that nothing is posted."""
    report, session = visit(lambda _: page("form_open"), TJAMProjudi())
    assert (report.outcome, len(session.requests)) == (Outcome.UNSUPPORTED, 1)
