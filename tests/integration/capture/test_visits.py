"""Visits over real HTTP, a real database and the stream: due dates, wishes, failures, crashes."""

from datetime import timedelta
from uuid import uuid4

from schemas.capture_requests import Wish
from schemas.outcomes import Outcome
from tests.integration.capture.conftest import MONDAY_NOON, World, case


def test_a_watched_case_is_visited_at_once_and_again_on_the_next_business_day(world: World) -> None:
    world.watch(case(1))
    with world.capturing():
        world.settle()
        (first,) = world.captures()
        assert (first.outcome, first.reason, first.case_number) == (Outcome.FOUND_NEW, "due", case(1))
        assert world.pending()["due_visits"] == 0
        world.advance(days=1, hours=10)
        world.settle()
    assert len(world.captures()) == 2
    assert len({capture.visit_id for capture in world.captures()}) == 2
