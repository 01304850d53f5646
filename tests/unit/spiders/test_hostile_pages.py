"""Pages made to be slow are read in a moment: the process that reads them visits other courts too."""

import contextlib
import json
import time
from typing import Any

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind
from spiders.errors import PageChanged
from spiders.html5 import parse_html
from spiders.recognise import parse_page
from spiders.systems.pje import pages
from spiders.systems.pje.scripts import is_captcha_active, read_search_form, read_slider

PJE_FORM = "<html><body><form id='fPP'><input name='fPP:numProcesso'>{inside}</form><script>{script}</script>"


@pytest.mark.parametrize(
    "page",
    [
        "<!---->" * 40 + "x" + "<td id='tabelaTodasMovimentacoes'>",
        "<title" * 40_000 + "javax.faces.ViewState fPP",
        PJE_FORM.format(inside="", script="</html>" + "<!---->" * 50 + "x"),
    ],
    ids=["comments before", "titles", "comments behind"],
)
@pytest.mark.parametrize("system", ["esaj", "pje"])
def test_a_page_made_to_be_slow_is_parsed_in_a_moment(page: str, system: str) -> None:
    begun = time.process_time()
    parse_page(page.encode(), system=system)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "script", ["executarPesquisa=function{", "'parameters':{", "executar", "function executarCaptcha"], ids=lambda s: s
)
def test_a_script_made_to_be_slow_is_read_in_a_moment(script: str) -> None:
    call = f"<input id='fPP:searchProcessos' onclick=\"{script * 8000}\">"
    root = parse_html(PJE_FORM.format(inside=call, script=script * 8000))
    begun = time.process_time()
    with contextlib.suppress(PageChanged):
        is_captcha_active(root)
    with contextlib.suppress(PageChanged):
        read_search_form(root)
    assert time.process_time() - begun < 2


def test_a_slider_made_to_be_slow_is_read_in_a_moment() -> None:
    slider = 'new Richfaces.Slider("a",{' * 8000
    root = parse_html(f"<div id='a:processoEventoPanel_body'><form><script>{slider}</script></form></div>")
    begun = time.process_time()
    assert read_slider(root) is None
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "inside",
    [
        "<div class='propertyView'>" * 100_000,
        "<div class='propertyView'><div class='value'>" * 9_000,
        "<div class='propertyView'><div class='value'>" + "<div>" * 18_000,
        "<b>" * 100_000,
        "<table id='a:processoEvento'><tr><td>" * 50_000,
        "<span>" * 5_000 + "<br>" * 1_250_000,
        "<tr>" * 1_250_000,
    ],
    ids=["views", "values", "boxes", "bold", "tables", "breaks", "rows"],
)
def test_a_case_nested_deep_or_without_end_is_read_within_seconds(inside: str) -> None:
    begun = time.process_time()
    form = "<form id='a:processoTrfViewView' action='/pje/ConsultaPublica/'>"
    body = f"<html><body>{form}{inside}</body></html>".encode()
    assert pages.recognise(body) == PageKind.CASE_DETAIL
    page = parse_page(body, system=CourtSystem.PJE)
    assert page.outcome in {Outcome.PAGE_CHANGED, Outcome.PARTIAL}
    assert time.process_time() - begun < 5


def datajud_answer(**source: Any) -> bytes:
    """An answer of DataJud with one document."""
    document = {"numeroProcesso": "00008323520184013202", "grau": "G1", "nivelSigilo": 0, **source}
    shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
    hits = {"total": {"value": 1, "relation": "eq"}, "hits": [{"_id": "1", "_source": document}]}
    return json.dumps({"took": 1, "timed_out": False, "_shards": shards, "hits": hits}).encode()


@pytest.mark.parametrize(
    "source",
    [
        {"movimentos": [{"nome": "half a \ud83d pair", "dataHora": "2031-01-01T00:00:00.000Z"}]},
        {"movimentos": [{"nome": "a \x00 in it", "dataHora": "2031-01-01T00:00:00.000Z"}]},
        {"unknown \udc00": 1},
        {"assuntos": json.loads("[" * 500 + "]" * 500)},
    ],
    ids=["half a pair", "NUL", "in a key", "nested"],
)
def test_an_answer_that_cannot_be_stored_is_not_understood(source: dict[str, Any]) -> None:
    """Half a pair used to stop the whole process, at each new visit again: no message can be written with it."""
    parsed = parse_page(datajud_answer(**source))
    assert parsed.outcome is Outcome.PAGE_CHANGED
    parsed.model_dump_json()


def test_characters_beyond_the_basic_plane_are_text() -> None:
    movement = {"nome": "Decisão \U0001d400 \\u0000", "dataHora": "2031-01-01T00:00:00.000Z"}
    parsed = parse_page(datajud_answer(movimentos=[movement]))
    assert parsed.outcome is Outcome.FOUND_NEW
