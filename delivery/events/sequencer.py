"""Gives committed events their position in the feed: dense, and never a smaller neighbour once a position is readable.

One process at a time does it, under an advisory lock of its own connection; when that connection dies, another takes
over. A position cannot be given when an event is recorded: who commits late would appear behind the reader.
"""

import threading
from typing import Any

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import dict_row

from runtime.postgres.leadership import lock_key
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries

RECORDED_CHANNEL = "arauto_events_recorded"
SEQUENCED_CHANNEL = "arauto_events_sequenced"
_LOCK_KEY = lock_key("sequencer")
_QUERIES = load_queries(__package__)
_log = structlog.get_logger()


class Sequencer:
    """The one that numbers events.

    Args:
        database: where the events are; its own connection is opened beside the pool.
        batch_size: how many events get their position in one transaction.
        idle_seconds: how long to wait without a notice before looking again, or for the lock.
    """

    def __init__(self, database: Database, *, batch_size: int = 2000, idle_seconds: float = 0.2) -> None:
        self._dsn = database.dsn
        self._batch_size = batch_size
        self._idle_seconds = idle_seconds

    def run(self, stop: threading.Event) -> None:
        """Number events until `stop`; waits while another holds the lock or the database does not answer."""
        while not stop.is_set():
            try:
                self._serve(stop)
            except psycopg.OperationalError as error:
                _log.warning("sequencer_lost_its_database", error=type(error).__name__)
                stop.wait(self._idle_seconds)

    def _serve(self, stop: threading.Event) -> None:
        with psycopg.connect(
            self._dsn, autocommit=True, row_factory=dict_row, application_name="sequencer"
        ) as connection:
            if self._wait_for_lock(connection, stop):
                self._number_until(connection, stop)

    def _wait_for_lock(self, connection: Connection[dict[str, Any]], stop: threading.Event) -> bool:
        while not stop.is_set():
            row = connection.execute(_QUERIES["try_sequencer_lock"], {"key": _LOCK_KEY}).fetchone()
            if row and row["is_held"]:
                _log.info("sequencer_started")
                return True
            stop.wait(self._idle_seconds)
        return False

    def _number_until(self, connection: Connection[dict[str, Any]], stop: threading.Event) -> None:
        connection.execute(f"LISTEN {RECORDED_CHANNEL}")
        while not stop.is_set():
            if give_positions(connection, self._batch_size) < self._batch_size:
                # Returns at the first notice; those that came meanwhile only make the next round come at once.
                for _ in connection.notifies(timeout=self._idle_seconds, stop_after=1):
                    pass


def give_positions(connection: Connection[dict[str, Any]], limit: int) -> int:
    """Number up to `limit` events in one transaction and return how many it were."""
    with connection.transaction():
        sequence = connection.execute(_QUERIES["lock_sequence"]).fetchone()
        last = sequence["last_position"] if sequence else 0
        given = connection.execute(_QUERIES["give_positions"], {"last": last, "limit": limit}).fetchone()
        if not given or not given["given"]:
            return 0
        connection.execute(_QUERIES["move_sequence"], {"last": given["last"]})
        return int(given["given"])
