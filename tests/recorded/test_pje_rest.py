"""PJe's REST answers say what we wrote into them; damage never becomes a shorter case."""

import json
import time
from typing import Any

import pytest
import yaml

from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.recognise import parse_page
from tests.recorded.recordings import FOLDER, Recording, recording, recordings_of, said

NAMES = [page.name for page in recordings_of("pje_rest")]
LISTS = ["search", "active_pole", "movements"]


def answer(name: str) -> Any:
    return json.loads(recording("pje_rest", name).body)


def parse(value: Any, page: str | None = None) -> ParsedPage:
    return parse_page(json.dumps(value, ensure_ascii=False).encode(), system="pje_rest", page=page)


@pytest.mark.parametrize("page", recordings_of("pje_rest"), ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body, system="pje_rest").as_json()) == page.expected


@pytest.mark.parametrize("name", [name for name in NAMES if name != "error"])
def test_an_answer_is_recognised_without_being_told_its_system(name: str) -> None:
    page = recording("pje_rest", name)
    assert said(parse_page(page.body).as_json()) == page.expected


def test_a_lawyer_stands_under_his_party_with_his_number() -> None:
    page = parse(answer("active_pole"))
    assert page.case is not None
    first, second = page.case.parties
    assert [(lawyer.name, lawyer.oab) for lawyer in first.lawyers] == [("Crispim Peroba Antunes", "DF30885-A")]
    assert (first.document, second.lawyers) == ("123.XXX.XXX-XX", ())


def test_an_empty_list_is_what_it_was_asked_for() -> None:
    """An empty pole is no missing case: only an empty search is."""
    empty = answer("search_none")
    assert parse(empty).outcome is Outcome.NOT_FOUND
    pole = parse(empty, page=PageKind.PARTY_LIST)
    assert (pole.outcome, pole.results_total) == (Outcome.FOUND_NEW, 0)


def test_a_count_without_rows_is_an_error_and_never_nothing() -> None:
    counted = answer("search_none")
    counted["pageInfo"]["count"] = 3
    assert parse(counted).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Processo em segredo de justiça", Outcome.SEALED),
        ("Resolva o captcha para prosseguir", Outcome.CAPTCHA),
        ("Falha ao consultar", Outcome.UPSTREAM_ERROR),
    ],
)
def test_a_refusal_is_what_its_sentence_says(sentence: str, outcome: Outcome) -> None:
    refusal = answer("error") | {"messages": [{"texto": sentence}]}
    page = parse(refusal)
    assert (page.outcome, page.message, page.case) == (outcome, sentence, None)
    assert page.is_sealed == (outcome is Outcome.SEALED)


@pytest.mark.parametrize("name", NAMES)
def test_an_envelope_without_a_part_is_page_changed(name: str) -> None:
    for key in ("status", "code", "messages", "result"):
        damaged = answer(name)
        del damaged[key]
        assert parse(damaged).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_does_not_count_itself_is_page_changed(name: str) -> None:
    for key in ("count", "current", "last", "size"):
        damaged = answer(name)
        del damaged["pageInfo"][key]
        assert parse(damaged).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("name", LISTS)
def test_a_list_longer_than_its_count_is_page_changed(name: str) -> None:
    damaged = answer(name)
    damaged["pageInfo"]["count"] = len(damaged["result"]) - 1
    assert parse(damaged).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shorter_than_its_count_says_that_more_follows(name: str) -> None:
    damaged = answer(name)
    damaged["pageInfo"]["count"] = len(damaged["result"]) + 1
    assert parse(damaged).next_pages


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("header", key) for key in ("numeroProcesso", "dataDistribuicao", "classeJudicial")),
        *(("header", key) for key in ("assunto", "jurisdicao", "orgaoJulgador")),
        *(("active_pole", key) for key in ("participante", "nome", "tipo")),
        *(("movements", key) for key in ("movimento", "dataAtualizacao")),
        *(("search", key) for key in ("idProcesso", "numeroProcesso", "partes")),
    ],
)  # fmt: skip
def test_a_damaged_row_is_page_changed(name: str, key: str) -> None:
    damaged = answer(name)
    row = damaged["result"] if name == "header" else damaged["result"][0]
    del row[key]
    assert parse(damaged, page=parse(answer(name)).page).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(("pole", "key"), [("poloAtivo", ""), ("poloPassivo", ""), ("poloAtivo", "nomeParte")])
def test_a_listed_case_without_a_pole_is_page_changed(pole: str, key: str) -> None:
    damaged = answer("search")
    poles = damaged["result"][0]["partes"]
    del (poles[pole] if key else poles)[key or pole]
    assert parse(damaged).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_answer_shows_no_case(name: str) -> None:
    body = recording("pje_rest", name).body
    for length in range(40, len(body) - 1, 37):
        page = parse_page(body[:length], system="pje_rest")
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert (page.case, page.results) == (None, ())


@pytest.mark.parametrize("name", ["header", "active_pole", "movements"])
def test_text_decoded_wrongly_before_it_came_is_page_changed(name: str) -> None:
    text = recording("pje_rest", name).body.decode()
    for garbled in (text.encode("cp1252"), text.encode().decode("cp1252", "replace").encode()):
        assert parse_page(garbled, system="pje_rest", page=parse(answer(name)).page).outcome is Outcome.PAGE_CHANGED


def test_what_is_not_understood_is_named_without_its_value() -> None:
    header = answer("header")
    header["result"]["novidade"] = "um valor"
    page = parse(header)
    assert page.outcome is Outcome.FOUND_NEW
    assert "novidade" in page.reason
    assert "um valor" not in page.reason


@pytest.mark.parametrize("key", ["participante", "nome"])
def test_an_endless_name_is_refused_in_a_moment(key: str) -> None:
    pole = answer("active_pole")
    pole["result"][0][key] = "A - " * 200_000
    begun = time.monotonic()
    assert parse(pole).outcome is Outcome.PAGE_CHANGED
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("system", ["pje_rest", "pje_jt"])
def test_nobody_stands_in_a_recording_who_is_not_invented(system: str) -> None:
    listed = yaml.safe_load((FOLDER / "fictional_people.yml").read_text(encoding="utf-8"))
    known = {name for names in listed.values() for name in names}
    for page in recordings_of(system):
        rows = [page.expected, *page.expected.get("results", [])]
        parties = [party for row in rows for party in row.get("parties", [])]
        assert {person["name"] for party in parties for person in (party, *party.get("lawyers", []))} <= known
