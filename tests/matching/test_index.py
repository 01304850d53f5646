"""The index of names decides as the generated expressions do, and loses nothing of what they find."""

from dataclasses import dataclass
from functools import cache
from random import Random

import pytest
import regex

from matcher.dialect_calls import write_out_calls
from matcher.expressions import compile_expression
from matcher.generation import generate_expression, is_distinctive
from matcher.names_index import NamesIndex
from matcher.readings import readings_of
from tests.matching.lists import all_names, needs_benchmark, needs_names, printed_names
from tests.matching.required_letters import LetterTable

PARTIES_IN_CI, PARTIES = 2_000, 10_000
PARTS = 4
SEED = 5

Found = set[tuple[int, int]]
"""Places of a printed name and of a party."""


@dataclass(frozen=True)
class Lines:
    """All readings of all names, a line each, and the place of the name that each is a reading of."""

    texts: list[str]
    owners: list[int]
    letters: LetterTable


@cache
def lines_of(printed: tuple[str, ...]) -> Lines:
    pairs = [(reading.text, place) for place, name in enumerate(printed) for reading in readings_of(name)]
    texts = [text for text, _ in pairs]
    return Lines(texts, [place for _, place in pairs], LetterTable(texts))


@cache
def distinctive_names() -> list[str]:
    return [name for name in all_names() if is_distinctive(name)]


@needs_names
@pytest.mark.parametrize("part", range(PARTS))
def test_the_index_loses_nothing_against_the_plain_loop(part: int) -> None:
    parties = Random(SEED).sample(distinctive_names(), PARTIES_IN_CI)[part::PARTS]
    compare(parties, all_names(), by_expressions(parties, all_names()))


@needs_benchmark
def test_the_index_and_the_expressions_agree_about_every_printed_name_of_the_benchmark() -> None:
    named = [name for name in dict.fromkeys(printed_names()) if is_distinctive(name)]
    parties = Random(SEED).sample(named, 300)
    compare(parties, printed_names(), by_expressions(parties, printed_names()))


@needs_names
def test_the_loop_loses_nothing_by_the_lines_that_it_leaves_out() -> None:
    parties = Random(SEED + 2).sample(distinctive_names(), 30)
    found = by_expressions(parties, all_names())
    assert found == by_one_text(parties, all_names())
    assert len(found) >= len(parties)


@pytest.mark.prove
@needs_names
def test_the_index_loses_nothing_of_many_names() -> None:
    parties = Random(SEED + 1).sample(distinctive_names(), PARTIES)
    compare(parties, all_names(), by_one_text(parties, all_names()))


def by_expressions(parties: list[str], printed: tuple[str, ...]) -> Found:
    """The loop: each expression on each line that has the letters which it requires."""
    lines = lines_of(printed)
    found = set()
    for party, name in enumerate(parties):
        expression = generate_expression(name)
        search = compile_expression(expression).search
        places = lines.letters.places(expression)
        found |= {(lines.owners[place], party) for place in places if search(lines.texts[place])}
    return found


def by_one_text(parties: list[str], printed: tuple[str, ...]) -> Found:
    """The whole loop: all lines stand in one text, and the `regex` module alone goes over them."""
    lines = lines_of(printed)
    begins, total = {}, 0
    for text, owner in zip(lines.texts, lines.owners, strict=True):
        begins[total] = owner
        total += len(text) + 1
    text = "\n".join(lines.texts)
    return {
        (begins[found.start()], party)
        for party, name in enumerate(parties)
        for found in by_line(generate_expression(name)).finditer(text)
    }


def compare(parties: list[str], printed: tuple[str, ...], by_loop: Found) -> None:
    """Both ways: what an expression finds, the index finds, and the other way round."""
    index = NamesIndex()
    index.add_many(enumerate(parties))
    by_index = {(place, hit.place) for place, name in enumerate(printed) for hit in index.find(name, is_fuzzy=False)}
    assert len(by_index) >= len(parties), "every name finds itself"
    assert described(by_loop - by_index, printed, parties) == []
    assert described(by_index - by_loop, printed, parties) == []


def by_line(expression: str) -> regex.Pattern[str]:
    """Compile for a text of lines: a gap is never the end of one."""
    return regex.compile(f"(?m){write_out_calls(expression).replace(chr(92) + 'W', '[ &]')}")


def described(found: Found, printed: tuple[str, ...], parties: list[str]) -> list[str]:
    return [f"{printed[place]} | {parties[party]}" for place, party in sorted(found)[:10]]


def test_by_line_changes_nothing_but_the_lines() -> None:
    expression = generate_expression("Companhia Ipê & Filhos S/A")
    for text in ("COMPANHIA IPE & FILHOS SA", "CIA IPE FILHOS", "CIA IPE", "IPE FILHOS LTDA"):
        assert bool(by_line(expression).search(text)) == bool(compile_expression(expression).search(text))
