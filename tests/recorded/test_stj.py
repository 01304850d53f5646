"""The STJ's recorded pages say what we wrote into them; pages of another shape say so."""

import random

import pytest

from schemas.outcomes import Outcome
from schemas.pages import PageKind
from spiders.recognise import parse_page
from tests.recorded.mutations import wrong_successes
from tests.recorded.recordings import Recording, recording, recordings_of, said

RECORDINGS = recordings_of("stj")


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_recorded_page_says_what_it_shows(page: Recording) -> None:
    """Also without its headers and without being told whose it is."""
    assert said(parse_page(page.body).as_json()) == page.expected


def _changed(name: str, *changes: tuple[str, str]) -> bytes:
    text = recording("stj", name).body.decode("latin-1")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode("latin-1")


@pytest.mark.parametrize(
    "change",
    [
        ("(2031/0001000-0)</span>", "()</span>"),
        ("AREsp nº 2990001 / PE", "AREsp"),
        ('class="classSpanFaseHora">05:04', 'class="classSpanFaseHora">05h04'),
        ('class="classSpanFaseData">18/09/2031', 'class="classSpanFaseData">'),
        ("(22)</span>", "(vinte e dois)</span>"),
        ('id="idDivFases"', 'id="idOutra"'),
        ('id="idDivDecisoes"', 'id="idOutra"'),
        ("AGRAVANTE :", ":"),
        ("classSpanDetalhesTexto", "classOutra"),
    ],
)
def test_a_case_of_another_shape_is_page_changed(change: tuple[str, str]) -> None:
    assert parse_page(_changed("detail", change)).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("change", "said_so"),
    [
        (("18/09/2031 (19:48)", "19/09/2031 (08:00)"), "newest phases"),
        (("idDetalhesPartesAdvogadosProcuradores", "idOutra"), "participants"),
        (("RELATOR(A):", "DESIGNADO:"), "judge"),
        (("AGRAVANTE :", "ADVOGADO :"), "the party of a lawyer"),
    ],
)
def test_a_case_without_a_part_is_partial(change: tuple[str, str], said_so: str) -> None:
    page = parse_page(_changed("detail", change))
    assert page.outcome is Outcome.PARTIAL
    assert said_so in page.reason


def test_an_unknown_label_is_named() -> None:
    page = parse_page(_changed("detail", ("LOCALIZAÇÃO:", "NOVIDADE:")))
    assert page.outcome is Outcome.FOUND_NEW
    assert "NOVIDADE" in page.reason


def test_a_mark_of_secrecy_in_the_heading_seals_the_case() -> None:
    page = parse_page(_changed("detail", (" autuado em", " SEGREDO DE JUSTIÇA autuado em")))
    assert page.is_sealed


@pytest.mark.parametrize("count", ["resultou em 1 registro", "trouxe dois registros"])
def test_a_list_that_does_not_fit_its_count_is_page_changed(count: str) -> None:
    page = parse_page(_changed("search_list", ("resultou em 2 registro(s)", count)))
    assert page.outcome is Outcome.PAGE_CHANGED


def test_a_page_in_utf8_is_read_alike() -> None:
    """A browser saves the page in another charset than the court sends."""
    body = recording("stj", "detail").body
    assert parse_page(body.decode("latin-1").encode()) == parse_page(body)


def test_a_wrong_charset_is_page_changed() -> None:
    garbled = recording("stj", "detail").body.decode("latin-1").encode().decode("cp1252", "replace").encode()
    assert parse_page(garbled).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.98])
def test_a_cut_page_is_partial(share: float) -> None:
    body = recording("stj", "detail").body
    page = parse_page(body[: int(len(body) * share)], system="stj")
    assert page.outcome in (Outcome.PARTIAL, Outcome.PAGE_CHANGED)
    assert page.page in (PageKind.CASE_DETAIL, PageKind.SEARCH_FORM, PageKind.UNKNOWN)


@pytest.mark.parametrize("page", RECORDINGS, ids=lambda page: page.name)
def test_a_damaged_recording_is_never_a_wrong_success(page: Recording) -> None:
    chance = random.Random(page.name)
    found = wrong_successes(page.body, lambda body: parse_page(body, system="stj"), chance, 40)
    assert [(mutation.kind, mutation.place, wrong) for mutation, wrong in found] == []
