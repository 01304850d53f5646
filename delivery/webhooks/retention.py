"""Keeps the time-partitioned tables in order: partitions ahead, expiry after 90 days, old rows gone.

Run `run_daily` as a tick, and once before the first delivery is planned.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from psycopg import Connection

from delivery.events.feed import forget_old_events
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries

RETENTION = timedelta(days=90)
_KEPT = 2 * RETENTION
"""A delivery's row outlives the event, so that an expired or delivered one can still be seen for as long again."""
_MONTHS_AHEAD = 2
_QUERIES = load_queries(__package__)
_log = structlog.get_logger()


def run_daily(database: Database, now: datetime) -> None:
    """Do it all. Events are forgotten only after the deliveries that wait with them have expired.

    Making partitions locks the tables for a moment and so has a transaction of its own.
    """
    with database.transaction() as connection:
        keep_partitions(connection, now)
    with database.transaction() as connection:
        expire(connection, now)
        forget_old_events(connection, now)


def keep_partitions(connection: Connection[dict[str, Any]], now: datetime) -> int:
    """Make the partitions of this month and the next ones; return how many are new."""
    month = now.date().replace(day=1)
    made = 0
    for _ in range(_MONTHS_AHEAD + 1):
        row = connection.execute(_QUERIES["make_partitions"], {"month": month}).fetchone()
        made += row["made"] if row else 0
        month = (month + timedelta(days=32)).replace(day=1)
    return made


def expire(connection: Connection[dict[str, Any]], now: datetime) -> int:
    """Expire what waited longer than the retention, delete what is much older, and return how many expired."""
    expired = connection.execute(_QUERIES["expire_deliveries"], {"before": now - RETENTION}).rowcount
    gone = now - _KEPT
    connection.execute(_QUERIES["drop_partitions"], {"ended_before": gone.date()})
    connection.execute(_QUERIES["delete_old_deliveries"], {"before": gone})
    connection.execute(_QUERIES["delete_old_attempts"], {"before": gone})
    if expired:
        _log.warning("deliveries_expired", deliveries=expired)
    return expired
