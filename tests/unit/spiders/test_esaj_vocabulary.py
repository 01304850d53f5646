"""Roles, labels and addresses of e-SAJ."""

from urllib.parse import parse_qs, urlsplit

import pytest

from schemas.case_number import CaseNumber
from schemas.courts import Side
from spiders.roles import SIDES, fold, side_of_role
from spiders.systems.esaj import endpoints
from spiders.systems.esaj.header import amount_of
from spiders.systems.esaj.vocabulary import FACTS, IGNORED_LABELS

_NUMBER = CaseNumber.build(sequence=1000234, year=2031, j_tr="8.26", origin=53)


@pytest.mark.parametrize(
    ("role", "side"),
    [
        ("Reqte", Side.ACTIVE),
        ("Exeqte:", Side.ACTIVE),
        ("Autor(a)", Side.ACTIVE),
        ("Réu", Side.PASSIVE),
        ("Ré", Side.PASSIVE),
        ("EXECTDA", Side.PASSIVE),
        ("TerIntCer", Side.THIRD),
        ("Perito", Side.THIRD),
        ("Vítima", Side.THIRD),
        ("Inventariante", None),
        ("Herdeiro", None),
        ("Paciente", None),
        ("Palavra Nova", None),
    ],
)
def test_role_decides_the_side_only_without_doubt(role: str, side: Side | None) -> None:
    assert side_of_role(role) is side


def test_tables_are_folded_and_say_one_thing_each() -> None:
    assert all(fold(key) == key for table in (SIDES, FACTS, IGNORED_LABELS) for key in table)
    assert not set(FACTS) & IGNORED_LABELS


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("R$ 81.439,78", "81439.78"),
        ("72.896,87", "72896.87"),
        ("R$         510,00", "510.00"),
        ("Cr$ 10", None),
        (None, None),
    ],
)
def test_amount_is_a_decimal_with_a_point(printed: str | None, amount: str | None) -> None:
    assert amount_of(printed) == amount


def test_first_degree_search_asks_for_the_number_in_its_parts() -> None:
    request = endpoints.build_first_degree_search("https://court.example/cpopg", _NUMBER)
    fields = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    assert fields["numeroDigitoAnoUnificado"] == [_NUMBER.masked[:15]]
    assert fields["foroNumeroUnificado"] == ["0053"]
    assert fields["dadosConsulta.valorConsultaNuUnificado"] == [_NUMBER.masked]
    assert fields["conversationId"] == [""]


def test_second_degree_search_asks_with_its_own_fields() -> None:
    request = endpoints.build_second_degree_search("https://court.example/cposg5", _NUMBER)
    fields = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    assert fields["dePesquisaNuUnificado"] == [_NUMBER.masked]
    assert fields["localPesquisa.cdLocal"] == ["-1"]
    assert fields["uuidCaptcha"] == [""]


def test_further_results_are_asked_at_the_address_in_use() -> None:
    """A printed link may name another host or folder than the one that is visited."""
    request = endpoints.build_results_request(
        "http://127.0.0.1:1/tjsp/cpopg", "/cpopg/trocarPagina.do?paginaConsulta=2&x="
    )
    assert request.url == "http://127.0.0.1:1/tjsp/cpopg/trocarPagina.do?paginaConsulta=2&x="
