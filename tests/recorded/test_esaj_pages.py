"""What the parser says of each recorded page of e-SAJ."""

import re

import pytest
import yaml

from schemas.outcomes import Outcome
from spiders.systems.esaj.pages import parse, recognise
from tests.recorded.esaj_recordings import FOLDER, Recording, recordings

_CASES = ["first_degree_typical", "second_degree_typical", "first_degree_old_layout", "second_degree_old_layout"]
_ENCODINGS = {"first_degree_old_layout": "iso-8859-1"}


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording.name)
def test_recording_says_what_is_expected(recording: Recording) -> None:
    said = parse(recording.body, content_type=recording.request["content_type"]).as_json()
    assert {key: said.get(key) for key in recording.expected} == recording.expected


@pytest.mark.parametrize("recording", recordings(), ids=lambda recording: recording.name)
def test_recording_is_recognised_without_its_headers(recording: Recording) -> None:
    """A saved page is read the same when nothing but its bytes is known."""
    assert recognise(recording.body) is not None
    assert parse(recording.body) == parse(recording.body, content_type=recording.request["content_type"])


def test_recordings_name_invented_people_only() -> None:
    listed = yaml.safe_load((FOLDER.parent / "fictional_people.yml").read_text(encoding="utf-8"))
    known = {name for names in listed.values() for name in names}
    for recording in recordings():
        said = recording.expected
        parties = [*said.get("parties", []), *(p for row in said.get("results", []) for p in row.get("parties", []))]
        named = {person["name"] for party in parties for person in (party, *party.get("lawyers", []))}
        assert named <= known, recording.name


@pytest.mark.parametrize("name", _CASES)
def test_wrongly_declared_charset_changes_nothing(name: str) -> None:
    """The bytes decide: UTF-8 declared as ISO-8859-1 and the reverse are read right."""
    recording = Recording(name)
    text = recording.body.decode(_ENCODINGS.get(name, "utf-8"))
    right = parse(recording.body)
    assert parse(text.encode("utf-8"), content_type="text/html; charset=ISO-8859-1") == right
    assert parse(text.encode("cp1252"), content_type="text/html; charset=UTF-8") == right


def test_text_decoded_wrongly_before_it_came_is_page_changed() -> None:
    """A page whose letters were already destroyed is not published with broken names."""
    text = Recording("first_degree_typical").body.decode("utf-8")
    twice = text.encode("utf-8").decode("cp1252", "replace")
    undecoded = text.encode("utf-8").decode("ascii", "replace")
    for garbled in (twice, undecoded):
        assert parse(garbled.encode("utf-8")).outcome is Outcome.PAGE_CHANGED


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8, 0.93])
@pytest.mark.parametrize("name", _CASES)
def test_page_cut_in_the_middle_is_partial(name: str, share: float) -> None:
    body = Recording(name).body
    said = parse(body[: int(len(body) * share)])
    assert said.outcome in {Outcome.PARTIAL, Outcome.PAGE_CHANGED}


@pytest.mark.parametrize(
    ("lost", "why"),
    [
        (r'<span id="numeroProcesso".*?</span>', "header"),
        (r'<span id="classeProcesso".*?</span>', "class"),
        (r'<div id="dataHoraDistribuicaoProcesso">.*?</div>', "stands alone"),
        (r'<table id="tableTodasPartes".*?</table>', "more parties"),
        (r'<table id="tablePartesPrincipais".*?</div>\s*(?=<div style)', "no table of parties"),
        (r'<tbody style="display: none;" id="tabelaTodasMovimentacoes">.*?</tbody>', "more movements"),
        (
            r'<tr class="fundoClaro containerMovimentacao" style="">(?:(?!</tr>).)*20/04/2031.*?</tr>',
            "begin with the newest",
        ),
        (r"(?<=<td)(?:(?!<td).)*?class=\"dataMovimentacao\">\s*06/03/2031.*?</td>", "cells|not a date"),
    ],
)
def test_lost_part_is_named_and_never_a_smaller_case(lost: str, why: str) -> None:
    """A page from which a part vanished is refused with the reason, not read as a case with less in it."""
    text = Recording("first_degree_typical").body.decode("utf-8")
    found = list(re.finditer(lost, text, re.DOTALL))
    assert found
    said = parse((text[: found[-1].start()] + text[found[-1].end() :]).encode("utf-8"))
    assert said.outcome is Outcome.PAGE_CHANGED
    assert re.search(why, said.reason)
    assert said.case is None


def test_row_lost_among_striped_rows_makes_the_page_partial() -> None:
    text = Recording("first_degree_typical").body.decode("utf-8")
    rows = list(re.finditer(r'<tr class="fundo\w+ containerMovimentacao".*?</tr>\n', text, re.DOTALL))
    lost = rows[-2]
    said = parse((text[: lost.start()] + text[lost.end() :]).encode("utf-8"))
    assert said.outcome is Outcome.PARTIAL
    assert "rows are missing" in said.reason


@pytest.mark.parametrize("body", [b"", b"   ", b"<html></html>", b"[]", b'{"hits": 1}', b"\x00\x01\x02"])
def test_page_of_nobody_is_never_an_empty_case(body: bytes) -> None:
    said = parse(body)
    assert said.outcome in {Outcome.PAGE_CHANGED, Outcome.UPSTREAM_ERROR}
    assert said.case is None


def test_hidden_password_box_does_not_seal_a_broken_page() -> None:
    """A page that lost its case keeps the hidden box of every page; taking it for sealed would purge the case."""
    text = Recording("first_degree_typical").body.decode("utf-8")
    start, end = text.index('<div class="unj-entity-header">'), text.index("<form action")
    said = parse((text[:start] + text[end:]).encode("utf-8"))
    assert said.outcome is Outcome.PAGE_CHANGED


def test_forced_kind_that_does_not_fit_is_page_changed() -> None:
    assert parse(Recording("not_found").body, page="case_detail").outcome is Outcome.PAGE_CHANGED
