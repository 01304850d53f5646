"""Connections of one database role, pooled. Rows are dictionaries; all times are UTC; no superuser at run time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from schemas.errors import RetryableError

Row = dict[str, Any]


class DatabaseUnavailable(RetryableError):
    """The database does not answer."""


class Database:
    """A pool of one role's connections.

    Args:
        dsn: libpq connection string of the role.
        application: shown in pg_stat_activity.
        max_connections: upper bound of the pool; one is kept open.
    """

    def __init__(self, dsn: str, *, application: str, max_connections: int = 8) -> None:
        self.dsn = dsn
        self._pool: ConnectionPool[Connection[Row]] = ConnectionPool(
            dsn,
            min_size=1,
            max_size=max_connections,
            timeout=30,
            kwargs={"row_factory": dict_row, "application_name": application, "options": "-c timezone=UTC"},
            check=ConnectionPool.check_connection,
            open=False,
        )

    def open(self) -> "Database":
        self._pool.open(wait=False)
        return self

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> "Database":
        return self.open()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection[Row]]:
        """One transaction: committed at the end of the block, rolled back by an exception.

        Raises DatabaseUnavailable when no connection can be had or it breaks; other driver errors pass through.
        """
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.ProgramLimitExceeded:
            raise  # a value too large for an index stays too large: what brought it is refused, not tried for ever
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise DatabaseUnavailable(f"the database does not answer: {error}") from error
