"""Being the one process that does something: a PostgreSQL advisory lock on a connection of its own.

The server gives the lock to the next process when the holder's connection ends, however that happens.
"""

import hashlib
from contextlib import suppress

import psycopg

from runtime.postgres.pool import DatabaseUnavailable


def lock_key(name: str) -> int:
    """Return the key of the advisory lock with this name: names keep locks of one database apart, numbers would not."""
    return int.from_bytes(hashlib.sha256(f"leadership:{name}".encode()).digest()[:8], signed=True)


class Leadership:
    """An advisory lock by name. Used by one thread at a time.

    Args:
        dsn: connection string of the role that works.
        name: what is led; all processes that give the same name meet on the same lock.
    """

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._key = lock_key(name)
        self._connection: psycopg.Connection | None = None

    def acquire(self) -> bool:
        """Try to become the leader, without waiting. Raises DatabaseUnavailable."""
        try:
            if self._connection is None:
                self._connection = psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=10, application_name=f"leader {self._name}"
                )
            row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (self._key,)).fetchone()
        except psycopg.OperationalError as error:
            self.release()
            raise DatabaseUnavailable(f"the database does not answer: {error}") from error
        return row is not None and bool(row[0])

    def is_held(self) -> bool:
        """Ask the server over the lock's own connection: when that is lost, so is the lock."""
        if self._connection is None:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Close the connection, and with it the lock."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
