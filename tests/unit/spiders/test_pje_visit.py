"""A visit to PJe leads from the form to one whole snapshot, or says what it lacks."""

import asyncio

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import PageRequest, VisitReport
from spiders.errors import PageChanged
from spiders.tribunals.trf1 import TRF1Pje
from tests.recorded.recordings import FakeSession, by_kind, recording

NUMBER = CaseNumber("0000077-39.2031.4.01.3304")
PAGES = {
    "search_form": "form_open",
    "result_list": "search_one",
    "case_detail": "detail_many_pages",
    "movements_page": "movements_page_2",
    "parties_page": "parties_page_2",
}


def pages(**replaced: bytes) -> dict[str, bytes]:
    """Return the pages of a whole visit, some of them replaced."""
    return {kind: recording("pje", name).body for kind, name in PAGES.items()} | replaced


def visit(session: FakeSession, number: CaseNumber = NUMBER) -> VisitReport:
    return asyncio.run(TRF1Pje().visit(number, session))


def test_a_visit_reads_all_pages_of_movements_and_participants() -> None:
    session = FakeSession(by_kind(pages()))
    report = visit(session)
    assert report.outcome is Outcome.FOUND_NEW
    (snapshot,) = report.instances
    assert (snapshot.system, snapshot.court_level, snapshot.code) == (CourtSystem.PJE, CourtLevel.FIRST, "9000077")
    assert snapshot.is_complete
    assert snapshot.is_complete_parties
    assert len(snapshot.case.movements) == snapshot.case.movements_total == 20
    assert snapshot.case.movements[-1].text == "Distribuído por sorteio"
    active = [party.name for party in snapshot.case.parties if party.side == "active"]
    assert len(active) == 8
    assert snapshot.case.parties_total == len(snapshot.case.parties) == 11


def test_links_of_a_further_page_get_the_ids_that_the_case_lists() -> None:
    """The same token names the same document, so a movement keeps its document when it moves to another page."""
    case = visit(FakeSession(by_kind(pages()))).instances[0].case
    known = {document.id for document in case.documents}
    offered = [identity for movement in case.movements for identity in movement.document_ids]
    assert "770002" in offered
    assert set(offered) <= known
    assert len(known) == len(case.documents) == 4


def test_what_is_sent_is_taken_from_the_pages() -> None:
    session = FakeSession(by_kind(pages()))
    visit(session)
    form, search, detail, movements, parties = session.requests
    assert (form.method, detail.method) == ("GET", "GET")
    assert detail.url.startswith("https://pje1g-consultapublica.trf1.jus.br/consultapublica/ConsultaPublica/Detalhe")
    assert _sent(search)["AJAXREQUEST"] == "_viewRoot"
    assert _sent(search)["fPP:j_id248"] == "fPP:j_id248"
    assert NUMBER.masked in _sent(search).values()
    assert _sent(movements)["AJAXREQUEST"] == "j_id150:j_id481"
    assert _sent(movements)["j_id150:j_id562:j_id563"] == "2"
    assert _sent(movements)["javax.faces.ViewState"] == "j_id2"
    assert _sent(parties)["javax.faces.ViewState"] == "j_id3", "the newest page carries the state"
    scroller = "j_id150:processoPartesPoloAtivoResumidoList:j_id320:j_id321"
    assert (_sent(parties)[scroller], _sent(parties)["ajaxSingle"]) == ("2", scroller)


def test_a_second_page_equal_to_the_first_makes_the_visit_partial() -> None:
    detail = recording("pje", "detail_many_pages").body.decode("iso-8859-1")
    panel = detail[detail.index('<div class="rich-panel col-sm-12" id="j_id150:processoEventoPanel"') :]
    panel = panel[: panel.index('<div class="rich-panel col-sm-12" id="j_id150:processoDocumentoGridTabPanel"')]
    again = panel.replace("'sliderValue':'1'", "'sliderValue':'2'").replace("'maxValue':'2'", "'maxValue':'3'")
    meta = '<meta id="Ajax-Response" name="Ajax-Response" content="true" />'
    body = f"<html><head></head><body>{again}{meta}</body></html>".replace("20 resultados", "40 resultados")
    first = detail.replace("20 resultados", "40 resultados").replace("'maxValue':'2'", "'maxValue':'3'")
    report = visit(FakeSession(by_kind(pages(case_detail=first.encode("iso-8859-1"), movements_page=body.encode()))))
    assert report.outcome is Outcome.PARTIAL
    assert "repeats" in report.explanation
    assert not report.instances[0].is_complete
    assert len(report.instances[0].case.movements) == 15


