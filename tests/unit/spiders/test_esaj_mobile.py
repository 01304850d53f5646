"""The answers of TJSP's mobile API: each part of a case says what it says, a damaged one is refused."""

import json

import pytest

from schemas.courts import Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page

SEARCH = [
    {
        "numeProcesso": "1000234-19.2031.8.26.0053",
        "cdProcesso": "1H0000NOI0000",
        "classe": "Procedimento Comum Cível",
        "assunto": "Anulação",
        "nmForo": "Foro de Serra Encantada",
        "dataRecebimento": "06/02/2031",
        "tipo": "NUMPROC",
    }
]
BASICS = {
    "codigo": "1H0000NOI0000",
    "classe": "Procedimento Comum Cível",
    "assunto": "Anulação",
    "area": "Cível",
    "distribuicao": "2ª  Vara Judicial - Foro de Serra Encantada",
    "valor": "R$         81.439,78",
    "virtual": "True",
    "temCustaPendente": "False",
}
PARTIES = [
    {"advogados": ["Doralice Mangaba Freire"], "nome": "Davina Jatobá Querubim", "participacao": "Reqte"},
    {"advogados": [], "nome": "Banco Alvorada do Cerrado S.A.", "participacao": "Reqdo"},
]
MOVEMENTS = [
    {"descricao": "", "movimento": "Arquivado", "dtMovimento": "20/03/2031", "dtVencimentoPrazo": ""},
    {"descricao": "Relação 1", "movimento": "Publicado", "dtMovimento": "19/03/2031", "dtVencimentoPrazo": ""},
]
INCIDENTS = [{"codigo": "1H0000NOJ0000", "classe": "Cumprimento de sentença", "data": "14/07/2031", "complemento": ""}]


def _read(answer: object) -> ParsedPage:
    return parse_page(json.dumps(answer, ensure_ascii=False).encode())


def test_the_search_names_number_and_code() -> None:
    page = _read(SEARCH)
    assert (page.outcome, page.page) == (Outcome.FOUND_NEW, "result_list")
    assert [(row.case_number, row.internal_id) for row in page.results] == [("10002341920318260053", "1H0000NOI0000")]


def test_the_basic_data_are_a_header_without_number() -> None:
    case = _read(BASICS).case
    assert case is not None
    assert (case.case_number, case.judging_body, case.jurisdiction, case.amount_in_dispute) == (
        None,
        "2ª Vara Judicial",
        "Foro de Serra Encantada",
        "81439.78",
    )


def test_parties_movements_and_incidents_are_counted() -> None:
    parties, movements, incidents = _read(PARTIES), _read(MOVEMENTS), _read(INCIDENTS)
    assert parties.case is not None
    assert [party.side for party in parties.case.parties] == [Side.ACTIVE, Side.PASSIVE]
    assert movements.case is not None
    assert [(move.text, move.complement) for move in movements.case.movements] == [
        ("Arquivado", None),
        ("Publicado", "Relação 1"),
    ]
    assert [row.internal_id for row in incidents.results] == ["1H0000NOJ0000"]


@pytest.mark.parametrize(
    ("answer", "key"), [(SEARCH, "numeProcesso"), (PARTIES, "nome"), (MOVEMENTS, "movimento"), (INCIDENTS, "data")]
)
def test_a_row_without_what_every_row_has_is_page_changed(answer: list[dict[str, object]], key: str) -> None:
    damaged = [{name: value for name, value in row.items() if name != key} for row in answer]
    assert _read(damaged).outcome is Outcome.PAGE_CHANGED


def test_an_answer_without_its_end_is_partial() -> None:
    body = json.dumps(MOVEMENTS).encode()
    assert parse_page(body[:-30], system="esaj").outcome is Outcome.PARTIAL
