"""The business clock in the database: read by all, moved by one, never backwards."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from runtime.clock import (
    DatabaseClock,
    ManualClock,
    SystemClock,
    advance_business_clock,
    business_date,
    get_business_clock,
    set_business_clock,
)
from runtime.errors import BusinessClockMissing, ClockMovedBack
from runtime.postgres.pool import Database, DatabaseUnavailable
from schemas.errors import RetryableError

NOON = datetime(2031, 3, 10, 12, tzinfo=UTC)


def test_the_clock_tells_what_the_conductor_set(stage_database: Database) -> None:
    clock = DatabaseClock(stage_database, cache_seconds=0)
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON)
    assert clock.now() == NOON
    assert clock.now().utcoffset() == timedelta(0)
    with stage_database.transaction() as connection:
        assert advance_business_clock(connection, timedelta(hours=6)) == NOON + timedelta(hours=6)
    assert clock.now() == NOON + timedelta(hours=6)


def test_the_clock_is_not_asked_twice_within_its_cache(stage_database: Database) -> None:
    clock = DatabaseClock(stage_database, cache_seconds=3600)
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON)
    assert clock.now() == NOON
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON + timedelta(days=1))
    assert clock.now() == NOON


def test_the_clock_never_moves_back(stage_database: Database) -> None:
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON)
        set_business_clock(connection, NOON)
        with pytest.raises(ClockMovedBack):
            set_business_clock(connection, NOON - timedelta(microseconds=1))
        assert get_business_clock(connection) == NOON


def test_a_clock_without_a_moment_is_worth_trying_again(stage_database: Database) -> None:
    with pytest.raises(BusinessClockMissing) as caught:
        DatabaseClock(stage_database).now()
    assert isinstance(caught.value, RetryableError)
    with stage_database.transaction() as connection, pytest.raises(BusinessClockMissing):
        advance_business_clock(connection, timedelta(hours=1))


def test_a_naive_moment_is_a_mistake(stage_database: Database) -> None:
    with stage_database.transaction() as connection, pytest.raises(ValueError, match="aware"):
        set_business_clock(connection, datetime(2031, 3, 10))  # noqa: DTZ001 - the mistake


def test_a_lost_connection_is_worth_trying_again(addresses, stage_database: Database) -> None:
    clock = DatabaseClock(stage_database, cache_seconds=0)
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON)

    def lose_connection() -> None:
        with stage_database.transaction() as connection:
            with psycopg.connect(addresses.admin, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
            get_business_clock(connection)

    with pytest.raises(DatabaseUnavailable) as caught:
        lose_connection()
    assert isinstance(caught.value, RetryableError)
    assert clock.now() == NOON


def test_tenants_read_the_clock_and_cannot_move_it(addresses, stage_database: Database) -> None:
    with stage_database.transaction() as connection:
        set_business_clock(connection, NOON)
    with Database(addresses.tenant, application="test") as tenant:
        assert DatabaseClock(tenant).now() == NOON
        with pytest.raises(psycopg.errors.InsufficientPrivilege), tenant.transaction() as connection:
            set_business_clock(connection, NOON)


def test_business_days_are_those_of_brasilia() -> None:
    assert business_date(datetime(2031, 3, 10, 2, 59, tzinfo=UTC)).isoformat() == "2031-03-09"
    assert business_date(datetime(2031, 3, 10, 3, tzinfo=UTC)).isoformat() == "2031-03-10"


def test_the_other_clocks_tell_aware_utc() -> None:
    clock = ManualClock(NOON)
    clock.advance(timedelta(days=1))
    assert clock.now() == NOON + timedelta(days=1)
    assert SystemClock().now().utcoffset() == timedelta(0)
