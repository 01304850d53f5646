"""Visits over real HTTP, a real database and the stream: due dates, wishes, failures, crashes."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web

from capture.errors import ContactMissing
from capture.settlement import Settlement
from capture.watches import why_stale
from runtime.postgres.pool import DatabaseUnavailable
from runtime.settings import Settings
from schemas.capture_requests import Wish
from schemas.outcomes import Outcome
from tests.integration.capture.conftest import MONDAY_NOON, World, case, case_row, until
from tests.integration.capture.court import case_page


def test_a_watched_case_is_visited_at_once_and_again_on_the_next_business_day(world: World) -> None:
    world.watch(case(1))
    with world.capturing():
        world.settle()
        (first,) = world.captures()
        assert (first.outcome, first.reason, first.case_number) == (Outcome.FOUND_NEW, "due", case(1))
        assert first.provenance.pages[0].sha256
        world.advance(days=1, hours=10)
        world.settle()
    assert len({capture.visit_id for capture in world.captures()}) == 2
    assert world.court.user_agents == {"Arauto/0.1.0 (+mailto:court-watch@example.org)"}


def test_capture_refuses_to_start_without_a_contact(world: World) -> None:
    world.settings = Settings()
    with pytest.raises(ContactMissing), world.capturing():
        pass


def test_a_wish_is_visited_before_what_is_due_and_a_case_nobody_watches_only_once(world: World) -> None:
    world.policy = world.policy.model_copy(update={"concurrency": 1})
    for n in range(1, 5):
        world.watch(case(n))
    world.watch(case(9), is_watched=False, wish=Wish.HINTED)
    with world.capturing():
        world.settle()
        assert world.court.asked[0] == f"/case/{case(9)}"
        world.advance(days=3)
        world.settle()
    assert world.court.visits[case(9)] == 1
    assert world.court.visits[case(1)] == 2
    assert next(c for c in world.captures() if c.case_number == case(9)).reason == "hinted"


def test_an_older_revision_changes_nothing(world: World) -> None:
    world.watch(case(1), revision=5)
    world.watch(case(1), revision=4, is_watched=False)
    world.watch(case(1), revision=5, is_watched=False)
    assert world.row("SELECT is_watched FROM capture.watches")["is_watched"] is True
    world.watch(case(1), revision=6, is_watched=False)
    assert world.rows("SELECT * FROM capture.visits") == []


def test_a_wish_during_a_visit_asks_for_another_visit(world: World) -> None:
    def wish_then_answer(_: web.Request) -> web.Response:
        if world.court.visits[case(1)] == 1:
            world.wish(case(1), Wish.ASKED)
        return case_page(case(1))

    world.court.answers[f"/case/{case(1)}"] = wish_then_answer
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert [capture.reason for capture in world.captures()] == ["due", "asked"]
    assert len({capture.visit_id for capture in world.captures()}) == 2


def test_a_transient_failure_is_tried_again_within_the_visit(world: World) -> None:
    """Two errors of the court's server are survived; the third page counts."""
    world.court.answers[f"/case/{case(1)}"] = lambda _: (
        web.Response(status=500, text="boom") if world.court.visits[case(1)] < 3 else case_page(case(1))
    )
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert [capture.outcome for capture in world.captures()] == [Outcome.FOUND_NEW]
    assert world.court.visits[case(1)] == 3


