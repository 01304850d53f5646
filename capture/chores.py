"""Capture's recurring work beside the visits: the day's visits of canaries, and nightly what is old enough to go.

Looks at business time at a short real interval; of several capture processes one does it.
"""

import threading
from datetime import datetime, timedelta

import structlog

from capture.archive import Blobs
from capture.canaries import order_canaries
from capture.retention import delete_old
from runtime.clock import COURT_ZONE, Clock, business_date
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries
from schemas.errors import RetryableError

_SQL = load_queries("capture", "archive.sql")
_LOOK_SECONDS = 1.0
_NIGHT_HOUR = 3
_RETENTION = "retention"
log = structlog.get_logger()


def keep_doing_chores(database: Database, clock: Clock, blobs: Blobs, keep: timedelta, stop: threading.Event) -> None:
    """Do what is due until stop; a weak database or blob store is waited for. Args: keep: how long pages are kept."""
    while not stop.wait(_LOOK_SECONDS):
        try:
            do_chores(database, blobs, keep, clock.now())
        except RetryableError as error:
            log.warning("chores_wait", error=str(error))


def do_chores(database: Database, blobs: Blobs, keep: timedelta, now: datetime) -> None:
    """Do once what is due at this moment."""
    with database.transaction() as connection:
        order_canaries(connection, now)
    night = {"name": _RETENTION, "day": business_date(now)}
    if now.astimezone(COURT_ZONE).hour < _NIGHT_HOUR:
        return
    with database.transaction() as connection:
        if connection.execute(_SQL["is_chore_done"], night).fetchone():
            return
        row = connection.execute(_SQL["lock_chore"], {"name": _RETENTION}).fetchone()
        if row is None or not row["is_ours"]:
            return
        # The lock is held by this transaction; what is deleted meanwhile is committed by others, a part at a time.
        delete_old(database, blobs, keep, now)
        connection.execute(_SQL["mark_chore"], night)
