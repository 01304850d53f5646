"""TJPA's recorded answers say what we wrote into them; damaged ones say so."""

import json
from typing import Any

import pytest

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from spiders.systems.tjpa_unificada.paging import joined
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("tjpa_unificada")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body, system="tjpa_unificada").as_json()) == page.expected
    if page.name != "none":  # an empty list says nothing of who gave it
        assert said(parse_page(page.body).as_json()) == page.expected


def _changed(name: str, **entry: Any) -> ParsedPage:
    answer = json.loads(recording("tjpa_unificada", name).body)
    answer["listaProcessos"][0] |= entry
    return parse_page(json.dumps(answer, ensure_ascii=False).encode())


def test_an_epoch_is_a_day_of_belem() -> None:
    """01:30 of the 12th in UTC is still the 11th in Belém."""
    page = _changed("case_two_entries", dataDistribuicao=1931045400000, dataDistribuicaoFormatada=None)
    assert page.case is not None
    assert page.case.distributed_on == "2031-03-11"


@pytest.mark.parametrize(
    "entry",
    [
        {"segredoJustica": "Talvez"},
        {"partes": None},
        {"classe": None},
        {"numeroFormatado": "0000001-00.2031.8.14.0065", "numero": "00000010020318140065"},
        {"dataDistribuicao": "ontem", "dataDistribuicaoFormatada": None},
        {"valorCausa": -1, "valorCausaFormatado": None},
        {"partes": [{"nome": "Abelina Torquato Sanhaço"}]},
    ],
)
def test_an_entry_of_another_shape_is_page_changed(entry: dict[str, Any]) -> None:
    assert _changed("case_two_entries", **entry).outcome is Outcome.PAGE_CHANGED


def test_an_unknown_key_and_an_unknown_pole_are_named() -> None:
    people = [{"nome": "Abelina Torquato Sanhaço", "tipo": "VITIMA", "polo": "X", "flsegredo": "N"}]
    page = _changed("case_two_entries", novidade=1, partes=people)
    assert page.outcome is Outcome.FOUND_NEW
    assert "novidade" in page.reason
    assert "a pole" in page.reason


def test_a_lawyer_without_anybody_for_whom_he_acts_makes_the_page_partial() -> None:
    people = [{"nome": "Adamastor Quaresmeira Pinho", "tipo": "ADVOGADO", "polo": "A", "flsegredo": "N"}]
    page = _changed("case_two_entries", partes=people)
    assert page.outcome is Outcome.PARTIAL
    assert page.case is not None
    assert [party.name for party in page.case.parties] == ["Adamastor Quaresmeira Pinho"]


def test_a_firewalls_html_is_never_an_answer() -> None:
    body = b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"
    assert parse_page(body, system="tjpa_unificada").outcome is Outcome.BLOCKED
    strange = b"<html><head><title>Consulta</title></head><body>Consulta unificada de processos</body></html>"
    assert parse_page(strange, system="tjpa_unificada").outcome is Outcome.PAGE_CHANGED


def test_an_answer_in_another_charset_or_cut_proves_nothing() -> None:
    body = recording("tjpa_unificada", "case_two_entries").body
    garbled = body.decode("cp1252", "replace").encode()
    assert parse_page(garbled).outcome is Outcome.PAGE_CHANGED
    assert parse_page(body[: len(body) // 2]).outcome is Outcome.PARTIAL


def test_pages_that_overlap_lose_no_row_and_tell_none_twice() -> None:
    page = parse_page(recording("tjpa_unificada", "movements_bare").body)
    assert page.case is not None
    first, second = page.case.movements
    assert joined((first, second), (second, first)) == (first, second, first)
    assert joined((first,), (second,)) == (first, second)
    assert joined((first, second), (first, second)) == (first, second)
