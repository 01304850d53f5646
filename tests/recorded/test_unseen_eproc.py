"""Covers and parties that eproc's other cases show: nobody on the other side, other labels, other words of a role."""

import re
import time

import pytest

from schemas.courts import Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.html5 import parse_html
from spiders.recognise import parse_page
from spiders.systems.eproc.forms import read_form
from tests.recorded.recordings import recording

_TABLE = re.compile(r'(<table class="infraTable " summary="Partes e Representantes">).*?(</table>)', re.DOTALL)
_PARTY = "&nbsp;&nbsp;&nbsp; - ABELINA TORQUATO SANHAÇO&nbsp;&nbsp;&nbsp;(017.**********)<br/>"


def _page(text: str) -> ParsedPage:
    return parse_page(text.encode("iso-8859-1", "xmlcharrefreplace"), system="eproc")


def _text() -> str:
    return recording("eproc", "detail_newest").body.decode("iso-8859-1")


def _with_parties(rows: str) -> ParsedPage:
    return _page(_TABLE.sub(lambda found: f"{found[1]}{rows}{found[2]}", _text()))


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><th>REQUERENTE</th></tr><tr><td>{_PARTY}</td></tr>",
        f'<tr><th colspan="2">REQUERENTE</th></tr><tr><td colspan="2">{_PARTY}</td></tr>',
        f"<tr><th>REQUERENTE</th><th>&nbsp;</th></tr><tr><td>{_PARTY}</td><td>&nbsp;</td></tr>",
    ],
)
def test_a_case_against_nobody_shows_its_one_party(rows: str) -> None:
    found = _with_parties(rows)
    assert found.outcome is Outcome.FOUND_NEW
    assert found.case is not None
    assert [(party.name, party.side) for party in found.case.parties] == [("ABELINA TORQUATO SANHAÇO", Side.ACTIVE)]


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr><th>AUTOR</th></tr><tr><td>{_PARTY}</td><td>{_PARTY}</td></tr>",
        f"<tr><th>AUTOR</th><th></th></tr><tr><td>{_PARTY}</td><td>{_PARTY}</td></tr>",
        f"<tr><th></th><th>RÉU</th></tr><tr><td>{_PARTY}</td><td>{_PARTY}</td></tr>",
    ],
)
def test_a_heading_that_was_lost_is_no_success(rows: str) -> None:
    assert _with_parties(rows).outcome is Outcome.PAGE_CHANGED


def test_a_role_that_nobody_knows_keeps_its_word_and_the_pole_of_its_column() -> None:
    found = _with_parties(f"<tr><th>POSTULANTE</th><th>CORRÉU</th></tr><tr><td>{_PARTY}</td><td>{_PARTY}</td></tr>")
    assert found.case is not None
    assert [(party.role_text, party.side) for party in found.case.parties] == [
        ("POSTULANTE", Side.ACTIVE),
        ("CORRÉU", Side.PASSIVE),
    ]


def test_a_label_that_nobody_knows_is_named_and_sinks_nothing() -> None:
    found = _page(_text().replace("Situação: ", "Estágio atual: ", 1).replace("Data de autuação: ", "Distribuído: ", 1))
    assert found.case is not None
    assert found.outcome is Outcome.PARTIAL
    more = _page(
        _text().replace(
            '<dt id="lblSituacao"', '<dt id="lblNovo">Novidade: </dt><dd id="txtNovo">Sim</dd><dt id="lblSituacao"', 1
        )
    )
    assert more.outcome is Outcome.FOUND_NEW
    assert "Novidade" in more.reason


def test_a_number_with_the_state_behind_it_is_the_number() -> None:
    found = _page(_text().replace("1000321-71.2031.4.06.3801<", "1000321-71.2031.4.06.3801/MG<", 1))
    assert found.case is not None
    assert found.case.case_number == "10003217120314063801"
    assert found.case.case_number_valid


@pytest.mark.parametrize(
    "inside",
    [
        "<div>" * 100_000,
        "<label>" * 9_000,
        "<fieldset>" * 9_000,
        "<span></span>" * 385_000,
        "<p>" * 1_600_000,
        "<table>" + "<form></form>" * 380_000 + "</table>",
    ],
    ids=["nested", "labels", "boxes", "many", "unclosed", "forms"],
)
@pytest.mark.parametrize("before", ['summary="Partes e Representantes">', "<td>RÉPLICA"])
def test_a_page_made_to_be_slow_is_read_in_seconds(inside: str, before: str) -> None:
    text = recording("eproc", "detail_all_events").body.decode("iso-8859-1")
    assert before in text
    begun = time.monotonic()
    _page(text.replace(before, f"{before}{inside}", 1))
    assert time.monotonic() - begun < 20


def test_many_forms_in_a_table_are_read_in_seconds() -> None:
    text = recording("eproc", "form_open").body.decode("iso-8859-1")
    begun = time.monotonic()
    found = _page(text.replace("<form", f"<table>{'<form></form>' * 380_000}</table><form", 1))
    assert found.outcome is Outcome.UNSUPPORTED
    assert time.monotonic() - begun < 20


def test_the_fields_of_a_form_that_opens_between_the_cells_of_a_table_are_those_of_the_table() -> None:
    """In a browser's tree such a form is empty."""
    form = '<form id="frmProcessoLista" action="x">'
    field = '<input type="text" id="txtNumProcesso" name="numero" value="">'
    read = read_form(parse_html(f"<table>{form}<tr><td>{field}</td></tr></form></table><input name='other'>"))
    assert (read.action, read.number_field, read.fields) == ("x", "numero", (("numero", ""),))


def test_a_login_between_the_cells_of_a_table_is_a_wall() -> None:
    text = recording("eproc", "form_open").body.decode("iso-8859-1")
    login = '<table><form action="x"><tr><td><input type="password" name="senha"></td></tr></form></table>'
    assert _page(text.replace("<form", f"{login}<form", 1)).outcome is Outcome.LOGIN_REQUIRED


def test_scripts_inside_values_and_cells_are_not_read() -> None:
    script = "<script>var a = 1;</script><style>b {}</style><noscript><p>c</p><script>d</script></noscript>"
    text = _text()
    marked = text.replace("</td>", f"{script}</td>").replace("</dd>", f"{script}</dd>")
    assert marked.count(script) > 20
    assert _page(marked).case == _page(text).case


def test_a_box_of_more_information_that_lost_its_labels_is_named() -> None:
    found = _page(re.sub(r"<strong[^>]*>|</strong>", "", _text()))
    assert found.case is not None
    assert found.case.amount_in_dispute is None
    assert "Informações Adicionais without a label" in found.reason
