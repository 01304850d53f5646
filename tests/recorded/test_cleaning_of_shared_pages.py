"""The recorder's cleaner over every real page: nobody of the page is left on it, and it still says the same.

What is looked for is found here in its own way, so that the cleaner cannot confirm its own mistakes.
"""

import html
import json
import re
import unicodedata
from functools import partial
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from capture.cleaning import cleaner
from capture.cleaning.cleaner import CannotBeCleaned, VisitedPage, clean
from capture.cleaning.structure import differences, structure_of
from capture.cleaning.vocabulary import court_vocabulary
from schemas.courts import CourtSystem
from schemas.pages import ParsedPage
from spiders.recognise import parse_page
from tests.architecture.test_personal_data import found_in
from tests.recorded.shared_pages import COURTS, needs_courts, pages_of, systems

pytestmark = needs_courts
KEY = b"the key of a recording is random"
NO_TEXT = (b"%PDF", b"\x89PNG")
_CASE = re.compile(r"(?<!\d)\d{7}-?\d{2}\.?\d{4}\.?\d\.?\d{2}\.?\d{4}(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MARKS = re.compile("[\u0300-\u036f]")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PEOPLE = {"name", "judge", "represented_by"}
_NUMBERS = {"document", "oab"}


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _readings(body: bytes) -> str:
    """Everything that a page shows, however it is written; a line that reads alike in several ways stands once."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    escaped = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    readings = (text, html.unescape(text), unquote_plus(text), escaped, html.unescape(escaped))
    return "\n".join(dict.fromkeys(line for reading in readings for line in reading.split("\n")))


def _values(value: object, keys: set[str], key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [each for name, item in value.items() for each in _values(item, keys, name)]
    if isinstance(value, list):
        return [each for item in value for each in _values(item, keys, key)]
    return [value] if isinstance(value, str) and key in keys else []


def _people_left(said: ParsedPage, body: bytes) -> set[str]:
    harmless = court_vocabulary().words
    words = {word for name in _values(said.as_json(), _PEOPLE) for word in re.findall(r"[a-z]{4,}", _plain(name))}
    return (words - harmless) & set(re.findall(r"[a-z]+", _plain(_readings(body))))


def _numbers_left(said: ParsedPage, before: bytes, after: bytes) -> set[str]:
    """Case numbers, documents and lawyers' numbers of the page that are still there; those of zeros are nobody's."""
    shown = _readings(before)
    numbers = {re.sub(r"\D", "", number) for number in _CASE.findall(shown)}
    numbers |= {re.sub(r"\D", "", number) for number in _values(said.as_json(), _NUMBERS)}
    wanted = {number for number in numbers if len(number.strip("0")) >= 8}
    digits = re.findall(r"\d+", re.sub(r"(?<=\d)[.\-/ ](?=\d)", "", _readings(after)))
    return wanted & set(digits)


@pytest.fixture(autouse=True)
def _also_sealed_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed page is never recorded; here it is cleaned all the same, to see that it would be clean."""
    monkeypatch.setattr(cleaner, "is_any_sealed", lambda page: False)


@pytest.mark.parametrize("system", systems())
def test_nobody_is_left_and_the_page_says_the_same(system: str) -> None:
    for path in pages_of(system):
        before = path.read_bytes()
        if before.startswith(NO_TEXT):
            continue
        parse = partial(parse_page, system=CourtSystem(system))
        said = parse(before)
        page = clean([VisitedPage(before, "https://court.example/", parse)], key=KEY).pages[0]
        name = path.relative_to(COURTS)
        assert list(differences(structure_of(said), structure_of(page.says))) == [], name
        assert _people_left(said, page.body) == set(), name
        assert _numbers_left(said, before, page.body) == set(), name
        assert found_in(page.body.decode("utf-8", "replace")) == [], name
        emails = {_plain(email) for email in _EMAIL.findall(_readings(before))}
        assert emails & {_plain(email) for email in _EMAIL.findall(_readings(page.body))} == set(), name


@pytest.mark.parametrize("system", systems())
def test_what_is_no_text_is_refused(system: str) -> None:
    for path in pages_of(system):
        if path.read_bytes().startswith(NO_TEXT):
            with pytest.raises(CannotBeCleaned, match="picture"):
                clean([VisitedPage(path.read_bytes(), "", partial(parse_page, system=CourtSystem(system)))], key=KEY)


def test_a_page_without_expectation_is_cleaned_as_well() -> None:
    """The proof would be hollow if the pages were few."""
    pages = [path for system in systems() for path in pages_of(system)]
    cleaned = [path for path in pages if not path.read_bytes().startswith(NO_TEXT)]
    assert len(cleaned) > 100
    assert any(not Path(f"{path}.expected.json").exists() for path in cleaned)
    assert json.loads(Path(f"{cleaned[0]}.expected.json").read_text(encoding="utf-8"))
