"""The recorded answers of the data lake and of jus.br say what we wrote into them; damaged ones say so."""

import json
from typing import Any

import pytest

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = [*recordings_of("pdpj"), *recordings_of("jusbr")]
BARE = {"case_none", "exists_no"}
ERRORS = (Outcome.LOGIN_REQUIRED, Outcome.LOGIN_REQUIRED, Outcome.RATE_LIMITED, Outcome.UPSTREAM_ERROR)


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: f"{page.system}-{page.name}")
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    """A bare answer (an empty list, a truth) is read only when the system is named."""
    assert said(parse_page(page.body, system=page.system).as_json()) == page.expected
    if page.name in BARE:
        assert parse_page(page.body).outcome is Outcome.PAGE_CHANGED
    else:
        assert said(parse_page(page.body).as_json()) == page.expected


@pytest.mark.parametrize(("system", "name"), [("pdpj", "case_sealed"), ("jusbr", "search_sealed")])
def test_of_a_sealed_case_only_what_names_it_is_kept(system: str, name: str) -> None:
    said_of_it = json.dumps(parse_page(recording(system, name).body).as_json(), ensure_ascii=False)
    assert "Abelina" not in said_of_it
    assert "Juntada" not in said_of_it


def _lake(**changes: Any) -> ParsedPage:
    answer = json.loads(recording("pdpj", "case_two_proceedings").body)
    answer[0]["tramitacoes"][0] |= changes
    return parse_page(json.dumps(answer, ensure_ascii=False).encode(), system="pdpj")


def test_one_sealed_proceeding_is_told_and_shows_nothing() -> None:
    page = _lake(nivelSigilo=3)
    assert page.is_sealed
    assert page.case is not None
    assert (page.case.parties, page.case.movements) == ((), ())
    assert [case.is_sealed for case in page.cases] == [False]


@pytest.mark.parametrize(
    "changes",
    [
        {"partes": [{"polo": "ATIVO", "nome": "Abelina Torquato Sanhaço"}]},
        {"movimentos": [{"dataHora": "2031-03-13T14:54:52", "descricao": "Juntada"}]},
        {"movimentos": [{"dataHora": "ontem", "descricao": "x", "tipo": None, "idDocumento": None, "sequencia": 1}]},
        {"classe": []},
        {"valorAcao": "muito"},
        {"documentos": [{"nome": "Petição"}]},
        {"partes": {}},
    ],
)
def test_a_row_of_another_shape_is_page_changed(changes: dict[str, Any]) -> None:
    assert _lake(**changes).outcome is Outcome.PAGE_CHANGED


def test_an_unknown_pole_degree_and_key_are_named() -> None:
    page = _lake(instancia="QUARTO_GRAU", novidade=1)
    assert page.outcome is Outcome.FOUND_NEW
    assert "a degree" in page.reason
    assert "tramitacoes.novidade" in page.reason
    assert page.case is not None
    assert page.case.court_level == "G1", "the judging body is a vara"


def test_a_newest_movement_that_the_list_does_not_have_makes_the_answer_partial() -> None:
    answer = json.loads(recording("jusbr", "details").body)
    answer[0]["tramitacaoAtual"]["ultimoMovimento"]["dataHora"] = "2031-05-01T10:00:00"
    assert parse_page(json.dumps(answer).encode(), system="jusbr").outcome is Outcome.PARTIAL


def test_a_search_that_shows_fewer_cases_than_it_says_is_page_changed() -> None:
    answer = json.loads(recording("pdpj", "search_page").body)
    answer["numberOfElements"] = 2
    assert parse_page(json.dumps(answer).encode()).outcome is Outcome.PAGE_CHANGED


def test_a_search_that_counts_and_shows_nothing_is_an_error() -> None:
    body = b'{"total":3,"numberOfElements":0,"searchAfter":null,"content":[]}'
    assert parse_page(body).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize(
    ("status", "outcome"),
    list(zip((401, 403, 429, 500), ERRORS, strict=True)),
)
@pytest.mark.parametrize("system", ["pdpj", "jusbr"])
def test_an_error_of_the_service_is_named(system: str, status: int, outcome: Outcome) -> None:
    body = json.dumps({"status": status, "message": "recusado"}).encode()
    assert parse_page(body, system=system, page="case_detail").outcome is outcome


@pytest.mark.parametrize("system", ["pdpj", "jusbr"])
def test_an_answer_that_is_cut_or_garbled_proves_nothing(system: str) -> None:
    body = recording(system, {"pdpj": "case_two_proceedings", "jusbr": "details"}[system]).body
    assert parse_page(body[: len(body) // 2], system=system).outcome is Outcome.PARTIAL
    assert parse_page(body.decode("cp1252", "replace").encode(), system=system).outcome is Outcome.PAGE_CHANGED
