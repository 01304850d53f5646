"""MNI's recorded answers say what we wrote into them, by themselves and when the system is named."""

import pytest

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.recognise import parse_page
from spiders.systems.mni.pages import moment_of
from tests.recorded.recordings import Recording, recording, recordings_of, said

WHOLE = recording("mni", "case_with_movements").body


@pytest.mark.parametrize("page", recordings_of("mni"), ids=lambda page: page.name)
def test_a_recorded_answer_says_what_it_shows(page: Recording) -> None:
    assert said(parse_page(page.body).as_json()) == page.expected
    assert said(parse_page(page.body, system="mni").as_json()) == page.expected


def test_an_answer_that_is_cut_is_partial_and_shows_nothing() -> None:
    for at in range(400, len(WHOLE) - 1, 37):
        page = parse_page(WHOLE[:at], system=CourtSystem.MNI)
        assert page.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}
        assert page.case is None


@pytest.mark.parametrize(
    ("dropped", "outcome"),
    [
        (b"<sucesso>true</sucesso>", Outcome.PAGE_CHANGED),
        (b' nome="Benvindo Marapuama Teles"', Outcome.PAGE_CHANGED),
        (b' nivelSigilo="0" intervencaoMP', Outcome.PAGE_CHANGED),
        (b' classeProcessual="7"', Outcome.PARTIAL),
        (b' dataHora="20310105101500"', Outcome.PAGE_CHANGED),
        (b"<ns2:codigoNacional>10011</ns2:codigoNacional>", Outcome.PARTIAL),
        (b' polo="PA"', Outcome.PAGE_CHANGED),
    ],
)
def test_an_answer_without_what_all_have_is_no_success(dropped: bytes, outcome: Outcome) -> None:
    assert dropped in WHOLE
    assert parse_page(WHOLE.replace(dropped, b"", 1)).outcome is outcome


def test_a_side_without_parties_is_page_changed_and_a_missing_one_partial() -> None:
    begin, end = WHOLE.index(b'<ns2:polo polo="PA">'), WHOLE.rindex(b"</ns2:polo>") + len(b"</ns2:polo>")
    assert parse_page(WHOLE[:begin] + WHOLE[end:]).outcome is Outcome.PARTIAL
    emptied = WHOLE[:begin] + b'<ns2:polo polo="PA"></ns2:polo>' + WHOLE[end:]
    assert parse_page(emptied).outcome is Outcome.PAGE_CHANGED


def test_an_element_that_the_schema_does_not_know_is_named() -> None:
    page = parse_page(WHOLE.replace(b"<ns2:valorCausa>", b"<ns2:novidade/><ns2:valorCausa>"))
    assert (page.outcome, "novidade" in page.reason) == (Outcome.FOUND_NEW, True)


def test_a_wrong_charset_is_page_changed() -> None:
    assert parse_page(WHOLE.decode().encode().decode("cp1252").encode()).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_a_document_type_is_refused(prolog: bytes) -> None:
    assert parse_page(prolog + WHOLE, system=CourtSystem.MNI).outcome is Outcome.PAGE_CHANGED


def test_elements_too_deep_in_one_another_are_refused() -> None:
    body = WHOLE.replace(b"<ns2:valorCausa>", b"<a>" * 200 + b"</a>" * 200 + b"<ns2:valorCausa>")
    assert parse_page(body, system=CourtSystem.MNI).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Processo não encontrado.", Outcome.NOT_FOUND),
        ("O processo informado não existe na base", Outcome.NOT_FOUND),
        ("Processo em segredo de justiça.", Outcome.SEALED),
        ("Usuário não autorizado a consultar o processo", Outcome.LOGIN_REQUIRED),
        ("Limite de consultas excedido", Outcome.RATE_LIMITED),
        ("Sistema em manutenção", Outcome.MAINTENANCE),
        ("Falha ao obter o processo", Outcome.UPSTREAM_ERROR),
        ("", Outcome.UPSTREAM_ERROR),
    ],
)
def test_a_sentence_of_refusal_has_its_outcome(sentence: str, outcome: Outcome) -> None:
    body = recording("mni", "not_found").body.replace("Processo não encontrado.".encode(), sentence.encode())
    page = parse_page(body)
    assert (page.outcome, page.case) == (outcome, None)


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("20310105101500", "2031-01-05T10:15:00"),
        ("20310105000000", "2031-01-05"),
        ("20310105", "2031-01-05"),
        (None, None),
    ],
)
def test_dates_have_fourteen_digits(printed: str | None, moment: str | None) -> None:
    assert moment_of(printed) == moment


@pytest.mark.parametrize(
    ("code", "outcome"), [("39", Outcome.FOUND_NEW), ("1295", Outcome.FOUND_NEW), ("7", Outcome.PARTIAL)]
)
def test_only_classes_that_are_against_nobody_are_whole_without_a_passive_side(code: str, outcome: Outcome) -> None:
    text = recording("mni", "case_header").body.decode().replace('classeProcessual="7"', f'classeProcessual="{code}"')
    begin = text.index('polo="PA"')
    start = text.rindex("<", 0, begin)
    name = text[start + 1 : begin].strip()
    end = text.index(f"</{name}>", begin) + len(f"</{name}>")
    page = parse_page((text[:start] + text[end:]).encode(), system=CourtSystem.MNI)
    assert page.outcome is outcome
    assert page.case is not None
    assert page.case.parties
