"""What customers should know of a tribunal that can be read: what its budget cannot keep, and days with few visits."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from psycopg import Connection

from capture.business_days import is_business_day
from capture.capacity import Capacity
from capture.health import TribunalHealth
from capture.page_looks import drift_in_words, list_drift
from capture.tribunal_states import Change, change_tribunal, read_healths
from monitor_config.tribunals import TribunalPolicies
from runtime.clock import business_date
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Stream

_SQL = load_queries("capture", "tribunals.sql")
_SECONDS = 20.0
_KEPT_DAYS = 60


class Notices:
    """Renews the notices of the tribunals that this process visits."""

    def __init__(self, stream: Stream, capacity: Capacity, policies: TribunalPolicies) -> None:
        self._stream = stream
        self._capacity = capacity
        self._policies = policies
        self._renewed_at = float("-inf")

    def renew(self, database: Database, tribunals: Sequence[str], now: datetime) -> None:
        """Publish the notices that changed; looks at them only now and then."""
        if time.monotonic() - self._renewed_at < _SECONDS:
            return
        self._renewed_at = time.monotonic()
        with database.transaction() as connection:
            connection.execute(_SQL["forget_visit_days"], {"before": business_date(now) - timedelta(days=_KEPT_DAYS)})
            healths = read_healths(connection, tribunals)
            notices = {name: self._notice(connection, name, now) for name in healths}
        for name, health in healths.items():
            if health.notice != notices[name]:
                change_tribunal(self._stream, name, _with(notices[name]), now)

    def _notice(self, connection: Connection[Row], tribunal: str, now: datetime) -> str:
        drift = drift_in_words(list_drift(connection, [tribunal], now))
        said = (self._capacity.shortfall(connection, tribunal), self._too_few(connection, tribunal, now), drift)
        return " ".join(text for text in said if text)

    def _too_few(self, connection: Connection[Row], tribunal: str, now: datetime) -> str:
        expected = self._policies.of(tribunal).expected_visits_per_day
        if expected is None:
            return ""
        day = last_business_day(business_date(now))
        asked = {"tribunals": [tribunal], "day": day}
        row = connection.execute(_SQL["list_visit_days"], asked).fetchone()
        return volume_notice(day, row["visits"] if row else 0, expected)


def volume_notice(day: date, visits: int, expected: int) -> str:
    """Say that a day fell below half of what the operator expects; empty when it did not."""
    if 2 * visits >= expected:
        return ""
    return f"Only {visits} visits were made on {day.isoformat()}, where {expected} are expected."


def last_business_day(today: date) -> date:
    """Return the last business day before a day: today is not over yet."""
    day = today - timedelta(days=1)
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def _with(notice: str) -> Change:
    def change(health: TribunalHealth) -> TribunalHealth:
        return replace(health, notice=notice)

    return change
