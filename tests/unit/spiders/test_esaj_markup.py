"""e-SAJ's pages with markup that is crafted, left open or out of place: read rightly or named, in a moment."""

import time

import pytest

from schemas.outcomes import Outcome
from spiders.systems.esaj.pages import parse

_HEAD = (
    '<html><body><div class="unj-entity-header"><span id="numeroProcesso">{number}</span>'
    '<div><span class="unj-label">Classe</span><div>Monitória</div></div></div>'
    '<table id="tablePartesPrincipais"><tr><td>Autor<td>Fulano</table>'
)
_MOVEMENTS = '<table><tbody id="tabelaTodasMovimentacoes">'
_ROW = "<tr><td>02/01/2031<td>{icon}<td>{text}"
_END = "</table></body></html>"
_NUMBER = "0000001-45.2031.8.26.0001"
_LIST = '<html><body><div id="listagemDeProcessos">{inside}</div></body></html>'
_LINK = '<a class="linkProcesso" href="/cpopg/show.do?processo.codigo=1">' + _NUMBER + "</a>"
_HOSTILE = [
    *((element, 100_000) for element in ("<div>", "<table>", "<a class='incidente'>", "<span class='unj-label'>")),
    *((element, 5_000_000 // len(element)) for element in ("<div>", "<tr>", "<input id=a>")),
]


def case_page(*rows: str) -> bytes:
    return (_HEAD.format(number=_NUMBER) + _MOVEMENTS + "".join(rows) + _END).encode()


@pytest.mark.parametrize(("element", "count"), _HOSTILE)
def test_a_page_of_one_element_over_and_over_is_refused_in_a_moment(element: str, count: int) -> None:
    page = (_HEAD.format(number=_NUMBER) + _MOVEMENTS + element * count + "</html>").encode()
    begun = time.process_time()
    assert parse(page).outcome is Outcome.PAGE_CHANGED
    assert time.process_time() - begun < 10


def test_many_links_in_one_row_are_read_in_a_moment() -> None:
    begun = time.process_time()
    page = parse(case_page(_ROW.format(icon="", text="Petição" + "<b><a href='/x'>y</a>" * 4_000)))
    assert page.outcome in (Outcome.FOUND_NEW, Outcome.PAGE_CHANGED)
    assert time.process_time() - begun < 10


def test_cells_that_are_left_open_and_comments_change_nothing() -> None:
    page = parse(case_page(_ROW.format(icon="<!-- a -->", text="Conclusos<!-- b --><br>Ao <i>juiz</i> <!-- c -->hoje")))
    assert page.outcome is Outcome.FOUND_NEW
    assert page.case is not None
    assert [(row.text, row.complement) for row in page.case.movements] == [("Conclusos", "Ao juiz hoje")]
    assert [party.name for party in page.case.parties] == ["Fulano"]


@pytest.mark.parametrize(
    ("icon", "text"),
    [
        ('<a href="/d?cdDocumento=7">i</a>', "Juntada"),
        ("", '<a href="/d?cdDocumento=7">Juntada</a>'),
        (
            "<span><b><a href='/d?cdDocumento=7'>i</a></b></span>",
            "Juntada<br><span>de <a href='/e?cdDocumento=7'>a</a></span>",
        ),
    ],
    ids=["icon", "title", "inside others"],
)
def test_a_document_is_found_wherever_its_link_stands(icon: str, text: str) -> None:
    page = parse(case_page(_ROW.format(icon=icon, text=text)))
    assert page.case is not None
    assert [row.document_ids for row in page.case.movements] == [("7",)]
    assert [(document.id, document.title) for document in page.case.documents] == [("7", "Juntada")]


@pytest.mark.parametrize(
    "row", ["<tr><td>02/01/2031<td>x", "<tr><td>a<td>b<td>c<td>d", "<tr><td>02/01/2031<td><td><br>x"]
)
def test_a_row_without_its_cells_or_its_title_is_named(row: str) -> None:
    page = parse(case_page(_ROW.format(icon="", text="Conclusos"), row))
    assert page.outcome is Outcome.PAGE_CHANGED
    assert "movement" in page.reason


def test_a_result_counts_only_inside_a_row() -> None:
    assert parse(_LIST.format(inside=_LINK).encode()).outcome is Outcome.PAGE_CHANGED
    listed = parse(_LIST.format(inside=f"<h2 class='foroDosProcessos'>Foro</h2><ul><li>{_LINK}</li></ul>").encode())
    assert [(row.internal_id, row.jurisdiction) for row in listed.results] == [("1", "Foro")]


def test_a_number_in_brackets_is_not_the_number_of_the_case() -> None:
    """The old layout prints the number before 2010 in brackets, behind the one that counts."""
    numbers = f"<span>{_NUMBER}</span> <span>(001.31.000001-4)</span>"
    page = (
        '<html><table class="secaoFormBody"><tr><td><label>Processo:</label><td>{numbers}'
        "<tr><td><label>Classe:</label><td>Monitória</table>"
        '<table id="tablePartesPrincipais"><tr><td>Autor<td>Fulano</table>'
    ) + (_MOVEMENTS + _ROW.format(icon="", text="Conclusos") + _END)
    whole = parse(page.replace("{numbers}", numbers).encode())
    assert whole.outcome is Outcome.FOUND_NEW
    assert whole.case is not None
    assert whole.case.case_number_text == _NUMBER
    assert parse(page.replace("{numbers}", numbers.partition("</span> ")[2]).encode()).outcome is Outcome.PAGE_CHANGED
