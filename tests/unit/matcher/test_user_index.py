"""The index of users' expressions loses nothing against the plain loop, whatever is added and removed meanwhile."""

import sys
import time
from random import Random
from typing import Any

import pytest
import regex
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from matcher import user_index
from matcher.dialect import read
from matcher.expressions import compile_expression
from matcher.folding import fold
from matcher.scan import encode, write_for_engine
from matcher.scan_engine import compile_segments, load_engine
from matcher.trial_names import load_trial_names
from matcher.user_index import UserExpressions, classify
from tests.unit.matcher.expression_drawing import draw_text, expressions

NAMES = load_trial_names().realistic
OF_ALL_KINDS = (
    "ALVORADA|IPE",
    "banco (itaú|alvorada)",
    "^[A-Z]{3} \\d+",
    "\\b[BCD][AEIOU][RSTU][AEIOU][JKL]",
    "(?:PAINEIRA){e<=1}",
    "^(?=.*SOUZA)(?!.*LTDA)",
    "(\\w{4,}) .*\\b\\1",
    "J ?& ?F",
    "^\\w+ \\w+$",
    "\\m[A-Z] [A-Z]\\M",
    "[^ ]{12,}",
    "(?:A)?",
    "ΑΛΦΑ",
    "S ?A$",
)


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_index, "load_engine", lambda: None)


def filled(*rexes: str) -> UserExpressions[Any]:
    index: UserExpressions[Any] = UserExpressions()
    for key, rex in enumerate(rexes):
        index.add(key, rex)
    return index


def hits(index: UserExpressions[int], text: str) -> list[int]:
    return [key for key in index.candidates(text) if index.pattern(key).search(text)]


def kept(index: UserExpressions[Any]) -> list[list[tuple[int, frozenset[str]]]]:
    return [wanted for known in index._exact._pieces.values() for found in known.values() for wanted in found.values()]


def plain_loop(rexes: tuple[str, ...] | list[str], text: str) -> list[int]:
    return [key for key, rex in enumerate(rexes) if compile_expression(rex).search(text)]


def test_the_index_finds_what_the_plain_loop_finds_in_the_same_order() -> None:
    index = filled(*OF_ALL_KINDS)
    index.build()
    for name in (*NAMES, *load_trial_names().hostile):
        assert hits(index, name) == plain_loop(OF_ALL_KINDS, name)


def test_what_the_engine_does_not_know_yet_is_found_too() -> None:
    index = filled(*OF_ALL_KINDS)
    for name in NAMES:
        assert hits(index, name) == plain_loop(OF_ALL_KINDS, name)


@settings(max_examples=60, deadline=None)
@given(st.lists(expressions(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_texts_drawn_from_the_expressions_themselves_are_all_found(rexes: list[str], random: Random) -> None:
    index = filled(*rexes)
    index.build()
    for rex in rexes:
        drawn = draw_text(read(rex), random)
        for text in (drawn, f"ΩMEGA {drawn} LTDA", random.choice(NAMES)):
            try:
                expected = plain_loop(rexes, text)
            except MemoryError:  # what the module fails at, as with `((?=.(?:IPE){e<=1}))+`
                reject()
            assert hits(index, text) == expected


@settings(max_examples=60, deadline=None)
@given(expressions(), st.randoms(use_true_random=False))
def test_what_is_written_for_the_engine_matches_whatever_the_expression_matches(rex: str, random: Random) -> None:
    tree = read(rex)
    written = write_for_engine(tree)
    if written is None:
        return
    segments, refused = compile_segments([(7, written)])
    if refused:
        return
    for text in (draw_text(tree, random), f"Ω {draw_text(tree, random)}X", random.choice(NAMES)):
        data = encode(text)
        found: list[int] = []
        if data is not None and compile_expression(rex).search(text):
            segments[0].scan(data, found)
            assert found == [7]


@pytest.mark.parametrize(
    ("rex", "kind"),
    [
        ("TAMBURIL|IPE DOURADO", "literal"),
        ("(?:SAPUCAIA){e<=1}", "literal"),
        ("^(?=.*TAPAJOS)", "literal"),
        ("[A-Z]{3} \\d{4}", "scan"),
        ("S ?A$", "scan"),
        ("\\m[BCD]\\w[XYZ]\\M", "scan"),
        ("(\\w{4,}) \\1", "scan"),
        ("(?!.*LTDA)", "loop"),
        ("(?:IPE){e<=2}", "loop"),
        ("(?R)|unread", "loop"),
    ],
)
def test_an_expression_is_found_by_letters_by_the_engine_or_asked_about_every_name(rex: str, kind: str) -> None:
    assert classify(rex) == kind


def test_without_the_engine_its_expressions_are_asked_one_by_one(without_engine: None) -> None:
    index = filled(*OF_ALL_KINDS)
    assert index.counts()["scan"] == 0
    for name in NAMES:
        assert hits(index, name) == plain_loop(OF_ALL_KINDS, name)


def test_where_the_engine_cannot_be_loaded_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    load_engine.cache_clear()
    try:
        assert load_engine() is None
        assert compile_segments([(3, ((b"A",),))]) == ([], [3])
    finally:
        monkeypatch.undo()
        load_engine.cache_clear()


def test_what_the_engine_refuses_is_asked_one_by_one() -> None:
    segments, refused = compile_segments([(1, ((b"AB",),)), (2, ((b"A",), (b"(?=A)B",))), (3, ((b"C",),))])
    assert refused == [2]
    assert sorted(number for segment in segments for number in segment.numbers) == [1, 3]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([*OF_ALL_KINDS, None])), max_size=40))
