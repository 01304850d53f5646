"""Real pages of Projudi, TJPA, the data lake and jus.br: those without expectation have the outcome read by eye."""

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of

READ_BY_EYE = {
    "projudi/tjgo/detail_5703855-26.2022.8.09.0174.html": Outcome.FOUND_NEW,
    "projudi/tjgo/detail_5727284-33.2022.8.09.0041.html": Outcome.FOUND_NEW,
    "projudi/tjgo/form_turnstile_2026.html": Outcome.CAPTCHA,
    "projudi/tjgo/name_search_list_1.html": Outcome.FOUND_NEW,
    "projudi/tjgo/name_search_list_3.html": Outcome.FOUND_NEW,
    "projudi/tjgo/name_search_list_4.html": Outcome.FOUND_NEW,
    "projudi/tjpr/captcha_sample.png": Outcome.PAGE_CHANGED,
    "projudi/tjpr/form_initial.html": Outcome.CAPTCHA,
    "pdpj/cnj/contar_total_1.json": Outcome.FOUND_NEW,
    "pdpj/cnj/cpopg_processo_encontrado.json": Outcome.FOUND_NEW,
    "pdpj/cnj/documentos_lista_normal.json": Outcome.FOUND_NEW,
    # The list of documents of a case that has none: the case is there.
    "pdpj/cnj/documentos_lista_vazia.json": Outcome.FOUND_NEW,
    "pdpj/cnj/existe_true.json": Outcome.FOUND_NEW,
    "pdpj/cnj/movimentos_lista_normal.json": Outcome.FOUND_NEW,
    "pdpj/cnj/partes_lista_normal.json": Outcome.FOUND_NEW,
    "pdpj/cnj/pesquisa_single_page.json": Outcome.FOUND_NEW,
    "jusbr/cnj/cpopg_no_results.json": Outcome.NOT_FOUND,
    # The text of a document, without anything that says whose it is.
    "jusbr/cnj/documents_text_typical.txt": Outcome.PAGE_CHANGED,
}
SYSTEMS = ("projudi", "tjpa_unificada", "pdpj", "jusbr")

pytestmark = needs_courts


def test_every_real_page_has_an_expectation_or_was_read_by_eye() -> None:
    named = {str(page.relative_to(COURTS)) for system in SYSTEMS for page in pages_of(system)}
    expected = {name for name in named if (COURTS / f"{name}.expected.json").exists()}
    assert named - expected == set(READ_BY_EYE)


@pytest.mark.parametrize("name", READ_BY_EYE)
def test_a_page_without_expectation_has_the_outcome_that_we_read_in_it(name: str) -> None:
    page = parse_page((COURTS / name).read_bytes(), system=name.split("/", 1)[0])
    assert page.outcome is READ_BY_EYE[name]
    assert "ot understood" not in page.reason


def test_the_lists_say_where_they_go_on() -> None:
    page = parse_page((COURTS / "projudi/tjgo/name_search_list_4.html").read_bytes())
    assert (page.page_number, page.next_pages[0].page, page.next_pages[-1].page) == (2, 3, 31)
    assert [row.is_sealed for row in page.results].count(True) == 1


def test_the_lakes_case_says_all_that_its_lists_say() -> None:
    """The whole case and the lists of one kind are answers about the same case."""
    folder = COURTS / "pdpj/cnj"
    whole = parse_page((folder / "cpopg_processo_encontrado.json").read_bytes()).case
    movements = parse_page((folder / "movimentos_lista_normal.json").read_bytes()).case
    parties = parse_page((folder / "partes_lista_normal.json").read_bytes()).case
    assert whole is not None
    assert movements is not None
    assert parties is not None
    assert whole.movements == movements.movements
    assert whole.parties == parties.parties
    assert (whole.movements_total, whole.parties_total, whole.documents_total) == (13, 2, 2)
