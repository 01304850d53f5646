"""The national gazette's recorded answers say what we wrote into them; nothing that proves nothing looks empty."""

import json

import pytest

from schemas.outcomes import Outcome
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.djen.pages import parse
from tests.recorded.recordings import Recording, recording, recordings_of, said


@pytest.mark.parametrize("page", recordings_of("djen"), ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected
    assert said(parse_page(page.body, system="djen").as_json()) == page.expected


def test_the_three_forms_of_lists_tell_day_unit_and_degree() -> None:
    page = parse_page(recording("djen", "three_forms_of_lists").body)
    told = [(row.distributed_on, row.distributed_to, row.court_level) for row in page.publications]
    assert told == [
        ("2031-03-09", "Vara do Trabalho de Serra Encantada", "G1"),
        ("2031-03-09", "20ª Turma - 20ª Turma - Cadeira 2", "G2"),
        ("2031-03-09", "2ª Vara da Comarca de Serra Encantada", "G1"),
        ("2031-03-06", "DES. GLORINHA CAMBUCI ANDRADA", "G2"),
    ]


def test_a_list_in_an_unknown_form_is_told_without_date_and_named() -> None:
    answer = json.loads(recording("djen", "three_forms_of_lists").body)
    answer["items"][2]["texto"] = "Distribuição realizada."
    page = parse_page(json.dumps(answer).encode())
    assert page.publications[2].distributed_on is None
    assert "a form of the list of distribution" in page.reason


def test_the_text_of_a_page_has_no_markup_and_no_script() -> None:
    text = parse_page(recording("djen", "odd_items").body).publications[0].text
    number = "5001135-47.2031.8.25.0084"
    assert text == f"PROCEDIMENTO Nº {number}/SE AUTOR : DAVINA JATOBÁ QUERUBIM SENTENÇA Diante do exposto, julgo."


@pytest.mark.parametrize(
    "key",
    ["id", "data_disponibilizacao", "siglaTribunal", "tipoComunicacao", "nomeOrgao", "texto", "numero_processo",
     "destinatarios", "destinatarioadvogados"],
)  # fmt: skip
def test_an_item_without_a_part_is_page_changed(key: str) -> None:
    answer = json.loads(recording("djen", "three_forms_of_lists").body)
    del answer["items"][1][key]
    assert parse_page(json.dumps(answer).encode(), system="djen").outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("numeroprocessocommascara", "5001135-47.2031.8.25.0084"),
        ("datadisponibilizacao", "13/03/2031"),
        ("destinatarios", [{"nome": "X", "polo": "A", "comunicacao_id": 999}]),
    ],
)
def test_an_item_that_contradicts_itself_is_page_changed(place: str, value: object) -> None:
    answer = json.loads(recording("djen", "three_forms_of_lists").body)
    answer["items"][0][place] = value
    assert parse_page(json.dumps(answer).encode(), system="djen").outcome is Outcome.PAGE_CHANGED


def test_unknown_keys_and_poles_are_named() -> None:
    answer = json.loads(recording("djen", "three_forms_of_lists").body)
    answer["items"][0]["novidade"] = 1
    answer["items"][0]["destinatarios"][0]["polo"] = "Q"
    page = parse_page(json.dumps(answer).encode())
    assert page.publications[0].recipients[0].side is None
    assert "novidade" in page.reason
    assert "polo Q" in page.reason


def test_a_cut_answer_is_partial() -> None:
    body = recording("djen", "three_forms_of_lists").body
    for length in range(300, len(body) - 1, 61):
        page = parse_page(body[:length], system="djen")
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert not page.publications


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_json_is_utf8_or_page_changed(encoding: str) -> None:
    body = recording("djen", "three_forms_of_lists").body.decode().encode(encoding)
    assert parse_page(body, system="djen").outcome is Outcome.PAGE_CHANGED


def test_garbled_text_is_page_changed() -> None:
    body = recording("djen", "three_forms_of_lists").body.decode("cp1252", "replace").encode()
    assert parse_page(body, system="djen").outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("O sistema está muito ocupado", Outcome.UPSTREAM_ERROR),
        ("Forbidden", Outcome.BLOCKED),
        ("Too Many Requests", Outcome.RATE_LIMITED),
        ("Tribunal inexistente", Outcome.UPSTREAM_ERROR),
    ],
)
def test_an_error_is_never_an_empty_day(message: str, outcome: Outcome) -> None:
    page = parse(json.dumps({"status": "error", "message": message, "items": []}).encode())
    assert (page.outcome, page.message, page.publications) == (outcome, message, ())


@pytest.mark.parametrize(
    "body", [b"{}", b'{"status":"success","items":[]}', b'{"status":"success","count":1,"items":{}}']
)
def test_an_answer_without_its_frame_is_page_changed(body: bytes) -> None:
    with pytest.raises(PageChanged):
        parse(body)


def test_a_hostile_depth_is_page_changed() -> None:
    body = b'{"status":"success","message":"","count":1,"items":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    assert parse_page(body, system="djen").outcome is Outcome.PAGE_CHANGED