@settings(max_examples=30, deadline=None)
def test_adding_replacing_and_removing_leave_what_was_said_last(changes: list[tuple[int, str | None]]) -> None:
    index: UserExpressions[int] = UserExpressions()
    said: dict[int, str] = {}
    for key, rex in changes:
        said.pop(key, None)
        if rex is None:
            index.remove(key)
        else:
            index.add(key, rex)
            said[key] = rex
    for name in NAMES[::40]:
        assert hits(index, name) == [key for key, rex in said.items() if compile_expression(rex).search(name)]
    assert len(index) == len(said)


def test_a_removed_expression_leaves_no_tombstone_behind_where_names_are_met() -> None:
    index = filled("SAPUCAIA DO CERRADO", "SAPUCAIA DO CERRADO", "TAPAJOS")
    index.remove(0)
    assert index.candidates("BANCO SAPUCAIA DO CERRADO") == [1]
    index.remove(1)
    assert index.candidates("BANCO SAPUCAIA DO CERRADO") == []
    assert kept(index) == [[(2, frozenset({"TAPAJOS"}))]]


def test_tombstones_never_outgrow_what_is_alive() -> None:
    index = filled("TAPAJOS")
    for turn in range(3_000):
        index.add("other", f"SAPUCAIA {turn}")
    assert sum(map(len, kept(index))) < 1_100
    assert index.candidates("TAPAJOS") == [0]


def test_compiled_expressions_are_kept_among_the_last_used() -> None:
    index: UserExpressions[int] = UserExpressions(most_patterns=2)
    for key, rex in enumerate(("IPE", "XINGU", "BURITI")):
        index.add(key, rex)
    first = index.pattern(0)
    index.pattern(1)
    assert index.pattern(0) is first
    index.pattern(2)
    assert index.pattern(0) is first
    assert set(index._patterns) == {0, 2}
    with pytest.raises(KeyError):
        index.pattern(9)


def test_an_expression_that_cannot_be_compiled_is_a_candidate_and_says_so_when_asked() -> None:
    index = filled("BANCO (")
    assert index.candidates("IPE") == [0]
    with pytest.raises(regex.error):
        index.pattern(0)


@pytest.mark.parametrize(
    "rex",
    [
        "(?:(?:[A-Z]{1,90}B){1,90}C){1,90}",
        "(?:A|B){2000}",
        "(?:[A-Z]+ ?){3,}\\d" * 40,
        ".{9}\\w{30,99}" * 60,
        "[AB].*" * 200,
    ],
)
def test_no_expression_keeps_the_engine_busy(rex: str) -> None:
    """Counts within counts lose their limits, so that the engine's automaton stays small."""
    written = write_for_engine(read(rex))
    begun = time.process_time()
    compile_segments([(0, written)] if written else [])
    assert time.process_time() - begun < 2


def test_letters_outside_ascii_are_one_byte_and_strange_signs_narrow_nothing() -> None:
    assert encode("J & F ΩMEGA") == b"J & F _MEGA"
    assert encode("IPE ৴") is None
    assert fold("৴").text == "৴"
    index = filled("[A-Z]{3} \\d{4}")
    index.build()
    assert index.candidates("IPE ৴") == [0]
    assert index.candidates("IPE Ω") == []
