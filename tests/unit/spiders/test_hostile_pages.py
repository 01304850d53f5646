"""Pages made to be slow are read in a moment: the process that reads them visits other courts too."""

import contextlib
import time

import pytest

from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.select import parse_html
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
    begun = time.monotonic()
    parse_page(page.encode(), system=system)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "script", ["executarPesquisa=function{", "'parameters':{", "executar", "function executarCaptcha"], ids=lambda s: s
)
def test_a_script_made_to_be_slow_is_read_in_a_moment(script: str) -> None:
    call = f"<input id='fPP:searchProcessos' onclick=\"{script * 8000}\">"
    root = parse_html(PJE_FORM.format(inside=call, script=script * 8000))
    begun = time.monotonic()
    with contextlib.suppress(PageChanged):
        is_captcha_active(root)
    with contextlib.suppress(PageChanged):
        read_search_form(root)
    assert time.monotonic() - begun < 2


def test_a_slider_made_to_be_slow_is_read_in_a_moment() -> None:
    slider = 'new Richfaces.Slider("a",{' * 8000
    root = parse_html(f"<div id='a:processoEventoPanel_body'><form><script>{slider}</script></form></div>")
    begun = time.monotonic()
    assert read_slider(root) is None
    assert time.monotonic() - begun < 2
