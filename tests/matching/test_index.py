"""The index of names decides as the generated expressions do, and loses nothing of what they find."""

from random import Random

import pytest
import regex

from matcher.dialect_calls import write_out_calls
from matcher.expressions import compile_expression
from matcher.generation import generate_expression, is_distinctive
from matcher.names_index import NamesIndex
from matcher.readings import readings_of
from tests.matching.lists import all_names, needs_benchmark, needs_names, printed_names

PARTIES_IN_CI, PARTIES = 2_000, 10_000
PARTS = 8
SEED = 5


@needs_names
@pytest.mark.parametrize("part", range(PARTS))
def test_the_index_loses_nothing_against_the_plain_loop(part: int) -> None:
    """All readings of all names stand in one text, a line each: that is the loop, run by the `regex` module alone."""
    parties = Random(SEED).sample([name for name in all_names() if is_distinctive(name)], PARTIES_IN_CI)
    compare(parties[part::PARTS], all_names())


@needs_benchmark
def test_the_index_and_the_expressions_agree_about_every_printed_name_of_the_benchmark() -> None:
    parties = [name for name in dict.fromkeys(printed_names()) if is_distinctive(name)]
    compare(Random(SEED).sample(parties, 300), printed_names())


@pytest.mark.prove
@needs_names
def test_the_index_loses_nothing_of_many_names() -> None:
    compare(Random(SEED + 1).sample([name for name in all_names() if is_distinctive(name)], PARTIES), all_names())


def compare(parties: list[str], printed: tuple[str, ...]) -> None:
    """Both ways: what an expression finds, the index finds, and the other way round."""
    index = NamesIndex()
    index.add_many(enumerate(parties))
    lines, owners = [], []
    for place, name in enumerate(printed):
        for reading in readings_of(name):
            lines.append(reading.text)
            owners.append(place)
    begins, total = {}, 0
    for place, line in enumerate(lines):
        begins[total] = owners[place]
        total += len(line) + 1
    text = "\n".join(lines)
    by_loop = {
        (begins[found.start()], party)
        for party, name in enumerate(parties)
        for found in by_line(generate_expression(name)).finditer(text)
    }
    by_index = {(place, hit.place) for place, name in enumerate(printed) for hit in index.find(name, is_fuzzy=False)}
    assert len(by_index) >= len(parties), "every name finds itself"
    assert described(by_loop - by_index, printed, parties) == []
    assert described(by_index - by_loop, printed, parties) == []


def by_line(expression: str) -> regex.Pattern[str]:
    """Compile for a text of lines: a gap is never the end of one."""
    return regex.compile(f"(?m){write_out_calls(expression).replace(chr(92) + 'W', '[ &]')}")


def described(found: set[tuple[int, int]], printed: tuple[str, ...], parties: list[str]) -> list[str]:
    return [f"{printed[place]} | {parties[party]}" for place, party in sorted(found)[:10]]


def test_by_line_changes_nothing_but_the_lines() -> None:
    expression = generate_expression("Companhia Ipê & Filhos S/A")
    for text in ("COMPANHIA IPE & FILHOS SA", "CIA IPE FILHOS", "CIA IPE", "IPE FILHOS LTDA"):
        assert bool(by_line(expression).search(text)) == bool(compile_expression(expression).search(text))
