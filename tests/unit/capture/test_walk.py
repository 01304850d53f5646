"""Walking the numbers of an origin: gaps are learned, walks end politely, what could not be read proves nothing."""

from datetime import date

import pytest

from capture.strategies.walk import Answer, Walk, begin_day, learn, next_batch, patience
from monitor_config.discovery import SequenceWalkPolicy

TODAY = date(2031, 3, 3)
POLICY = SequenceWalkPolicy(absent_in_a_row=4, most_absent_in_a_row=12)
S, A, O = Answer.SHOWN, Answer.ABSENT, Answer.OPEN  # noqa: E741


def walk(highest: int = 10, **more: object) -> Walk:
    return begin_day(Walk(highest, highest, **more), TODAY, highest)  # type: ignore[arg-type]


def answers(first: int, *given: Answer) -> dict[int, Answer]:
    return {first + place: answer for place, answer in enumerate(given)}


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ((), 4),
        ((0,) * 9, 4),
        ((0,) * 10, 5),
        ((0,) * 50 + (40,), 5),
        ((0, 3, 0, 2, 0, 1, 0, 3, 0, 3, 0, 3), 6),
        ((30,) * 20, 12),
    ],
    ids=["nothing known", "too little known", "dense", "one odd gap", "usual gaps of three", "never more than allowed"],
)
def test_patience_is_learned_from_the_gaps(gaps: tuple[int, ...], expected: int) -> None:
    assert patience(gaps, POLICY) == expected


def test_a_walk_goes_on_behind_what_was_shown_and_learns_the_gap() -> None:
    after = learn(walk(), answers(11, S, A, A, S), POLICY, TODAY)
    assert (after.highest, after.tried_to, after.gaps, after.ended_on) == (14, 14, (0, 2), None)
    assert next_batch(after, POLICY, TODAY, most=10) == range(15, 19)


def test_a_walk_ends_after_so_many_absent_and_the_gap_behind_the_last_is_not_learned() -> None:
    after = learn(walk(), answers(11, S, A, A, A, A), POLICY, TODAY)
    assert (after.highest, after.gaps, after.ended_on, after.why_ended) == (11, (0,), TODAY, "4 absent in a row")
    assert list(next_batch(after, POLICY, TODAY, most=10)) == []


def test_a_batch_never_asks_beyond_where_the_walk_would_end() -> None:
    after = learn(walk(), answers(11, A, A, A), POLICY, TODAY)
    assert next_batch(after, POLICY, TODAY, most=10) == range(14, 15)
    assert list(next_batch(after, POLICY, TODAY, most=0)) == []


def test_what_could_not_be_read_ends_the_day_and_counts_as_neither() -> None:
    after = learn(walk(), answers(11, S, O, S), POLICY, TODAY)
    assert (after.highest, after.tried_to, after.absent_in_a_row) == (11, 11, 0)
    assert (after.ended_on, after.why_ended) == (TODAY, "the court could not be read")


def test_the_next_day_asks_again_what_was_absent() -> None:
    ended = learn(walk(), answers(11, A, A, A, A), POLICY, TODAY)
    again = begin_day(ended, date(2031, 3, 4), 10)
    assert next_batch(again, POLICY, date(2031, 3, 4), most=2) == range(11, 13)
    assert begin_day(ended, TODAY, 10) == ended


def test_a_day_begins_at_the_highest_number_that_any_source_knows() -> None:
    assert begin_day(walk(10), date(2031, 3, 4), 25).tried_to == 25


def test_the_last_number_of_a_series_is_the_last_one_asked() -> None:
    assert next_batch(walk(9_999_997), POLICY, TODAY, most=10) == range(9_999_998, 10_000_000)
