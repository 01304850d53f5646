"""A visit to e-SAJ: which pages are opened, and what the visit comes to."""

import asyncio
from collections.abc import Callable

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import VisitReport
from spiders.errors import VisitFailed
from spiders.tribunals.tjms import TJMSEsaj
from spiders.tribunals.tjsp import TJSPEsaj
from tests.recorded.esaj_recordings import PlayedSession, Recording

NUMBER = CaseNumber.build(sequence=1000234, year=2031, j_tr="8.26", origin=53)
BORN_ABOVE = CaseNumber.build(sequence=800456, year=2031, j_tr="8.26", origin=0)
FIRST, SECOND = "http://court.test/tjsp/cpopg", "http://court.test/tjsp/cposg"


def _visit(answer: Callable[[str], str], number: CaseNumber = NUMBER) -> tuple[VisitReport, list[str]]:
    session = PlayedSession(answer)
    spider = TJSPEsaj({"cpopg": FIRST, "cposg": SECOND})
    return asyncio.run(spider.visit(number, session)), session.asked


def _court(first: str, second: str, show: str = "second_degree_typical") -> Callable[[str], str]:
    """A court with one answer per degree; `show` is what every opened case shows."""

    def answer(url: str) -> str:
        if url.endswith("/open.do"):
            return "search_form"
        if "/show.do" in url:
            return show
        return first if url.startswith(FIRST) else second

    return answer


def test_case_alive_in_both_degrees_has_two_instances() -> None:
    landed = "first_degree_typical at http://court.test/tjsp/cpopg/show.do?processo.codigo=LANDED&processo.foro=53"
    report, asked = _visit(_court(landed, "second_degree_typical"))
    assert report.outcome is Outcome.FOUND_NEW
    assert [(i.court_level, i.code, i.is_complete) for i in report.instances] == [
        (CourtLevel.FIRST, "LANDED", True),
        (CourtLevel.SECOND, "RI0000L7SC0000", True),
    ]
    assert [len(i.case.movements) for i in report.instances] == [7, 6]
    assert [url.partition("?")[0].rpartition("/")[2] for url in asked] == ["open.do", "search.do"] * 2


def test_case_without_appeal_is_found_in_the_first_degree() -> None:
    report, _ = _visit(_court("first_degree_typical", "not_found"))
    assert report.outcome is Outcome.FOUND_NEW
    assert [i.code for i in report.instances] == ["9M0000ABC0000"]


def test_number_born_in_the_tribunal_is_asked_of_the_second_degree_only() -> None:
    report, asked = _visit(_court("error_try_later", "not_found"), BORN_ABOVE)
    assert report.outcome is Outcome.NOT_FOUND
    assert all(url.startswith(SECOND) for url in asked)


def test_case_in_no_degree_is_not_found() -> None:
    report, _ = _visit(_court("not_found", "not_found"))
    assert (report.outcome, report.instances) == (Outcome.NOT_FOUND, ())


def test_every_listed_appeal_is_opened() -> None:
    report, asked = _visit(_court("not_found", "result_list_two_appeals"))
    assert [i.code for i in report.instances] == ["RI0000AAA0000", "RI0000AAB0000"]
    assert [url for url in asked if "show.do" in url] == [
        f"{SECOND}/show.do?processo.codigo={code}&processo.foro=53" for code in ("RI0000AAA0000", "RI0000AAB0000")
    ]


def test_every_option_of_the_choice_is_opened() -> None:
    report, _ = _visit(_court("not_found", "choose_case_modal"))
    assert [i.code for i in report.instances] == ["RI0000L7SC0000", "P00000BXP12KW"]


def test_first_degree_read_and_second_failed_is_partial() -> None:
    def answer(url: str) -> str:
        if url.startswith(SECOND):
            raise VisitFailed(Outcome.TIMEOUT, "no answer in 30 s")
        return "search_form" if url.endswith("open.do") else "first_degree_typical"

    report, _ = _visit(answer)
    assert report.outcome is Outcome.PARTIAL
    assert "second degree: no answer in 30 s" in report.explanation
    assert [i.is_complete for i in report.instances] == [True]


def test_error_page_of_the_second_degree_makes_the_visit_partial() -> None:
    report, _ = _visit(_court("first_degree_typical", "error_try_later"))
    assert report.outcome is Outcome.PARTIAL
    assert report.page_that_failed is not None
    assert len(report.instances) == 1


