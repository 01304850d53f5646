"""When a case is visited next: pure arithmetic on business time, without database."""

import hashlib
import math
from datetime import UTC, date, datetime, time, timedelta

from capture.business_days import next_business_day
from monitor_config.tribunals import Cadence, Hours
from runtime.clock import COURT_ZONE, business_date

WORKING_HOURS = Hours(opens=time(6), closes=time(20))
"""Due times spread over these hours where a policy is always open."""

FAILURE_LADDER = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""Waits after failed visits in a row; later ones come on the next business day."""

PARTIAL_WAIT = timedelta(minutes=30)
PARTIAL_TRIES = 3
FIRST_PROBE_WAIT = timedelta(minutes=30)
LONGEST_PROBE_WAIT = timedelta(hours=6)


def jitter(case_number: str) -> float:
    """Return a fixed fraction in [0, 1) of a case, so that the due times of many cases spread over the day."""
    return int.from_bytes(hashlib.sha256(case_number.encode()).digest()[:6], "big") / 2**48


def spread_time(day: date, case_number: str, hours: Hours | None) -> datetime:
    """Return the moment of a day at which this case is due."""
    window = hours or WORKING_HOURS
    opens = datetime.combine(day, window.opens, COURT_ZONE)
    closes = datetime.combine(day, window.closes, COURT_ZONE)
    return (opens + (closes - opens) * jitter(case_number)).astimezone(UTC)


def next_regular(
    now: datetime, case_number: str, interval_days: float, hours: Hours | None, skips_recess: bool = False
) -> datetime:
    """Return the next ordinary visit: on the next business day, or after `interval_days` on a business day."""
    if interval_days < 1:
        return now + timedelta(days=interval_days)
    day = business_date(now) + timedelta(days=math.ceil(interval_days) - 1)
    return spread_time(next_business_day(day, skips_recess=skips_recess), case_number, hours)


def after_failure(
    now: datetime, case_number: str, failures: int, hours: Hours | None, skips_recess: bool = False
) -> datetime:
    """Return the next try after `failures` failed visits in a row (at least one)."""
    if failures <= len(FAILURE_LADDER):
        return now + FAILURE_LADDER[failures - 1]
    day = next_business_day(business_date(now), skips_recess=skips_recess)
    return spread_time(day, case_number, hours)


def probe_wait(probes: int) -> timedelta:
    """Return the wait before the next probe of a suspended tribunal: 30 minutes, doubling to six hours."""
    return min(FIRST_PROBE_WAIT * (1 << min(probes, 10)), LONGEST_PROBE_WAIT)


def is_open(now: datetime, hours: Hours | None) -> bool:
    """Say whether a moment is within the hours."""
    return hours is None or hours.opens <= now.astimezone(COURT_ZONE).time() < hours.closes


def next_of_day(now: datetime, times: tuple[time, ...]) -> datetime:
    """Return the first of the day's times (Brasília) after a moment."""
    today = business_date(now)
    candidates = (datetime.combine(today + timedelta(days=n), at, COURT_ZONE) for n in (0, 1) for at in sorted(times))
    return next(moment for moment in candidates if moment > now).astimezone(UTC)


def interval_days(cadence: Cadence, *, capacity: float, cases: int, pull: float, own_pull: float) -> float:
    """Return how many days apart a case's visits are.

    Args:
        capacity: visits per business day that pace and budget hold.
        cases, pull: watched cases of the tribunal, and the sum of √(weight × change rate) over them.
        own_pull: √(weight × change rate) of this case.
    """
    if cases <= capacity or capacity <= 0 or own_pull <= 0:
        return cadence.interval_days if capacity > 0 else cadence.floor_days
    return min(max(pull / (capacity * own_pull), cadence.interval_days), cadence.floor_days)


def visits_per_day(
    *, requests_per_minute: float | None, daily_budget: int | None, hours: Hours | None, requests_per_visit: float
) -> float:
    """Return how many visits a business day holds (infinite without limits)."""
    minutes = 24 * 60.0
    if hours:
        opened = datetime.combine(date.min, hours.closes) - datetime.combine(date.min, hours.opens)
        minutes = opened.total_seconds() / 60
    by_pace = math.inf if requests_per_minute is None else requests_per_minute * minutes
    requests = min(by_pace, math.inf if daily_budget is None else daily_budget)
    return requests / max(requests_per_visit, 1.0)
