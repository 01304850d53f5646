"""Turns sequenced events into deliveries: one per event and endpoint of its company, in the order of positions.

One row holds how far this has come; it moves in the transaction that adds the deliveries, so nothing is planned twice
or left out.
"""

import threading
from datetime import datetime
from typing import Any

import structlog
from psycopg import Connection

from delivery.events.sequencer import SEQUENCED_CHANNEL
from runtime.clock import Clock
from runtime.postgres.listening import Listener
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries

PLANNED_CHANNEL = "arauto_deliveries_planned"
_QUERIES = load_queries(__package__)
_BATCH = 2000
_IDLE_SECONDS = 0.1
_log = structlog.get_logger()


def run(database: Database, clock: Clock, stop: threading.Event) -> None:
    """Plan until `stop`, woken by the sequencer. Raises DatabaseUnavailable."""
    listener = Listener(database.dsn, [SEQUENCED_CHANNEL], application="webhook-planner")
    try:
        while not stop.is_set():
            with database.transaction() as connection:
                planned = plan(connection, clock.now())
            if planned < _BATCH:
                listener.wait(_IDLE_SECONDS)
    finally:
        listener.close()


def plan(connection: Connection[dict[str, Any]], now: datetime, *, batch: int = _BATCH) -> int:
    """Plan the next stretch of positions and return how many positions it covered."""
    place = connection.execute(_QUERIES["get_plan"]).fetchone()
    if place is None or place["last_position"] >= place["sequenced_position"]:
        return 0
    place = connection.execute(_QUERIES["lock_plan"]).fetchone() or place
    after = int(place["last_position"])
    until = min(int(place["sequenced_position"]), after + batch)
    if until <= after:
        return 0
    added = connection.execute(_QUERIES["plan_deliveries"], {"after": after, "until": until, "now": now}).rowcount
    connection.execute(_QUERIES["set_plan"], {"position": until})
    if added:
        connection.execute(_QUERIES["notify_planned"], {"channel": PLANNED_CHANNEL})
    _log.debug("deliveries_planned", after=after, until=until, deliveries=added)
    return until - after
