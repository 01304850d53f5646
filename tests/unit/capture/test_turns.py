"""A scarce budget is shared among companies, whatever one of them registers in a day."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from capture.turns import FairQueue

NOW = datetime(2031, 3, 3, 15, tzinfo=UTC)
BIG, SMALL, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
SPACING = timedelta(minutes=10)


def test_a_small_company_is_not_behind_a_big_ones_backlog() -> None:
    """Ten thousand cases registered at noon, five of another company due an hour later: those five go first."""
    queue = FairQueue()
    big = [queue.turn([BIG], NOW, SPACING) for _ in range(10_000)]
    later = NOW + timedelta(hours=1)
    small = [queue.turn([SMALL], later, SPACING) for _ in range(5)]
    ahead = sum(turn < small[-1] for turn in big)
    assert ahead <= 6 + 5  # an hour's share, and one for one from then on


def test_two_busy_companies_alternate() -> None:
    queue = FairQueue()
    turns = [(queue.turn([BIG], NOW, SPACING), "big") for _ in range(50)]
    turns += [(queue.turn([SMALL], NOW, SPACING), "small") for _ in range(50)]
    first = [name for _, name in sorted(turns)[:40]]
    assert abs(first.count("big") - first.count("small")) <= 1


def test_a_case_of_several_companies_counts_for_the_one_that_waits_least() -> None:
    queue = FairQueue()
    for _ in range(10):
        queue.turn([BIG], NOW, SPACING)
    assert queue.turn([BIG, SMALL], NOW, SPACING) == NOW
    assert queue.turn([SMALL], NOW, SPACING) == NOW + SPACING


def test_turns_go_on_where_a_restart_left_them() -> None:
    queue = FairQueue({BIG: NOW + timedelta(hours=5)})
    assert queue.turn([BIG], NOW, SPACING) == NOW + timedelta(hours=5) + SPACING
    assert queue.turn([THIRD], NOW, SPACING) == NOW
