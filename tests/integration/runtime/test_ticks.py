"""Ticks run when business time says so, once, in one process, and survive a lost database."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from runtime.clock import ManualClock
from runtime.postgres.data_dir import wait_until
from runtime.postgres.leadership import Leadership
from runtime.postgres.pool import Database
from runtime.ticks import Tick, TickRunner, next_due_after, pending_work
from schemas.errors import FatalError, RetryableError

START = datetime(2031, 3, 10, 12, tzinfo=UTC)
FOUR_HOURS = timedelta(hours=4)


class Notebook:
    """Remembers the moments at which a tick ran."""

    def __init__(self) -> None:
        self.moments: list[datetime] = []

    def __call__(self, now: datetime) -> None:
        self.moments.append(now)


@contextmanager
def running(database: Database, clock: ManualClock, *ticks: Tick) -> Iterator[threading.Event]:
    """Run a runner in a thread until the end of the block."""
    stop = threading.Event()
    runner = TickRunner(database, clock, ticks, look_seconds=0.02)
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(timeout=20)
        assert not thread.is_alive()


def pending(database: Database, now: datetime) -> int:
    with database.transaction() as connection:
        return pending_work(connection, now)["ticks"]


def holds(is_true: Callable[[], bool]) -> bool:
    return wait_until(is_true, 10)


def test_a_tick_runs_at_first_sight_and_then_by_business_time(stage_database: Database) -> None:
    clock, notebook = ManualClock(START), Notebook()
    with running(stage_database, clock, Tick("sweep", FOUR_HOURS, notebook)):
        assert holds(lambda: notebook.moments == [START])
        assert holds(lambda: pending(stage_database, clock.now()) == 0)
        clock.advance(FOUR_HOURS)
        assert holds(lambda: len(notebook.moments) == 2)
    assert notebook.moments == [START, START + FOUR_HOURS]


def test_many_missed_times_are_caught_up_once(stage_database: Database) -> None:
    clock, notebook = ManualClock(START), Notebook()
    with running(stage_database, clock, Tick("sweep", FOUR_HOURS, notebook)):
        assert holds(lambda: len(notebook.moments) == 1 and pending(stage_database, clock.now()) == 0)
        clock.advance(timedelta(days=3, hours=1))
        assert pending(stage_database, clock.now()) == 1 or len(notebook.moments) == 2
        assert holds(lambda: len(notebook.moments) == 2 and pending(stage_database, clock.now()) == 0)
        clock.advance(timedelta(hours=3))
        assert holds(lambda: len(notebook.moments) == 3)


def test_a_new_process_goes_on_where_the_last_one_ended(stage_database: Database) -> None:
    clock, notebook = ManualClock(START), Notebook()
    tick = Tick("sweep", FOUR_HOURS, notebook)
    with running(stage_database, clock, tick):
        assert holds(lambda: len(notebook.moments) == 1 and pending(stage_database, clock.now()) == 0)
    clock.advance(timedelta(hours=1))
    first_look = threading.Event()
    with running(stage_database, clock, tick, Tick("other", FOUR_HOURS, lambda now: first_look.set())):
        assert first_look.wait(10)
        clock.advance(timedelta(hours=3))
        assert holds(lambda: len(notebook.moments) == 2)
    assert notebook.moments == [START, START + FOUR_HOURS]


def test_of_three_runners_one_runs_and_another_takes_over(stage_database: Database) -> None:
    clock = ManualClock(START)
    notebooks = [Notebook() for _ in range(3)]
    everybody = [running(stage_database, clock, Tick("sweep", FOUR_HOURS, notebook)) for notebook in notebooks]
    with everybody[0] as first_stop:
        assert holds(lambda: len(notebooks[0].moments) == 1 and pending(stage_database, clock.now()) == 0)
        with everybody[1], everybody[2]:
            clock.advance(FOUR_HOURS)
            assert holds(lambda: len(notebooks[0].moments) == 2 and pending(stage_database, clock.now()) == 0)
            first_stop.set()
            clock.advance(FOUR_HOURS)
            assert holds(lambda: sum(len(notebook.moments) for notebook in notebooks) >= 3)
    moments = [moment for notebook in notebooks for moment in notebook.moments]
    assert sorted(moments) == [START, START + FOUR_HOURS, START + 2 * FOUR_HOURS]


def test_a_lost_connection_costs_nothing_but_time(addresses, stage_database: Database) -> None:
    clock, notebook = ManualClock(START), Notebook()
    with running(stage_database, clock, Tick("sweep", FOUR_HOURS, notebook)):
        assert holds(lambda: len(notebook.moments) == 1 and pending(stage_database, clock.now()) == 0)
        with psycopg.connect(addresses.admin, autocommit=True) as admin:
            ended = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND datname = current_database()"
            ).fetchall()
        assert len(ended) >= 2
        clock.advance(FOUR_HOURS)
        assert holds(lambda: len(notebook.moments) >= 2)


def test_a_tick_that_fails_for_now_is_tried_again_and_stays_pending(stage_database: Database) -> None:
    clock, attempts = ManualClock(START), []

    def fail_once(now: datetime) -> None:
        attempts.append(pending(stage_database, now))
        if len(attempts) == 1:
            raise RetryableError("not yet")

    with running(stage_database, clock, Tick("sweep", FOUR_HOURS, fail_once)):
        assert holds(lambda: len(attempts) == 2 and pending(stage_database, clock.now()) == 0)
    assert attempts == [1, 1]


def test_a_tick_that_must_not_go_on_ends_the_runner(stage_database: Database) -> None:
    def refuse(now: datetime) -> None:
        raise FatalError("the ledgers disagree")

    runner = TickRunner(stage_database, ManualClock(START), [Tick("sweep", FOUR_HOURS, refuse)], look_seconds=0.02)
    with pytest.raises(FatalError, match="the ledgers disagree"):
        runner.run(threading.Event())


def test_a_slow_tick_runs_once_at_a_time_and_holds_up_no_other(stage_database: Database) -> None:
    clock, go_on, others = ManualClock(START), threading.Event(), Notebook()
    runs: list[datetime] = []

    def wait(now: datetime) -> None:
        runs.append(now)
        go_on.wait(10)

    with running(
        stage_database, clock, Tick("slow", timedelta(hours=1), wait), Tick("quick", timedelta(hours=1), others)
    ):
        assert holds(lambda: len(runs) == 1 and len(others.moments) == 1)
        for hours in range(2, 5):
            clock.advance(timedelta(hours=1))
            assert holds(lambda hours=hours: len(others.moments) == hours)
        assert len(runs) == 1
        go_on.set()
        assert holds(lambda: pending(stage_database, clock.now()) == 0)
    assert len(runs) == 2


def test_a_tick_that_left_the_code_is_not_due_for_ever(stage_database: Database) -> None:
    clock, notebook = ManualClock(START), Notebook()
    with stage_database.transaction() as connection:
        connection.execute("INSERT INTO runtime.ticks VALUES ('former', %s, NULL)", (START,))
    with running(stage_database, clock, Tick("sweep", FOUR_HOURS, notebook)):
        assert holds(lambda: len(notebook.moments) == 1 and pending(stage_database, clock.now()) == 0)


def test_the_lock_goes_to_the_next_when_its_connection_ends(addresses) -> None:
    first, second = Leadership(addresses.stage, "proof"), Leadership(addresses.stage, "proof")
    assert first.acquire()
    assert not second.acquire()
    assert first.is_held()
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert wait_until(second.acquire, 10)
    assert not first.is_held()
    second.release()
    assert wait_until(first.acquire, 10)  # the server frees the lock when it notices that the connection has ended
    first.release()


@pytest.mark.parametrize(
    ("ran_at", "due_at"),
    [
        ("2031-03-04T05:59", "2031-03-04T06:00"),
        ("2031-03-04T06:00", "2031-03-05T06:00"),
        ("2031-03-04T20:00", "2031-03-05T06:00"),
    ],
)
def test_a_nightly_tick_runs_at_its_hour_in_brasilia(ran_at: str, due_at: str) -> None:
    nightly = Tick("sweep", timedelta(days=1), Notebook(), at_hour=3)
    ran, due = (datetime.fromisoformat(f"{moment}+00:00") for moment in (ran_at, due_at))
    assert nightly.next_due_after(ran, ran) == due


@pytest.mark.parametrize(("passed", "expected"), [(0, 4), (3.9, 4), (4, 8), (4.1, 8), (73, 76)])
def test_the_next_time_is_the_first_whole_interval_after_now(passed: float, expected: float) -> None:
    due = next_due_after(START, FOUR_HOURS, START + timedelta(hours=passed))
    assert due == START + timedelta(hours=expected)
