"""PJe-JT's answers say what we wrote into them; a whole case is read, and damage never becomes a shorter one."""

import json
from typing import Any

import pytest

from schemas.courts import CourtLevel, Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.recorded.recordings import Recording, recording, recordings_of, said

NAMES = [page.name for page in recordings_of("pje_jt")]


def answer(name: str) -> Any:
    return json.loads(recording("pje_jt", name).body)


def parse(value: Any) -> ParsedPage:
    return parse_page(json.dumps(value, ensure_ascii=False).encode(), system="pje_jt")


@pytest.mark.parametrize("page", recordings_of("pje_jt"), ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body, system="pje_jt").as_json()) == page.expected
    assert said(parse_page(page.body).as_json()) == page.expected


def test_a_whole_case_has_movements_and_documents_apart() -> None:
    case = parse(answer("case")).case
    assert case is not None
    assert [row.text for row in case.movements] == ["Audiência inicial designada", "Distribuído por sorteio"]
    assert [(document.id, document.is_locked) for document in case.documents] == [("a1b2c3", True), ("d4e5f6", False)]
    assert [(party.side, len(party.lawyers)) for party in case.parties] == [
        (Side.ACTIVE, 1),
        (Side.PASSIVE, 0),
        (Side.PASSIVE, 0),
    ]
    assert (case.subjects[0], case.amount_in_dispute) == ("Verbas Rescisórias", "45210.50")


@pytest.mark.parametrize(
    ("instance", "body", "level"),
    [
        (2, "3ª Vara do Trabalho", CourtLevel.SECOND),
        (None, "Gabinete do Desembargador", CourtLevel.SECOND),
        (3, "3ª Turma", CourtLevel.SUPERIOR),
        (None, "Secretaria", None),
    ],
)
def test_the_degree_is_that_of_the_items_else_of_the_body(
    instance: int | None, body: str, level: CourtLevel | None
) -> None:
    case = answer("case") | {"orgaoJulgador": body}
    for item in case["itensProcesso"]:
        item["instancia"] = instance
    read = parse(case).case
    assert read is not None
    assert read.court_level == level


@pytest.mark.parametrize(
    "key",
    ["numero", "classe", "orgaoJulgador", "segredoJustica", "autuadoEm", "valorDaCausa", "poloAtivo", "poloPassivo",
     "assuntos", "itensProcesso"],
)  # fmt: skip
def test_a_case_without_a_part_is_page_changed(key: str) -> None:
    case = answer("case")
    del case[key]
    assert parse(case).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("key", ["poloAtivo", "itensProcesso"])
def test_a_case_that_shows_nobody_or_no_movement_is_page_changed(key: str) -> None:
    assert parse(answer("case") | {key: []}).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("key", ["documento", "id", "data", "titulo"])
def test_a_damaged_item_is_page_changed(key: str) -> None:
    case = answer("case")
    del case["itensProcesso"][2][key]
    assert parse(case).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("key", ["id", "numero", "classe", "codigoOrgaoJulgador", "segredoJustica"])
def test_damaged_basic_data_are_page_changed(key: str) -> None:
    basic = answer("basic")
    del basic[0][key]
    assert parse(basic).outcome is Outcome.PAGE_CHANGED


def test_basic_data_that_do_not_say_whether_they_are_sealed_are_not_open() -> None:
    assert parse([answer("basic")[0] | {"segredoJustica": None}]).outcome is Outcome.PAGE_CHANGED


def test_an_empty_list_says_nothing() -> None:
    """Who has nothing answers 204: that an empty list means the same was never reported."""
    assert parse_page(b"[]", system="pje_jt").outcome is Outcome.UPSTREAM_ERROR
    assert parse_page(b"[]").system is None


@pytest.mark.parametrize("key", ["nome", "tipo", "representantes"])
def test_a_damaged_party_is_page_changed(key: str) -> None:
    case = answer("case")
    del case["poloAtivo"][0][key]
    assert parse(case).outcome is Outcome.PAGE_CHANGED


def test_an_unknown_sentence_is_never_not_found() -> None:
    assert parse({"mensagemErro": "Processo não encontrado."}).outcome is Outcome.NOT_FOUND
    assert parse({"mensagemErro": "Serviço em atualização."}).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_answer_shows_no_case(name: str) -> None:
    body = recording("pje_jt", name).body
    for length in range(20, len(body) - 1, 31):
        page = parse_page(body[:length], system="pje_jt")
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert (page.case, page.results) == (None, ())


def test_text_decoded_wrongly_before_it_came_is_page_changed() -> None:
    text = recording("pje_jt", "case").body.decode()
    for garbled in (text.encode("cp1252"), text.encode().decode("cp1252", "replace").encode()):
        assert parse_page(garbled, system="pje_jt").outcome is Outcome.PAGE_CHANGED
