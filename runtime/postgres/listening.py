"""Waits for PostgreSQL notifications on a connection of its own, so that pollers wake at once."""

import time
from collections.abc import Sequence

import psycopg
from psycopg import sql


class Listener:
    """Listens on channels. A lost connection is opened again; meanwhile `wait` works as a plain pause.

    Not for several threads. A notification may be missed while the connection is away: callers look at their tables
    after every wait, notified or not.
    """

    def __init__(self, dsn: str, channels: Sequence[str], *, application: str) -> None:
        self._dsn = dsn
        self._channels = channels
        self._application = application
        self._connection: psycopg.Connection | None = None

    def wait(self, timeout_seconds: float) -> bool:
        """Return True as soon as something was notified (or the connection just opened), False after the timeout."""
        try:
            if self._connection is None:
                self._connection = self._open()
                return True
            return any(True for _ in self._connection.notifies(timeout=timeout_seconds, stop_after=1))
        except psycopg.OperationalError:
            self.close()
            time.sleep(timeout_seconds)
            return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection:
        connection = psycopg.connect(self._dsn, autocommit=True, application_name=self._application)
        for channel in self._channels:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        return connection
