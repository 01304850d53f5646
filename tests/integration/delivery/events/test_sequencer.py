"""Recording and numbering events: once, dense, and nothing ever appears behind a reader."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest

from delivery.events.pending import pending_work
from delivery.events.record import EventDraft, record_event, record_events
from delivery.events.sequencer import Sequencer, give_positions
from runtime.postgres.pool import Database
from schemas.events import EventType, event_id
from tests.conftest import DatabaseAddresses
from tests.support.companies import add_company, told
from tests.support.visits import START

_DEADLINE_SECONDS = 20


def _draft(company: UUID, key: str, case_number: str | None = None) -> EventDraft:
    return EventDraft(company, EventType.PING, f"ping:{key}", case_number, None, {"key": key})


@contextmanager
def _running(database: Database):
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(Sequencer(database).run, stop)
        try:
            yield future
        finally:
            stop.set()
            future.result(timeout=_DEADLINE_SECONDS)


def _read(database: Database, after: int) -> list[int]:
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT position FROM events.events WHERE position > %s ORDER BY position", (after,)
        ).fetchall()
    return [row["position"] for row in rows]


def _wait_until_numbered(database: Database, count: int) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while len(_read(database, 0)) < count:
        assert time.monotonic() < deadline, "the events were not numbered"


def test_an_event_is_recorded_once(stage_database: Database) -> None:
    """Its id follows from company and business key, and its bytes are final."""
    company, other = add_company(stage_database), add_company(stage_database, "other")
    facts = {"type": EventType.PING, "business_key": "ping:1", "case_number": None, "subject": None, "now": START}
    with stage_database.transaction() as connection:
        assert record_event(connection, company_id=company, data={"n": 1}, **facts)
        assert not record_event(connection, company_id=company, data={"n": 2}, **facts)
        assert record_event(connection, company_id=other, data={"n": 1}, **facts)
        same = [_draft(company, "2"), _draft(company, "2")]
        assert record_events(connection, same[:1], START) == {event_id(company, "ping:2")}
    (event, _) = told(stage_database, company)
    assert (event["id"], event["data"]) == (str(event_id(company, "ping:1")), {"n": 1})
    assert event["time"] == "2031-03-03T12:00:00Z"


def test_readers_miss_nothing_while_eight_write(addresses: DatabaseAddresses) -> None:
    """A reader that goes on from the last position it saw sees every event once, without gap, in growing order."""
    with Database(addresses.stage, application="test", max_connections=12) as database:
        company = add_company(database)
        seen: list[int] = []
        with _running(database), ThreadPoolExecutor(8) as writers:
            work = [writers.submit(_write, database, company, writer) for writer in range(8)]
            deadline = time.monotonic() + _DEADLINE_SECONDS
            while len(seen) < 8 * 60 and time.monotonic() < deadline:
                seen += _read(database, seen[-1] if seen else 0)
            for future in work:
                future.result()
        assert seen == list(range(1, 8 * 60 + 1))


def _write(database: Database, company: UUID, writer: int) -> None:
    """Sixty events in thirty transactions that overlap those of others, and some that roll back."""
    for turn in range(30):
        with database.transaction() as connection:
            record_events(connection, [_draft(company, f"{writer}-{turn}-a")], START)
            connection.execute("SELECT pg_sleep(random() * 0.004)")
            record_events(connection, [_draft(company, f"{writer}-{turn}-b")], START)
        if turn % 5 == 0:
            with database.transaction() as connection:
                record_events(connection, [_draft(company, f"{writer}-{turn}-lost")], START)
                connection.rollback()


def test_a_late_commit_gets_a_later_position(stage_database: Database, addresses: DatabaseAddresses) -> None:
    company = add_company(stage_database)
    with psycopg.connect(addresses.stage, autocommit=True, row_factory=psycopg.rows.dict_row) as numbering:
        with stage_database.transaction() as slow:
            record_events(slow, [_draft(company, "slow")], START)
            with stage_database.transaction() as quick:
                record_events(quick, [_draft(company, "quick")], START)
            assert give_positions(numbering, 10) == 1
        assert give_positions(numbering, 10) == 1
        assert give_positions(numbering, 10) == 0
        rows = numbering.execute("SELECT body FROM events.events ORDER BY position").fetchall()
    assert ["quick" in row["body"] for row in rows] == [True, False]


def test_a_notice_wakes_the_sequencer_at_once(stage_database: Database) -> None:
    """Well within the time that it would wait without one."""
    company = add_company(stage_database)
    with _running(stage_database):
        with stage_database.transaction() as connection:
            record_events(connection, [_draft(company, "first")], START)
        _wait_until_numbered(stage_database, 1)
        waits = []
        for turn in range(10):
            with stage_database.transaction() as connection:
                record_events(connection, [_draft(company, f"{turn}")], START)
            began = time.monotonic()
            _wait_until_numbered(stage_database, turn + 2)
            waits.append(time.monotonic() - began)
    assert sorted(waits)[5] < 0.05


def test_numbering_goes_on_when_the_holders_connection_dies(
    stage_database: Database, addresses: DatabaseAddresses
) -> None:
    company = add_company(stage_database)
    stop = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(Sequencer(stage_database, idle_seconds=0.02).run, stop) for _ in range(2)]
        with stage_database.transaction() as connection:
            record_events(connection, [_draft(company, "1")], START)
        _wait_until_numbered(stage_database, 1)
        _kill_holder(addresses)
        with stage_database.transaction() as connection:
            record_events(connection, [_draft(company, "2")], START)
        _wait_until_numbered(stage_database, 2)
        stop.set()
        for run in runs:
            run.result(timeout=_DEADLINE_SECONDS)


def _kill_holder(addresses: DatabaseAddresses) -> None:
    with psycopg.connect(addresses.admin, autocommit=True) as admin:
        (killed,) = admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchall()
    assert killed == (True,)


def test_what_has_no_position_is_pending(stage_database: Database) -> None:
    company = add_company(stage_database)
    with stage_database.transaction() as connection:
        record_events(connection, [_draft(company, "1")], START)
        assert pending_work(connection, START) == {"unsequenced_events": 1}


@pytest.mark.parametrize("batch", [1, 3])
def test_positions_are_given_in_batches(stage_database: Database, addresses: DatabaseAddresses, batch: int) -> None:
    company = add_company(stage_database)
    with stage_database.transaction() as connection:
        record_events(connection, [_draft(company, str(n)) for n in range(7)], START)
    with psycopg.connect(addresses.stage, autocommit=True, row_factory=psycopg.rows.dict_row) as numbering:
        while give_positions(numbering, batch):
            pass
        rows = numbering.execute("SELECT body FROM events.events ORDER BY position").fetchall()
    assert [row["body"].split('"key":"')[1][0] for row in rows] == list("0123456")