def test_totals_that_do_not_add_up_make_the_visit_partial() -> None:
    """A movement that came between two requests changes the total: nothing is concluded from such a visit."""
    changed = recording("pje", "movements_page_2").body.replace(b"20 resultados", b"21 resultados")
    report = visit(FakeSession(by_kind(pages(movements_page=changed))))
    assert report.outcome is Outcome.PARTIAL
    assert not report.instances[0].is_complete
    assert report.instances[0].is_complete_parties


def test_a_page_of_participants_that_lacks_a_row_leaves_the_parties_incomplete() -> None:
    body = recording("pje", "parties_page_2").body.decode()
    start = body.index(
        '<tr class="rich-table-row "><td class="rich-table-cell " id="j_id150:processoPartesPoloAtivoResumidoList:11:'
    )
    body = body[:start] + body[body.index("</tr>", start) + 5 :]
    report = visit(FakeSession(by_kind(pages(parties_page=body.encode()))))
    assert report.outcome is Outcome.PARTIAL
    assert report.instances[0].is_complete
    assert not report.instances[0].is_complete_parties
    assert report.instances[0].case.parties_total is None


@pytest.mark.parametrize(
    ("kind", "name", "outcome"),
    [
        ("search_form", "form_captcha", Outcome.CAPTCHA),
        ("search_form", "form_image_captcha", Outcome.CAPTCHA),
        ("search_form", "wall_cloudflare", Outcome.BLOCKED),
        ("search_form", "wall_portal_shell", Outcome.LOGIN_REQUIRED),
        ("search_form", "error_jboss", Outcome.UPSTREAM_ERROR),
        ("search_form", "search_one", Outcome.UPSTREAM_ERROR),
        ("result_list", "search_none", Outcome.NOT_FOUND),
        ("result_list", "search_captcha", Outcome.CAPTCHA),
        ("result_list", "search_error", Outcome.UPSTREAM_ERROR),
        ("result_list", "form_open", Outcome.UPSTREAM_ERROR),
        ("case_detail", "wall_login", Outcome.LOGIN_REQUIRED),
        ("case_detail", "form_open", Outcome.UPSTREAM_ERROR),
    ],
)
def test_every_other_end_is_a_report_with_its_outcome(kind: str, name: str, outcome: Outcome) -> None:
    report = visit(FakeSession(by_kind(pages(**{kind: recording("pje", name).body}))))
    assert report.outcome is outcome
    assert not report.instances
    assert report.page_that_failed is not None


def test_a_link_that_leads_to_another_case_is_refused() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(FakeSession(by_kind(pages(case_detail=recording("pje", "detail_small").body))))


def test_an_answer_about_another_case_is_refused() -> None:
    with pytest.raises(PageChanged, match="another case"):
        visit(FakeSession(by_kind(pages())), CaseNumber("0001234-11.2031.8.13.0481"))


def test_each_degree_gives_its_own_snapshot_and_a_degree_that_fails_makes_the_visit_partial() -> None:
    spider = TRF1Pje({"1g": "https://one.test/pje", "2g": "https://two.test/pje2g"})
    both = {kind: [body, body] for kind, body in pages().items()}
    report = asyncio.run(spider.visit(NUMBER, FakeSession(by_kind(both))))
    assert [snapshot.court_level for snapshot in report.instances] == [CourtLevel.FIRST, CourtLevel.SECOND]
    assert report.outcome is Outcome.FOUND_NEW
    second = both | {"search_form": [pages()["search_form"], recording("pje", "form_captcha").body]}
    report = asyncio.run(spider.visit(NUMBER, FakeSession(by_kind(second))))
    assert (report.outcome, len(report.instances)) == (Outcome.PARTIAL, 1)
    assert "captcha" in report.explanation


def _sent(request: PageRequest) -> dict[str, str]:
    return dict(request.form or ())
