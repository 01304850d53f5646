"""Pages of PJe that lose an element, by a seed: what is lost is named, or what remains says the same as before."""

import random

import pytest
from lxml import etree

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.charset import decode_html
from spiders.recognise import parse_page
from spiders.select import Node, every, parse_html
from tests.recorded.recordings import recording

PAGES = ("detail_many_pages", "detail_small", "search_one", "search_none", "search_captcha", "movements_page_2")
LOST = "self::tr or self::td or self::table or self::tbody or self::b or self::dl or self::dt or self::form"
PROVING = {Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED}


@pytest.mark.parametrize("name", PAGES)
def test_an_element_that_is_lost_is_never_lost_in_silence(name: str) -> None:
    """Rows, cells, tables, titles and message boxes: without any of them the page is not what it was, and says so."""
    text = decode_html(recording("pje", name).body)
    whole = parse_page(text.encode())
    chance = random.Random(f"{name}-1")
    for _ in range(60):
        root = parse_html(text)
        lost = chance.choice(every(root, f"//body//*[{LOST}]"))
        said = "".join(str(piece) for piece in lost.itertext())[:60]
        _remove(lost)
        parsed = parse_page(etree.tostring(root, method="html", encoding="utf-8"))
        assert parsed.outcome not in PROVING or _facts(parsed) == _facts(whole), said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_cut_proves_nothing(name: str) -> None:
    body = recording("pje", name).body
    for length in range(0, len(body) - 8, 257):
        parsed = parse_page(body[:length])
        assert parsed.outcome not in PROVING | {Outcome.UNSUPPORTED}


def _facts(page: ParsedPage) -> object:
    """Return what nobody may lose: numbers, people, movements, counts. Links and offices may vanish unseen."""
    case = page.case
    people = case and [(party.name, party.role_text, party.document) for party in case.parties]
    moves = case and [(row.occurred_at, row.text) for row in case.movements]
    rows = [(row.case_number, row.parties, row.url) for row in page.results]
    return page.outcome, case and case.case_number, case and case.case_class, people, moves, rows


def _remove(node: Node) -> None:
    parent = node.getparent()
    assert parent is not None
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)
