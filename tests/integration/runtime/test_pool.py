"""Which failures of a transaction are worth trying again, and which are the input's."""

import psycopg
import pytest

from runtime.postgres.pool import Database, DatabaseUnavailable

_NOISE = "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500) n)"


def test_a_value_too_large_for_an_index_is_not_an_unavailable_database(stage_database: Database) -> None:
    """Tried again it would hold up its partition for ever; passed on, it becomes a dead letter."""
    with pytest.raises(psycopg.errors.ProgramLimitExceeded), stage_database.transaction() as connection:
        connection.execute(f"INSERT INTO stream.partitions (topic, partition) VALUES ({_NOISE}, 0)")


def test_a_broken_connection_is_an_unavailable_database(stage_database: Database) -> None:
    with pytest.raises(DatabaseUnavailable), stage_database.transaction() as connection:
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
