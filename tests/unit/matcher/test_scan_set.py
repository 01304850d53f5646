"""Patterns that come one by one are compiled a few times each, and never need many passes over a name."""

import pytest

from matcher import scan_set
from matcher.scan_engine import Pattern, Segment, compile_segments, weigh
from matcher.scan_set import ScanSet


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each compilation had."""
    weights: list[int] = []

    def counted(patterns: list[Pattern]) -> tuple[list[Segment], list[int]]:
        weights.append(sum(weigh(written) for _, written in patterns))
        return compile_segments(patterns)

    monkeypatch.setattr(scan_set, "compile_segments", counted)
    return weights


def pattern(number: int) -> tuple[tuple[bytes, ...], ...]:
    return ((b"A%dB" % number,),)


def test_what_comes_one_by_one_is_compiled_a_few_times(compiled: list[int]) -> None:
    known = ScanSet()
    for number in range(200):
        known.add(number, pattern(number))
        known.build()
        assert known.find([f"A{number}B"])[0] == [number]
    assert sum(compiled) < 200 * 8
    assert len(known._segments) <= 5


def test_one_more_beside_many_is_compiled_alone(compiled: list[int]) -> None:
    known = ScanSet()
    for number in range(500):
        known.add(number, pattern(number))
    known.build()
    known.add(500, pattern(500))
    known.build()
    assert compiled == [500, 1]
    assert known.find(["A500B"])[0] == [500]


def test_segments_of_which_most_was_removed_are_compiled_anew_with_the_next_one(compiled: list[int]) -> None:
    known = ScanSet()
    for number in range(100):
        known.add(number, pattern(number))
    known.build()
    for number in range(60):
        known.remove(number)
    assert known.find(["A7B A77B"])[0] == [77]
    known.add(100, pattern(100))
    known.build()
    assert compiled == [100, 41]
    assert known.find(["A7B A77B A100B"])[0] == [77, 100]


def test_no_more_than_some_are_compiled_together(compiled: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_set, "MOST_TOGETHER", 40)
    known = ScanSet()
    for number in range(100):
        known.add(number, pattern(number))
    known.build()
    assert compiled == [40, 40, 20]
    assert known.find(["A99B"])[0] == [99]


def test_what_the_engine_has_not_compiled_yet_may_match() -> None:
    known = ScanSet()
    known.add(3, pattern(3))
    assert known.find(["IPE"])[0] == [3]
    known.build()
    assert known.find(["IPE"])[0] == []


def test_what_compiling_leaves_out_is_asked_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ended it: a pattern in no segment would never be found again."""
    patterns = ScanSet()
    for number in range(3):
        patterns.add(number, ((b"ABC",),))
    monkeypatch.setattr(scan_set, "compile_segments", lambda some: ([], []))
    patterns.build()
    assert sorted(patterns.find(["NOBODY"])[0]) == [0, 1, 2]
    patterns.remove(1)
    assert sorted(patterns.find(["NOBODY"])[0]) == [0, 2]
