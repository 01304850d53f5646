"""A visit to the STF follows the tabs that the case names, keeps what could be read, and claims nothing else."""

import asyncio
from collections.abc import Callable

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from schemas.outcomes import Outcome
from schemas.pages import PageKind
from spiders.base import PageRequest, RawPage, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.stf.tabs import PARTIES_PAGE
from spiders.tribunals.stf import STFPortal
from tests.recorded.recordings import FakeSession, recording

NUMBER = CaseNumber(recording("stf", "detail").expected["case_number"])
PAGES = {
    PageKind.CASE_DETAIL: recording("stf", "detail").body,
    PARTIES_PAGE: recording("stf", "parties_tab").body,
    PageKind.MOVEMENTS_PAGE: recording("stf", "movements_tab").body,
}


class Redirected(FakeSession):
    """Leads the search to the page of the case, as the portal does."""

    async def fetch(self, request: PageRequest) -> RawPage:
        page = await super().fetch(request)
        url = "https://portal.stf.jus.br/processos/detalhe.asp?incidente=8123456"
        return RawPage(page.request, url, page.status, page.headers, page.body)


def visit(answer: Callable[[PageRequest], bytes] | None = None, **pages: bytes) -> tuple[VisitReport, FakeSession]:
    answers = {str(kind): body for kind, body in PAGES.items()} | pages
    session = Redirected(answer or (lambda request: answers[str(request.kind)]))
    return asyncio.run(STFPortal().visit(NUMBER, session)), session


def test_a_case_is_read_with_its_tabs() -> None:
    report, session = visit()
    assert report.outcome is Outcome.FOUND_NEW
    (snapshot,) = report.instances
    assert (snapshot.court_level, snapshot.code) == (CourtLevel.SUPERIOR, "8123456")
    assert (snapshot.is_complete, snapshot.is_complete_parties) == (True, True)
    assert (len(snapshot.case.parties), len(snapshot.case.movements), len(snapshot.case.documents)) == (3, 3, 1)
    assert [request.url for request in session.requests] == [
        f"https://portal.stf.jus.br/processos/listarProcessos.asp?numeroUnico={NUMBER}",
        "https://portal.stf.jus.br/processos/abaPartes.asp?incidente=8123456",
        "https://portal.stf.jus.br/processos/abaAndamentos.asp?incidente=8123456&imprimir=",
    ]
    assert session.requests[1].headers["Referer"] == "https://portal.stf.jus.br/processos/detalhe.asp?incidente=8123456"


@pytest.mark.parametrize("kind", [PARTIES_PAGE, PageKind.MOVEMENTS_PAGE])
def test_a_tab_that_cannot_be_read_leaves_the_visit_partial(kind: str) -> None:
    report, _ = visit(**{str(kind): b"<div>nada</div>"})
    assert report.outcome is Outcome.PARTIAL
    (snapshot,) = report.instances
    is_read = (kind == PARTIES_PAGE, kind != PARTIES_PAGE)
    assert (snapshot.is_complete, snapshot.is_complete_parties) == is_read
    assert (bool(snapshot.case.movements), bool(snapshot.case.parties)) == is_read


def test_a_wall_before_a_tab_ends_the_asking() -> None:
    def answer(request: PageRequest) -> bytes:
        if request.kind == PARTIES_PAGE:
            raise VisitFailed(Outcome.BLOCKED, "refused")
        return PAGES[PageKind(request.kind)]

    report, session = visit(answer)
    assert report.outcome is Outcome.PARTIAL
    assert "refused" in report.explanation
    assert not report.instances[0].is_complete
    assert len(session.requests) == 2


def test_another_case_is_never_taken_for_the_one_asked_for() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(case_detail=recording("stf", "detail_number_of_origin").body)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("not_found", Outcome.NOT_FOUND),
        ("detail_sealed", Outcome.SEALED),
        ("publications_refused", Outcome.UPSTREAM_ERROR),
    ],
)
def test_what_is_no_open_case_leaves_nothing(name: str, outcome: Outcome) -> None:
    report, session = visit(case_detail=recording("stf", name).body)
    assert (report.outcome, report.instances) == (outcome, ())
    assert len(session.requests) == 1


def test_a_cut_page_is_partial_and_shows_no_whole_case() -> None:
    report, _ = visit(case_detail=PAGES[PageKind.CASE_DETAIL][:-30])
    assert report.outcome is Outcome.PARTIAL
    assert not any(each.is_complete or each.is_complete_parties for each in report.instances)
