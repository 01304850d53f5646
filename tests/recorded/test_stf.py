"""The STF's recorded pages say what we wrote into them; pages of another shape say so."""

import json
import random
from typing import Any

import pytest

from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("stf")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    """Also without its headers and without being told whose it is."""
    assert said(parse_page(page.body).as_json()) == page.expected


def test_a_case_says_which_tabs_are_to_be_fetched() -> None:
    page = parse_page(recording("stf", "detail").body)
    assert [(more.of, more.url) for more in page.next_pages] == [
        ("parties", "abaPartes.asp?incidente=8123456"),
        ("movements", "abaAndamentos.asp?incidente=8123456&imprimir="),
    ]


def _changed(name: str, *changes: tuple[str, str]) -> bytes:
    text = recording("stf", name).body.decode("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode("utf-8")


@pytest.mark.parametrize(
    "change",
    [
        ("Número Único:", "Número:"),
        ('value="Pet 99123"', 'value="Pet 99124"'),
        ("abaPartes.asp?incidente=8123456", "abaPartes.asp?incidente=8123457"),
        ('value="8123456"', 'value=""'),
        (">PETIÇÃO<", "><"),
    ],
)
def test_a_header_that_contradicts_itself_or_lacks_a_field_is_page_changed(change: tuple[str, str]) -> None:
    assert parse_page(_changed("detail", change)).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        (('id="partes"', 'id="outra"'), "partes"),
        (("abaAndamentos.asp", "abaOutra.asp"), "movements"),
        (("Origem:", "Procedência do feito:"), "origin"),
    ],
)
def test_a_header_without_a_part_is_partial(change: tuple[str, str], said_so: str) -> None:
    page = parse_page(_changed("detail", change))
    assert page.outcome is Outcome.PARTIAL
    assert said_so in page.reason


def test_a_case_is_sealed_by_its_badge_or_its_script_and_open_by_its_badge_only() -> None:
    badge, script = ">Sigiloso</span>", "'Sigiloso' =="
    for change in ((badge, "></span>"), (script, "'Público' ==")):
        assert parse_page(_changed("detail_sealed", change)).is_sealed
    bare = parse_page(_changed("detail_sealed", (badge, "></span>"), (script, "'' ==")))
    assert (bare.outcome, bare.is_sealed) == (Outcome.PARTIAL, False)
    assert "secrecy" in bare.reason


def test_an_unknown_label_is_named() -> None:
    page = parse_page(_changed("detail_number_of_origin", ("Redator do acórdão:", "Novidade:")))
    assert page.outcome is Outcome.FOUND_NEW
    assert "Novidade" in page.reason


def test_a_portal_page_that_goes_on_without_a_case_is_not_a_missing_case() -> None:
    """Only the page that stops where the case would begin says that there is none."""
    shell = recording("stf", "not_found").body
    assert parse_page(shell + b"<p>Erro interno</p>").outcome is Outcome.PAGE_CHANGED
    assert parse_page(shell[:-60]).outcome is not Outcome.NOT_FOUND
    assert parse_page(shell + b"\n").outcome is Outcome.PAGE_CHANGED
    assert parse_page(shell + b"\r\n").outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    "change",
    [
        ("<td><span>17/09/2031</span> </td>\n", ""),
        (">Observação</th>", ">Nota</th>"),
        ("verProcessoPeca.asp?id=990000001", "verProcessoPeca.asp"),
        ("<td>ADV.(A/S)</td>\n", ""),
        ("<span>Protocolado</span>", "<span></span>"),
    ],
)
def test_the_layout_of_2015_in_another_shape_is_page_changed(change: tuple[str, str]) -> None:
    assert parse_page(_changed("detail_2015", change)).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("parties_tab", ("nome-parte", "nome")),
        ("movements_tab", ("andamento-nome", "nome")),
        ("movements_tab", ("18/09/2031", "ontem")),
    ],
)
def test_a_tab_in_another_shape_is_page_changed(name: str, change: tuple[str, str]) -> None:
    assert parse_page(_changed(name, change), system="stf").outcome is Outcome.PAGE_CHANGED


def test_a_lawyer_without_a_party_above_makes_the_page_partial() -> None:
    body = _changed("parties_tab", ("REQTE.(S)", "ADV.(A/S)"))
    assert parse_page(body, system="stf").outcome is Outcome.PARTIAL
    assert parse_page(_changed("detail_2015", ("<td>REQTE.(S)</td>", "<td>ADV.(A/S)</td>"))).outcome is Outcome.PARTIAL


def test_an_item_of_the_list_without_its_movement_is_page_changed() -> None:
    body = _changed("movements_tab", ("</ul>", "<li></li></ul>"))
    assert parse_page(body, system="stf").outcome is Outcome.PAGE_CHANGED


def _answer(**changes: Any) -> bytes:
    answer = json.loads(recording("stf", "publications").body)
    answer["publicacoes"][0] |= changes
    return json.dumps(answer, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "changes",
    [{"confidencialidade": None}, {"divulgacao": "ontem"}, {"id": None}, {"envolvidos": "ninguém"}, {"texto": 7}],
)
def test_a_publication_of_another_shape_is_page_changed(changes: dict[str, Any]) -> None:
    assert parse_page(_answer(**changes)).outcome is Outcome.PAGE_CHANGED


def test_an_unknown_key_of_a_publication_is_named() -> None:
    page = parse_page(_answer(novidade=1))
    assert page.outcome is Outcome.FOUND_NEW
    assert "novidade" in page.reason


def test_publications_that_are_counted_and_not_shown_prove_nothing() -> None:
    answer = json.loads(recording("stf", "publications").body) | {"publicacoes": []}
    assert parse_page(json.dumps(answer).encode()).outcome is Outcome.UPSTREAM_ERROR


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_damaged_recording_is_never_a_wrong_success(page: Recording) -> None:
    found = wrong_successes(page.body, lambda body: parse_page(body, system="stf"), random.Random(page.name), 40)
    assert [(mutation.kind, mutation.place, wrong) for mutation, wrong in found] == []
