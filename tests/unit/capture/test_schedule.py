"""When cases are visited next."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture import schedule
from capture.business_days import next_business_day
from capture.planning import GIVE_UP_AFTER, CaseFacts, is_failure, plan_next
from monitor_config.tribunals import Cadence, Hours
from runtime.clock import COURT_ZONE, business_date
from schemas.captures import VisitReason
from schemas.outcomes import TRIBUNAL_WIDE, Outcome

FRIDAY = datetime(2031, 3, 7, 15, tzinfo=UTC)
NUMBER = "00000019220318260100"
FACTS = CaseFacts(
    case_number=NUMBER,
    reason=VisitReason.DUE,
    is_watched=True,
    failures=0,
    partials=0,
    misses=0,
    wished_reason=None,
    interval_days=1.0,
    hours=None,
    discovery_tries=3,
)
numbers = st.integers(0, 10**20 - 1).map("{:020d}".format)
moments = st.datetimes(datetime(2031, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(numbers, moments)
def test_a_daily_visit_is_on_the_next_business_day_within_the_hours(number: str, now: datetime) -> None:
    due_at = schedule.next_regular(now, number, 1.0, None).astimezone(COURT_ZONE)
    assert due_at.date() == next_business_day(business_date(now))
    assert due_at.weekday() < 5
    assert time(6) <= due_at.time() < time(20)


def test_due_times_of_many_cases_spread_over_the_hours() -> None:
    hours = {schedule.spread_time(date(2031, 3, 3), f"{n:020d}", None).hour for n in range(500)}
    assert len(hours) == 14


def test_an_interval_of_hours_is_not_spread() -> None:
    assert schedule.next_regular(FRIDAY, NUMBER, 0.25, None) == FRIDAY + timedelta(hours=6)


@given(st.integers(1, 30), moments)
def test_the_failure_ladder_never_shrinks(failures: int, now: datetime) -> None:
    this = schedule.after_failure(now, NUMBER, failures, None)
    assert this > now
    if failures < 3:
        assert schedule.after_failure(now, NUMBER, failures + 1, None) >= this


def test_probes_come_after_30_minutes_doubling_to_six_hours() -> None:
    waits = [schedule.probe_wait(n).total_seconds() / 60 for n in range(7)]
    assert waits == [30, 60, 120, 240, 360, 360, 360]


@pytest.mark.parametrize(("hour", "minute", "is_open"), [(8, 59, False), (9, 0, True), (22, 59, True), (23, 0, False)])
def test_hours_are_brasilias_and_their_end_is_exclusive(hour: int, minute: int, is_open: bool) -> None:
    hours = Hours(opens=time(6), closes=time(20))
    assert schedule.is_open(datetime(2031, 3, 3, hour, minute, tzinfo=UTC), hours) is is_open


def test_the_next_time_of_the_day() -> None:
    times = (time(6, 30), time(18, 30))
    assert schedule.next_of_day(FRIDAY, times) == datetime(2031, 3, 7, 21, 30, tzinfo=UTC)
    assert schedule.next_of_day(FRIDAY + timedelta(hours=8), times) == datetime(2031, 3, 8, 9, 30, tzinfo=UTC)


@given(
    st.lists(st.floats(0.1, 5), min_size=1, max_size=50),
    st.floats(0.5, 100),
)
def test_intervals_share_the_capacity_between_daily_and_the_floor(pulls: list[float], capacity: float) -> None:
    """No case is visited more often than daily or rarer than the floor, and what the floor leaves fits the capacity."""
    cadence = Cadence()
    intervals = [
        schedule.interval_days(cadence, capacity=capacity, cases=len(pulls), pull=sum(pulls), own_pull=pull)
        for pull in pulls
    ]
    assert all(1 <= interval <= 15 for interval in intervals)
    if len(pulls) <= capacity:
        assert set(intervals) == {1}
    elif max(intervals) < 15:
        assert sum(1 / interval for interval in intervals) <= capacity * 1.000001


def test_what_changes_more_often_is_visited_more_often() -> None:
    interval = lambda pull: schedule.interval_days(  # noqa: E731
        Cadence(), capacity=10, cases=100, pull=100, own_pull=pull
    )
    assert interval(2.0) < interval(1.0) < interval(0.7) <= 15


def test_a_days_visits_are_what_pace_and_budget_hold() -> None:
    hours = Hours(opens=time(6), closes=time(20))
    of = lambda **limits: schedule.visits_per_day(hours=hours, requests_per_visit=3, **limits)  # noqa: E731
    assert of(requests_per_minute=20, daily_budget=None) == 20 * 840 / 3
    assert of(requests_per_minute=20, daily_budget=300) == 100
    assert of(requests_per_minute=None, daily_budget=None) == float("inf")


def facts(**changes: object) -> CaseFacts:
    return CaseFacts(**{**{name: getattr(FACTS, name) for name in CaseFacts.__slots__}, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - TRIBUNAL_WIDE))
def test_a_watched_case_always_has_a_next_visit(outcome: Outcome) -> None:
    plan = plan_next(facts(failures=50, partials=50), outcome, FRIDAY)
    assert plan.due_at is not None
    assert plan.due_at > FRIDAY
    assert not plan.is_given_up


@pytest.mark.parametrize("outcome", sorted(TRIBUNAL_WIDE))
def test_what_concerns_the_tribunal_plans_nothing_for_the_case(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="acts on the tribunal"):
        plan_next(FACTS, outcome, FRIDAY)


def test_success_resets_the_counters() -> None:
    plan = plan_next(facts(failures=3, partials=2), Outcome.FOUND_NEW, FRIDAY)
    assert (plan.failures, plan.partials, plan.reason) == (0, 0, VisitReason.DUE)


def test_a_case_that_nobody_watches_is_given_up_after_repeated_failures() -> None:
    asked = facts(is_watched=False, reason=VisitReason.ASKED)
    assert plan_next(asked, Outcome.TIMEOUT, FRIDAY).due_at is not None
    last = plan_next(facts(is_watched=False, failures=GIVE_UP_AFTER - 1), Outcome.TIMEOUT, FRIDAY)
    assert (last.due_at, last.is_given_up) == (None, True)


def test_a_wish_that_came_during_the_visit_is_due_at_once() -> None:
    plan = plan_next(facts(wished_reason=VisitReason.HINTED), Outcome.FOUND_NEW, FRIDAY)
    assert (plan.due_at, plan.reason, plan.priority) == (FRIDAY, VisitReason.HINTED, 0)


def test_a_court_that_asks_to_wait_is_not_asked_earlier() -> None:
    held = FRIDAY + timedelta(hours=5)
    assert plan_next(facts(held_until=held), Outcome.RATE_LIMITED, FRIDAY).due_at == held


def test_not_found_and_partial_are_no_failures() -> None:
    answers = {Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED, Outcome.NOT_FOUND, Outcome.SEALED, Outcome.PARTIAL}
    assert {outcome for outcome in Outcome if not is_failure(outcome)} == answers