def test_failure_before_anything_was_read_is_left_to_the_caller() -> None:
    def answer(url: str) -> str:
        raise VisitFailed(Outcome.BLOCKED, "403")

    with pytest.raises(VisitFailed, match="403"):
        _visit(answer)


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ("captcha_bounce", Outcome.CAPTCHA),
        ("login_wall", Outcome.LOGIN_REQUIRED),
        ("error_try_later", Outcome.UPSTREAM_ERROR),
        ("maintenance", Outcome.MAINTENANCE),
        ("search_form", Outcome.UPSTREAM_ERROR),
        ("form_bounce", Outcome.UPSTREAM_ERROR),
    ],
)
def test_wall_in_the_first_degree_ends_the_visit(page: str, outcome: Outcome) -> None:
    """Never "not found": and nothing more is asked of a court that shows a wall."""
    report, asked = _visit(_court(page, "second_degree_typical"))
    assert (report.outcome, report.instances) == (outcome, ())
    assert len(asked) == 2


def test_wall_before_the_form_is_met_once() -> None:
    report, asked = _visit(lambda url: "login_wall")
    assert report.outcome is Outcome.LOGIN_REQUIRED
    assert len(asked) == 1


@pytest.mark.parametrize("page", ["sealed_password", "first_degree_marked_sealed"])
def test_sealed_case_leaves_nothing(page: str) -> None:
    report, _ = _visit(_court(page, "second_degree_typical"))
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


def test_case_sealed_above_takes_the_first_degree_with_it() -> None:
    report, _ = _visit(_court("first_degree_typical", "sealed_password"))
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


def test_case_with_another_number_is_not_taken() -> None:
    other = CaseNumber.build(sequence=5, year=2031, j_tr="8.26", origin=53)
    report, _ = _visit(_court("first_degree_typical", "not_found"), other)
    assert (report.outcome, report.instances) == (Outcome.PAGE_CHANGED, ())


def test_list_without_the_number_asked_for_is_not_followed() -> None:
    other = CaseNumber.build(sequence=5, year=2031, j_tr="8.26", origin=53)
    report, asked = _visit(_court("not_found", "result_list_two_appeals"), other)
    assert report.outcome is Outcome.PAGE_CHANGED
    assert not [url for url in asked if "show.do" in url]


def test_tribunal_states_its_own_addresses() -> None:
    assert TJMSEsaj().hosts == {"esaj.tjms.jus.br"}
    assert TJMSEsaj().base["cpopg"].endswith("/cpopg5")


def _with_incident(monkeypatch: pytest.MonkeyPatch, incident: str) -> tuple[VisitReport, list[str]]:
    """A visit to a case that links to an incident without a number of its own."""
    body = Recording.body.fget
    assert body is not None
    own_number = b"&nbsp;(0000077-63.2031.8.26.0053)"
    monkeypatch.setattr(Recording, "body", property(lambda self: body(self).replace(own_number, b"")))

    def answer(url: str) -> str:
        if url.endswith("open.do"):
            return "search_form"
        return incident if "9M0000ABD0000" in url else "first_degree_typical" if url.startswith(FIRST) else "not_found"

    return _visit(answer)


def test_an_incident_under_the_cases_number_is_an_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    report, asked = _with_incident(monkeypatch, "first_degree_few_movements")
    assert report.outcome is Outcome.FOUND_NEW
    assert f"{FIRST}/show.do?processo.codigo=9M0000ABD0000&processo.foro=53" in asked


def test_an_incident_with_a_number_of_its_own_is_not_opened() -> None:
    landed = "first_degree_typical at http://court.test/tjsp/cpopg/show.do?processo.codigo=LANDED&processo.foro=53"
    _, asked = _visit(_court(landed, "not_found"))
    assert not [url for url in asked if "9M0000ABD0000" in url]


def test_a_sealed_incident_does_not_seal_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    report, _ = _with_incident(monkeypatch, "first_degree_marked_sealed")
    assert report.outcome is Outcome.FOUND_NEW
    assert "an incident is sealed" in report.explanation


def test_an_incident_behind_a_wall_leaves_the_visit_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    report, _ = _with_incident(monkeypatch, "login_wall")
    assert report.outcome is Outcome.PARTIAL
    assert len(report.instances) == 1
