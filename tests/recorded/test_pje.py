"""PJe's recorded pages say what we wrote into them, by themselves and when the system is named."""

import pytest

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.html5 import Node, one, read_html
from spiders.recognise import parse_page
from spiders.systems.pje.scripts import read_scroller, read_search_form, read_slider
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("pje")
WALLS = {"wall_cloudflare", "wall_portal_shell"}


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    """Recognised by itself or with the system named, the page gives exactly what is expected of it."""
    assert said(parse_page(page.body).as_json()) == page.expected
    named = said(parse_page(page.body, system="pje").as_json())
    assert named == page.expected | ({"system": "pje"} if page.name in WALLS else {})


def test_a_captcha_beats_a_count_of_zero() -> None:
    page = parse_page(recording("pje", "search_captcha").body)
    assert (page.outcome, page.message) == (Outcome.CAPTCHA, "A verificação de captcha não está correta.")


def test_a_sentence_that_is_not_known_is_never_not_found() -> None:
    assert parse_page(recording("pje", "search_error").body).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_both_charsets_give_the_same_case(encoding: str) -> None:
    """The detail page comes in ISO-8859-1 and calls itself UTF-8; in UTF-8 it says the same."""
    body = recording("pje", "detail_many_pages").body
    assert parse_page(body.decode("iso-8859-1").encode(encoding)) == parse_page(body)


def test_a_wrong_charset_is_page_changed() -> None:
    """UTF-8 that was read as Latin and written again is refused, it does not become a case with broken names."""
    body = recording("pje", "detail_small").body
    page = parse_page(body.decode("utf-8").encode().decode("iso-8859-1").encode())
    assert page.outcome is Outcome.PAGE_CHANGED
    assert page.case is None


def test_declared_counts_are_checked_against_rows() -> None:
    """A row that vanished makes the page partial or changed, whatever place it had."""
    text = recording("pje", "detail_many_pages").body.decode("iso-8859-1")
    rows = [piece for piece in text.split("<tr class") if "processoEvento:" in piece and " - " in piece]
    for row in (rows[0], rows[7], rows[14]):
        changed = parse_page(text.replace(f"<tr class{row}", "", 1).encode("iso-8859-1"))
        assert changed.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}


def test_a_case_without_its_number_is_page_changed() -> None:
    body = recording("pje", "detail_small").body.replace(b"0001234-11.2031.8.13.0481", b"")
    assert parse_page(body).outcome is Outcome.PAGE_CHANGED


def test_a_pole_may_be_empty_only_where_its_case_may_lack_it() -> None:
    """A usucapião may be against nobody; a procedimento comum is not, and TRF1's tables are drawn without rows too."""
    text = recording("pje", "detail_small").body.decode()
    assert parse_page(text.encode()).outcome is Outcome.FOUND_NEW
    for changed in (text.replace("USUCAPIÃO (49)", "X (7)"), text.replace("ResumidoList", "ResumidoTableBinding")):
        page = parse_page(changed.encode())
        assert page.outcome is Outcome.PARTIAL
        assert "the participants of the passive pole" in page.reason
        assert page.case is not None
        assert page.case.parties_total is None


def test_a_label_that_nobody_knows_is_named_in_the_reason() -> None:
    body = recording("pje", "detail_small").body.replace("Jurisdição".encode(), b"Novidade")
    page = parse_page(body)
    assert page.outcome is Outcome.PARTIAL
    assert "Novidade" in page.reason
    assert "jurisdiction" in page.reason


def test_a_sealed_flag_in_the_header_is_told() -> None:
    marked = recording("pje", "detail_small").body.decode()
    view = '<div class="propertyView "><div class="name"><label>Segredo de Justiça?</label></div>'
    marked = marked.replace(
        '<div class="propertyView ">', f'{view}<div class="value ">SIM</div></div><div class="propertyView ">', 1
    )
    assert parse_page(marked.encode()).is_sealed


def test_the_form_names_everything_that_the_search_sends() -> None:
    form = read_search_form(_root("form_open"))
    assert form.event == (("fPP:j_id248", "fPP:j_id248"),)
    assert form.action.endswith(";jsessionid=Ab-c1")
    assert dict(form.fields)["javax.faces.ViewState"] == "j_id2"
    assert dict(form.fields)["tipoMascaraDocumento"] == "on"
    assert form.number_field in dict(form.fields)
    assert "fPP:searchProcessos" not in dict(form.fields)


def test_the_sliders_say_how_their_pages_are_turned() -> None:
    root = _root("detail_many_pages")
    slider = read_slider(root)
    assert slider is not None
    assert (slider.current, slider.last, slider.container) == (1, 2, "j_id150:j_id481")
    assert slider.event == (("j_id150:j_id562:j_id564", "j_id150:j_id562:j_id564"),)
    table = one(root, "table[id='j_id150:processoPartesPoloAtivoResumidoList']")
    scroller = read_scroller(table, root, last=2)
    assert scroller is not None
    assert scroller.event == (("ajaxSingle", scroller.page_field),)


def test_a_list_cut_at_its_limit_says_so() -> None:
    """Where the court limits a list to 30 and counts 30, there may be more."""
    text = recording("pje", "search_one").body.decode()
    limit = '<div class="alert">Atenção! A consulta está limitada a 1 resultados por vez.</div>'
    page: ParsedPage = parse_page(
        text.replace('<div class="alert alert-info">', f'{limit}<div class="alert alert-info">').encode()
    )
    assert page.is_truncated
    assert page.message == "Atenção! A consulta está limitada a 1 resultados por vez."


def _root(name: str) -> Node:
    return read_html(recording("pje", name).body)[1]
