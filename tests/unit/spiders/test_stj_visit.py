"""A visit to the STJ reads the case, or every case of a list by its register number; any sealed one seals it."""

import asyncio

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from spiders.base import PageRequest, VisitReport
from spiders.errors import PageChanged
from spiders.tribunals.stj import STJSearch
from tests.recorded.recordings import FakeSession, recording

DETAIL = recording("stj", "detail").body
LIST = recording("stj", "search_list").body
NUMBER = CaseNumber(recording("stj", "detail").expected["case_number"])
FIRST, SECOND = "203100010000", "203100020000"


def second(body: bytes = DETAIL) -> bytes:
    return body.replace(b"2031/0001000-0", b"2031/0002000-0")


def visit(search: bytes, **registers: bytes) -> tuple[VisitReport, FakeSession]:
    def answer(request: PageRequest) -> bytes:
        return next((body for name, body in registers.items() if name.lstrip("r") in request.url), search)

    session = FakeSession(answer)
    return asyncio.run(STJSearch().visit(NUMBER, session)), session


def test_a_number_of_one_case_answers_with_the_case() -> None:
    report, session = visit(DETAIL)
    assert report.outcome is Outcome.FOUND_NEW
    (snapshot,) = report.instances
    assert (snapshot.court_level, snapshot.code, snapshot.is_complete) == (CourtLevel.SUPERIOR, "2031/0001000-0", True)
    assert (len(snapshot.case.movements), len(snapshot.case.parties)) == (5, 3)
    (request,) = session.requests
    assert request.url == (
        "https://processo.stj.jus.br/processo/pesquisa/?tipoPesquisa=tipoPesquisaNumeroUnico"
        f"&termo={NUMBER}&totalRegistrosPorPagina=40&aplicacao=processos.ea"
    )


def test_every_case_of_a_list_is_read_by_its_register_number() -> None:
    report, session = visit(LIST, **{f"r{FIRST}": DETAIL, f"r{SECOND}": second()})
    assert report.outcome is Outcome.FOUND_NEW
    assert [each.code for each in report.instances] == ["2031/0001000-0", "2031/0002000-0"]
    assert len(session.requests) == 3


def test_one_sealed_case_of_a_list_seals_the_visit() -> None:
    sealed = second(
        DETAIL.replace("eletrônico.<".encode("latin-1"), "eletrônico em segredo de justiça.<".encode("latin-1"))
    )
    report, _ = visit(LIST, **{f"r{FIRST}": DETAIL, f"r{SECOND}": sealed})
    assert (report.outcome, report.instances) == (Outcome.SEALED, ())


def test_a_register_number_that_answers_with_another_case_is_page_changed() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(LIST, **{f"r{FIRST}": DETAIL, f"r{SECOND}": DETAIL})


def test_another_number_is_never_taken_for_the_one_asked_for() -> None:
    other = CaseNumber.build(sequence=1, year=2029, j_tr="4.05", origin=0)
    with pytest.raises(PageChanged, match="another case"):
        visit(DETAIL.replace(NUMBER.masked.encode(), other.masked.encode()))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("search_none", Outcome.NOT_FOUND),
        ("search_captcha", Outcome.CAPTCHA),
        ("search_sentence", Outcome.UPSTREAM_ERROR),
        ("search_form", Outcome.UPSTREAM_ERROR),
        ("greeting", Outcome.UPSTREAM_ERROR),
        ("search_list_on_pages", Outcome.PARTIAL),
        ("detail_sealed_bare", Outcome.SEALED),
    ],
)
def test_what_is_no_open_case_leaves_nothing(name: str, outcome: Outcome) -> None:
    report, session = visit(recording("stj", name).body)
    assert (report.outcome, report.instances) == (outcome, ())
    assert len(session.requests) == 1


def test_a_case_of_a_list_that_does_not_come_leaves_nothing() -> None:
    report, _ = visit(LIST, **{f"r{FIRST}": DETAIL, f"r{SECOND}": recording("stj", "greeting").body})
    assert (report.outcome, report.instances) == (Outcome.UPSTREAM_ERROR, ())


def test_a_cut_case_is_partial() -> None:
    report, _ = visit(DETAIL[:-20])
    assert report.outcome is Outcome.PARTIAL
    assert not any(each.is_complete for each in report.instances)
