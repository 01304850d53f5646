"""Covers and parties that eproc's other cases show: nobody on the other side, other labels, other words of a role."""

import re

import pytest

from schemas.courts import Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
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
