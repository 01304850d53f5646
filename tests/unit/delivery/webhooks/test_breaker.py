"""The retry ladder and the breaker, as pure arithmetic."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery.webhooks.breaker import EndpointState, Health, Progress, Result, Turn, judge
from delivery.webhooks.retry_ladder import PROBE_OFFSETS, next_probe, next_retry

START = datetime(2031, 3, 3, 12, tzinfo=UTC)
FAILED = Result("the receiver answered 500", 500)
TAKEN = Result(None, 204)


def moments_of_a_dead_endpoint() -> list[timedelta]:
    """Every moment at which one event is tried, counted from the first."""
    health, progress, now, found = Health(EndpointState.ACTIVE), Progress(), START, []
    while health.state is not EndpointState.DISABLED:
        found.append(now - START)
        verdict = judge(health, progress, FAILED, now)
        health, progress = verdict.health, verdict.progress
        now = health.next_probe_at or progress.due_at
    return found


def test_the_timetable_is_the_documented_one() -> None:
    opened = timedelta(seconds=35)
    minutes = [2, 10, 30, 60, 180, 360, 720, *(1440 * day for day in range(1, 8))]
    assert moments_of_a_dead_endpoint() == [
        timedelta(0),
        timedelta(seconds=5),
        opened,
        *(opened + timedelta(minutes=m) for m in minutes),
    ]


def test_delays_never_shrink() -> None:
    moments = moments_of_a_dead_endpoint()
    delays = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert delays == sorted(delays)


@given(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)), st.timedeltas(timedelta(0), timedelta(days=1))
)
def test_a_later_failure_never_gives_an_earlier_probe(age: timedelta, later: timedelta) -> None:
    first, second = (next_probe(START, START + a) for a in (age, age + later))
    assert first is None or first > START + age
    assert second is None or first is None or second >= first
    assert (first is None) == (age >= PROBE_OFFSETS[-1])


def test_missed_probes_are_not_made_up_for() -> None:
    assert next_probe(START, START + timedelta(days=3, hours=1)) == START + timedelta(days=4)
    assert next_retry(3, START) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 90_000)), max_size=60))
def test_states_stay_consistent_whatever_happens(script: list[tuple[bool, int, int]]) -> None:
    """Parked has a probe ahead of now, disabled has a reason, a success ends a parking."""
    health, now = Health(EndpointState.ACTIVE), START
    deliveries = [Progress() for _ in range(4)]
    for is_taken, which, seconds in script:
        now += timedelta(seconds=seconds)
        verdict = judge(health, deliveries[which], TAKEN if is_taken else FAILED, now)
        before, health = health, verdict.health
        deliveries[which] = Progress() if is_taken else verdict.progress
        assert (health.state is EndpointState.PARKED) == (health.next_probe_at is not None)
        assert (health.state is EndpointState.DISABLED) == (health.disabled_reason is not None)
        if verdict.turn in (Turn.FAILING, Turn.DISABLED):
            assert health.state is not EndpointState.ACTIVE
        if before.state is EndpointState.DISABLED:
            assert health.state is EndpointState.DISABLED
        elif is_taken:
            assert health.state is EndpointState.ACTIVE
            assert health.streak == 0
        if verdict.progress.state == "pending":
            assert verdict.progress.due_at >= now


def test_a_failure_on_its_way_when_the_breaker_opened_is_no_probe() -> None:
    parked = Health(
        EndpointState.PARKED, streak=3, parked_at=START, next_probe_at=START + timedelta(minutes=2), episode=1
    )
    verdict = judge(parked, Progress(), FAILED, START + timedelta(seconds=1))
    assert verdict.health.next_probe_at == parked.next_probe_at
    assert verdict.turn is None


def test_410_disables_an_active_and_a_parked_endpoint_once() -> None:
    gone = Result("the receiver answered 410", 410)
    verdict = judge(Health(EndpointState.ACTIVE), Progress(), gone, START)
    assert (verdict.turn, verdict.health.episode) == (Turn.DISABLED, 1)
    again = judge(verdict.health, verdict.progress, gone, START)
    assert (again.turn, again.progress.state) == (None, "pending")


def test_each_failing_time_has_its_own_episode() -> None:
    health = Health(EndpointState.ACTIVE)
    for episode in (1, 2):
        progress = Progress()
        for _ in range(3):
            verdict = judge(health, progress, FAILED, START)
            health, progress = verdict.health, verdict.progress
        assert (verdict.turn, health.episode) == (Turn.FAILING, episode)
        health = judge(health, Progress(), TAKEN, START).health
