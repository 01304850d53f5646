"""Tribunals that cannot be read, or may not: suspension, probes, budgets, hours, robots, hosts."""

from datetime import time
from uuid import uuid4

import pytest
from aiohttp import web

from capture.leases import LeaseKeeper
from capture.watches import why_stale
from monitor_config.tribunals import Hours
from schemas.outcomes import Outcome
from schemas.tribunal_status import TribunalState
from tests.integration.capture.conftest import MONDAY_NOON, World, case

CAPTCHA = (
    '<html><head><title>Verificação</title></head><body><div class="g-recaptcha" data-sitekey="x"></div></body></html>'
)


def captcha(_: web.Request) -> web.Response:
    return web.Response(text=CAPTCHA, content_type="text/html")


def test_a_captcha_suspends_the_tribunal_until_a_probe_succeeds(world: World) -> None:
    """The first challenge page stops everything; probes follow after 30 minutes, then 60; success ends it."""
    world.court.everything = captcha
    for n in range(1, 21):
        world.watch(case(n))
    with world.capturing():
        world.settle()
        assert len(world.court.asked) <= 4  # those that were out already
        assert world.captures() == []
        asked = len(world.court.asked)
        world.advance(minutes=30)
        world.settle()
        assert len(world.court.asked) == asked + 1
        world.advance(minutes=59)
        world.settle()
        assert len(world.court.asked) == asked + 1
        world.court.everything = None
        world.advance(minutes=1)
        world.settle()
    assert len(world.captures()) == 20
    statuses = world.statuses()
    assert [status.state for status in statuses] == ["suspended", "suspended", "active"]
    assert {status.episode for status in statuses} == {1}
    assert statuses[0].outcome is Outcome.CAPTCHA
    assert "captcha" in statuses[0].reason
    assert statuses[0].since == MONDAY_NOON


def test_five_failures_in_a_row_suspend_and_fewer_do_not(world: World) -> None:
    world.policy = world.policy.model_copy(update={"concurrency": 1})
    world.court.everything = lambda _: web.Response(status=504)
    for n in range(1, 5):
        world.watch(case(n))
    with world.capturing():
        world.settle()
        assert world.statuses() == []
        world.watch(case(5))
        world.settle()
    (status,) = world.statuses()
    assert (status.state, status.outcome) == (TribunalState.SUSPENDED, Outcome.UPSTREAM_ERROR)


def test_a_restart_publishes_nothing_and_a_changed_policy_once(world: World) -> None:
    world.watch(case(1))
    off = world.policy.model_copy(update={"suspended_reason": "agreement with the court ended"})
    on = world.policy
    for policy in (on, on, off, off, on):
        world.policy = policy
        with world.capturing():
            world.settle()
    assert [(s.state, s.episode) for s in world.statuses()] == [("suspended", 1), ("active", 1)]
    assert world.statuses()[0].reason == "agreement with the court ended"
    with world.database.transaction() as connection:
        assert why_stale(connection, case(1), world.clock.now()).last_outcome == Outcome.FOUND_NEW


def test_a_suspended_tribunals_visits_wait_and_say_why(world: World) -> None:
    world.policy = world.policy.model_copy(update={"suspended_reason": "agreement with the court ended"})
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert world.court.asked == []
    with world.database.transaction() as connection:
        assert "agreement with the court ended" in why_stale(connection, case(1), world.clock.now()).why


def test_the_days_budget_is_not_exceeded_not_even_by_restarts(world: World) -> None:
    world.policy = world.policy.model_copy(update={"daily_budget": 10})
    for n in range(1, 30):
        world.watch(case(n))
    for _ in range(3):
        with world.capturing():
            world.settle()
    assert len(world.court.asked) <= 10
    with world.capturing():
        world.advance(days=1)
        world.settle()
    assert 10 < len(world.court.asked) <= 20


def test_nothing_is_asked_outside_the_hours(world: World) -> None:
    world.policy = world.policy.model_copy(update={"hours": Hours(opens=time(13), closes=time(14))})
    world.watch(case(1))
    with world.capturing():
        world.settle()
        assert world.court.asked == []
        with world.database.transaction() as connection:
            assert "hours" in why_stale(connection, case(1), world.clock.now()).why
        world.advance(hours=1)
        world.settle()
    assert len(world.court.asked) == 1


def test_retry_after_is_obeyed(world: World) -> None:
    world.court.everything = lambda _: web.Response(status=429, headers={"Retry-After": "3600"})
    world.policy = world.policy.model_copy(update={"concurrency": 1})
    world.watch(case(1))
    world.watch(case(2))
    with world.capturing():
        world.settle()
        assert len(world.court.asked) == 1
        world.advance(minutes=59)
        world.settle()
        assert len(world.court.asked) == 1
        world.court.everything = None
        world.advance(minutes=1)
        world.settle()
    assert len(world.court.asked) == 3


def test_what_robots_txt_disallows_is_off_until_the_operator_gives_a_reason(world: World) -> None:
    world.court.robots = "User-agent: *\nDisallow: /case/"
    world.watch(case(1))
    with world.capturing():
        world.settle()
    (capture,) = world.captures()
    assert capture.outcome is Outcome.UNSUPPORTED
    assert "robots.txt" in capture.explanation
    assert world.court.asked == []
    world.policy = world.policy.model_copy(
        update={"robots_override_reason": "written consent of the court, 2031-02-01"}
    )
    world.watch(case(2))
    with world.capturing():
        world.settle()
    assert world.court.visits[case(2)] == 1


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_to_an_undeclared_host_is_refused(world: World, status: int) -> None:
    """A court's page must not send us to another host, not even to another port of the same machine."""
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.Response(
        status=status, headers={"Location": "http://localhost:1/case/secret"}
    )
    world.watch(case(1))
    with world.capturing():
        world.settle()
    (capture,) = world.captures()
    assert capture.outcome is Outcome.PAGE_CHANGED
    assert "localhost:1 is not a declared host" in capture.explanation


def test_a_redirect_within_the_host_is_followed(world: World) -> None:
    world.court.answers[f"/case/{case(1)}"] = lambda _: web.Response(
        status=302, headers={"Location": f"/case/{case(2)}"}
    )
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert world.captures()[0].outcome is Outcome.FOUND_NEW
    assert world.captures()[0].provenance.pages[0].url.endswith(case(2))


def test_a_host_inside_our_network_is_refused_unless_the_settings_name_it(world: World) -> None:
    world.trusted = frozenset()
    world.court.address = world.court.address.replace("127.0.0.1", "localhost")
    world.watch(case(1))
    with world.capturing():
        world.settle()
    assert world.court.asked == []
    assert "not public" in world.captures()[0].explanation


def test_a_process_knows_how_many_others_live(world: World) -> None:
    """By that number the processes share the pace of a source that all of them ask."""
    keepers = [LeaseKeeper(world.database, uuid4(), ["TJSP"]) for _ in range(2)]
    for keeper in (*keepers, keepers[0]):
        keeper.beat()
    assert [keeper.processes for keeper in keepers] == [2, 2]
    keepers[1].close()
    keepers[0].beat()
    assert keepers[0].processes == 1
