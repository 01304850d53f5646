"""The states of a tribunal and of its routes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capture.health import (
    FAILURES_TO_SUSPEND,
    RouteHealth,
    TribunalHealth,
    after_canary,
    after_idle_probe,
    after_visit,
    summarise,
    under_policy,
)
from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from schemas.tribunal_status import TribunalState

NOW = datetime(2031, 3, 3, 15, tzinfo=UTC)
GOOD = RouteHealth("TJSP", CourtSystem.ESAJ, TribunalState.ACTIVE, NOW - timedelta(days=30))
TRIBUNAL = TribunalHealth("TJSP", TribunalState.ACTIVE, NOW - timedelta(days=30), routes=(GOOD,))


def visited(health: RouteHealth, outcome: Outcome, *, is_probe: bool = False) -> RouteHealth:
    return after_visit(health, outcome, "seen", is_probe=is_probe, now=NOW)


@pytest.mark.parametrize("outcome", sorted(TRIBUNAL_WIDE))
def test_a_wall_suspends_at_once(outcome: Outcome) -> None:
    health = visited(GOOD, outcome)
    assert (health.state, health.outcome, health.episode) == (TribunalState.SUSPENDED, outcome, 1)
    assert health.next_attempt_at == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.UPSTREAM_ERROR, Outcome.PAGE_CHANGED])
def test_other_trouble_suspends_only_when_it_comes_in_a_row(outcome: Outcome) -> None:
    health = GOOD
    for _ in range(FAILURES_TO_SUSPEND - 1):
        health = visited(health, outcome)
    assert health.state is TribunalState.ACTIVE
    assert visited(visited(health, Outcome.NOT_FOUND), outcome).state is TribunalState.ACTIVE
    assert visited(health, outcome).state is TribunalState.SUSPENDED


def test_the_retries_of_a_few_bad_pages_do_not_suspend() -> None:
    """They come due together; a first failure of another case counts, and a wall acts whatever failed before."""
    health = GOOD
    for _ in range(FAILURES_TO_SUSPEND + 1):
        health = after_visit(health, Outcome.UPSTREAM_ERROR, "seen", is_probe=False, now=NOW, failures_of_case=1)
    assert (health.state, health.failures_in_row) == (TribunalState.ACTIVE, 0)
    health = after_visit(health, Outcome.CAPTCHA, "seen", is_probe=False, now=NOW, failures_of_case=1)
    assert health.state is TribunalState.SUSPENDED


def test_visits_that_were_out_when_it_was_suspended_change_nothing() -> None:
    down = visited(GOOD, Outcome.CAPTCHA)
    assert visited(down, Outcome.CAPTCHA) == down
    assert visited(down, Outcome.FOUND_NEW).state is TribunalState.SUSPENDED


def test_a_probe_decides() -> None:
    down = visited(GOOD, Outcome.CAPTCHA)
    again = visited(down, Outcome.BLOCKED, is_probe=True)
    assert (again.outcome, again.episode, again.since) == (Outcome.BLOCKED, 1, down.since)
    assert again.next_attempt_at == NOW + timedelta(hours=1)
    back = visited(again, Outcome.NOT_FOUND, is_probe=True)
    assert (back.state, back.next_attempt_at, back.failures_in_row) == (TribunalState.ACTIVE, None, 0)
    assert visited(back, Outcome.CAPTCHA).episode == 2


def test_a_probe_without_a_case_to_try_waits_longer() -> None:
    down = after_idle_probe(visited(GOOD, Outcome.CAPTCHA), NOW)
    assert (down.state, down.next_attempt_at) == (TribunalState.SUSPENDED, NOW + timedelta(hours=1))


def test_unsupported_says_nothing_about_the_tribunal() -> None:
    assert visited(GOOD, Outcome.UNSUPPORTED) == GOOD


def test_a_tribunal_is_suspended_only_when_no_route_is_left() -> None:
    other = replace(GOOD, system=CourtSystem.EPROC)
    down, other_down = visited(GOOD, Outcome.CAPTCHA), visited(other, Outcome.BLOCKED)
    half = summarise(replace(TRIBUNAL, routes=(down, other)), NOW)
    assert (half.state, half.episode) == (TribunalState.ACTIVE, 0)
    whole = summarise(replace(half, routes=(down, other_down)), NOW)
    assert (whole.state, whole.episode, whole.next_attempt_at) == (TribunalState.SUSPENDED, 1, down.next_attempt_at)
    assert "esaj: The court asks for a captcha" in whole.reason
    assert "eproc: The court refuses" in whole.reason
    again = summarise(replace(whole, routes=(down, visited(other_down, Outcome.BLOCKED, is_probe=True))), NOW)
    assert again.episode == 1
    back = summarise(replace(again, routes=(down, other)), NOW)
    assert (back.state, back.episode, back.outcome) == (TribunalState.ACTIVE, 1, None)
    assert [route.state for route in back.status().routes] == [TribunalState.SUSPENDED, TribunalState.ACTIVE]


def policy(health: TribunalHealth, *, is_enabled: bool = True, suspended: str | None = None) -> TribunalHealth:
    return under_policy(health, is_enabled=is_enabled, suspended_reason=suspended, disabled_reason="off", now=NOW)


def test_a_policy_changes_a_state_once_and_gives_it_back() -> None:
    off = policy(TRIBUNAL, is_enabled=False)
    assert (off.state, off.reason, off.is_by_operator, off.episode) == (TribunalState.DISABLED, "off", True, 1)
    assert policy(off, is_enabled=False) == off
    paused = policy(off, suspended="contract ended")
    assert (paused.state, paused.reason, paused.episode) == (TribunalState.SUSPENDED, "contract ended", 1)
    back = policy(paused)
    assert (back.state, back.is_by_operator) == (TribunalState.ACTIVE, False)
    assert policy(back) == back


def test_a_policy_that_says_nothing_leaves_a_wall_standing() -> None:
    down = summarise(replace(TRIBUNAL, routes=(visited(GOOD, Outcome.CAPTCHA),)), NOW)
    assert policy(down) == down
    assert summarise(policy(down, suspended="y"), NOW).reason == "y"
    assert policy(replace(down, reason="x"), suspended="x").is_by_operator


def test_a_canary_degrades_then_suspends_and_a_good_visit_forgives() -> None:
    once = after_canary(GOOD, "it shows less", is_probe=False, now=NOW)
    assert (once.state, once.complaint) == (TribunalState.ACTIVE, "it shows less")
    assert after_canary(once, "", is_probe=False, now=NOW) == GOOD
    twice = after_canary(once, "it shows less", is_probe=False, now=NOW)
    assert (twice.state, twice.outcome, twice.episode) == (TribunalState.SUSPENDED, Outcome.PAGE_CHANGED, 1)
    assert "it shows less" in twice.reason
    probed = after_canary(twice, "it shows less", is_probe=True, now=NOW)
    assert (probed.state, probed.probes) == (TribunalState.SUSPENDED, 1)
    healed = visited(after_canary(probed, "", is_probe=True, now=NOW), Outcome.FOUND_NEW, is_probe=True)
    assert (healed.state, healed.complaint) == (TribunalState.ACTIVE, "")