def test_a_failed_visit_is_published_and_follows_the_ladder(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.Response(status=500, text="boom")
    world.watch(case(1))
    with world.capturing():
        for step in ({"minutes": 30}, {"hours": 2}, {"hours": 6}):
            world.settle()
            due_at = world.row("SELECT due_at FROM capture.visits")["due_at"]
            assert due_at == world.clock.now() + timedelta(**step)
            world.advance(**step)
        world.settle()
    assert [capture.outcome for capture in world.captures()] == [Outcome.UPSTREAM_ERROR] * 4
    row = case_row(world, case(1))
    assert row["failing_since"] == MONDAY_NOON
    assert row["last_verified_at"] is None
    with world.database.transaction() as connection:
        assert "failed" in why_stale(connection, case(1), world.clock.now()).why


def test_a_partial_visit_is_followed_by_a_bounded_number_of_others(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.json_response({"outcome": "partial", "movements": 1})
    world.watch(case(1))
    with world.capturing():
        for _ in range(6):
            world.settle()
            world.advance(minutes=31)
        world.settle()
    assert world.court.visits[case(1)] == 4
    assert {capture.outcome for capture in world.captures()} == {Outcome.PARTIAL}


def test_not_found_of_a_watched_case_is_published_as_such(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.json_response({"outcome": "not_found"})
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert [capture.outcome for capture in world.captures()] == [Outcome.NOT_FOUND]


def test_what_a_dead_process_claimed_is_visited_under_the_same_id(world: World) -> None:
    """A killed process leaves claims and an expired lease: the next holder of the lease takes both."""
    world.watch(case(1))
    dead = uuid4()
    with world.database.transaction() as connection:
        connection.execute(
            "UPDATE capture.visits SET claimed_by = %s, claim_expires_at = clock_timestamp() + interval '1 hour'",
            (dead,),
        )
        connection.execute(
            "INSERT INTO capture.leases VALUES ('TJSP', %s, clock_timestamp() - interval '1 second')", (dead,)
        )
    assert world.pending()["due_visits"] == 1
    with world.capturing():
        world.settle()
    assert len(world.captures()) == 1


def test_a_killed_process_loses_no_visit(world: World, tmp_path: Path) -> None:
    """The next process waits for the lease to run out, then visits what the killed one had claimed."""
    world.court.delay = 0.02
    for n in range(1, 61):
        world.watch(case(n))
    command = [sys.executable, "-m", "tests.integration.capture.stage_process"]
    arguments = [world.database.dsn, str(tmp_path / "blobs"), world.court.address]
    killed = subprocess.Popen([*command, *arguments], cwd=Path(__file__).parents[3])
    until(lambda: len(world.court.asked) > 20, "the process visits")
    killed.kill()
    killed.wait()
    with world.capturing():
        world.settle()
    captures = world.captures()
    assert {capture.case_number for capture in captures} == {case(n) for n in range(1, 61)}
    assert len({capture.visit_id for capture in captures}) == 60


def test_a_crash_between_publishing_and_closing_publishes_the_same_visit_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Settlement._close
    broken = iter([True])

    def break_once(*arguments: object) -> None:
        if next(broken, False):
            raise DatabaseUnavailable("gone at the worst moment")
        close(*arguments)

    monkeypatch.setattr(Settlement, "_close", break_once)
    world.watch(case(1))
    with world.capturing():
        world.settle()
    captures = world.captures()
    assert len(captures) == 2
    assert len({capture.visit_id for capture in captures}) == 1
    assert case_row(world, case(1))["visits"] == 1


def test_a_second_process_takes_no_court_that_the_first_one_asks(world: World) -> None:
    world.court.delay = 0.05
    for n in range(1, 30):
        world.watch(case(n))
    with world.capturing(), world.capturing():
        world.settle()
    assert set(world.court.visits.values()) == {1}
    assert world.court.most_at_once <= 4


def test_a_case_of_a_court_without_a_spider_is_told_so(world: World) -> None:
    world.watch(case(1), tribunal="TJXX")
    with world.capturing():
        world.settle()
    (capture,) = world.captures()
    assert capture.outcome is Outcome.UNSUPPORTED
    assert "no spider" in capture.explanation


def test_cookies_last_as_long_as_the_session_is_good(world: World) -> None:
    world.policy = world.policy.model_copy(update={"concurrency": 1})
    world.court.answers[f"/case/{case(2)}"] = lambda _: web.Response(status=404, text="gone")
    for n in (1, 2, 3):
        world.watch(case(n), wish=Wish.ASKED)
        world.advance(seconds=1)
    with world.capturing():
        world.settle()
    assert world.court.cookies == [None, "session=s1", None]
