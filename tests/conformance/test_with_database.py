"""What only backends with a database can show: a real death, retention, offsets of another log, no database at all."""

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.base import OffsetOutOfRange, PublishFailed, StaleMember, Stream, TopicPartition
from runtime.stream.membership import share_of
from runtime.stream.postgres import PostgresStream
from tests.conformance.backends import (
    ECHOES,
    NOTES,
    WITH_DATABASE,
    Backend,
    Note,
    consume,
    eventually,
    note_of,
    store_all,
)
from tests.conformance.test_worker import Echo, echoes, is_drained, publish, working

ROOT = Path(__file__).parents[2]
CLOCK = ManualClock(datetime(2031, 3, 3, 12, tzinfo=UTC))

with_database = pytest.mark.parametrize("backend", WITH_DATABASE, indirect=True)
with_postgres = pytest.mark.parametrize("backend", ["postgres"], indirect=True)


@with_database
@pytest.mark.parametrize("batch", [1, 10])
def test_a_process_killed_between_effect_and_commit_leaves_nothing_and_all_is_done_again(
    backend: Backend, stream: Stream, tmp_path: Path, batch: int
) -> None:
    assert backend.database is not None
    publish(stream, range(4))
    options = {
        "dsn": backend.database.dsn,
        "blobs": str(tmp_path / "blobs"),
        "bootstrap": backend.addresses.get("bootstrap"),
        "prefix": backend.addresses.get("prefix"),
        "deadly": 2,
        "batch": batch,
    }
    dead = subprocess.run(
        [sys.executable, "-m", "tests.conformance.dying_worker", json.dumps(options)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert dead.returncode == -9, dead.stderr.decode()
    with backend.database.transaction() as connection:
        rows = connection.execute("SELECT name FROM runtime.ticks ORDER BY name").fetchall()
    assert [row["name"] for row in rows] == (["0", "1"] if batch == 1 else [])
    with working(backend.open(), Echo()):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 1, 2, 3]


@with_database
def test_connections_that_break_again_and_again_lose_and_reorder_nothing(
    backend: Backend, stream: Stream, postgres_server: str
) -> None:
    """Worker, members and relay are cut off from the database in the middle of their work, and go on by themselves."""
    assert backend.database is not None
    where = {"name": psycopg.conninfo.conninfo_to_dict(backend.database.dsn)["dbname"]}
    publish(stream, range(300))
    with (
        psycopg.connect(postgres_server, autocommit=True) as admin,
        working(stream, Echo(), batch_size=7) as ended,
    ):
        for _ in range(4):
            threading.Event().wait(0.05)  # a little work between two cuts
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %(name)s "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                where,
            )
        eventually(lambda: is_drained(stream), seconds=40)
        assert not ended
    eventually(lambda: sum(backend.open().lag("echo readers", [ECHOES]).values()) >= 300)
    assert echoes(stream) == list(range(300))


@with_postgres
def test_retention_deletes_what_is_old_and_who_still_wants_it_is_stopped(backend: Backend, stream: Stream) -> None:
    assert isinstance(stream, PostgresStream)
    assert backend.database is not None
    publish(stream, range(10))
    consume(stream, "slow", [NOTES], 3)
    with backend.database.transaction() as connection:
        connection.execute(
            "UPDATE stream.messages SET appended_at = appended_at - interval '8 days' WHERE position < 6"
        )
    assert stream.delete_older_than(timedelta(days=7)) == 6
    assert stream.delete_older_than(timedelta(days=7)) == 0
    assert [note_of(record).number for record in consume(stream, "new", [NOTES], None)] == [6, 7, 8, 9]
    slow = stream.consumer("slow", [NOTES])
    with pytest.raises(OffsetOutOfRange):
        slow.poll(timeout_seconds=1, max_records=10)
    assert sum(stream.lag("slow", [NOTES]).values()) > 0
    slow.close()


@with_database
def test_an_offset_beyond_the_end_is_out_of_range_and_never_counts_as_drained(backend: Backend, stream: Stream) -> None:
    assert backend.database is not None
    publish(stream, range(5))
    consume(stream, "readers", [NOTES], 5)
    with backend.database.transaction() as connection:
        connection.execute("UPDATE stream.offsets SET next_offset = next_offset + 100")
    assert sum(stream.lag("readers", [NOTES]).values()) > 0
    consumer = stream.consumer("readers", [NOTES])
    with pytest.raises(OffsetOutOfRange):
        consumer.poll(timeout_seconds=1, max_records=10)
    consumer.close()


@with_database
def test_the_offset_of_another_log_is_refused(backend: Backend, stream: Stream) -> None:
    assert backend.database is not None
    publish(stream, range(5))
    consume(stream, "readers", [NOTES], 5)
    with backend.database.transaction() as connection:
        connection.execute("UPDATE stream.offsets SET source = 'a topic that was here before'")
    consumer = stream.consumer("readers", [NOTES])
    with pytest.raises(OffsetOutOfRange, match="made anew"):
        consumer.poll(timeout_seconds=1, max_records=10)
    consumer.close()


@with_postgres
def test_a_member_that_comes_back_after_it_expired_begins_at_the_stored_offsets(
    backend: Backend, stream: Stream
) -> None:
    publish(stream, range(6))
    first = stream.consumer("readers", [NOTES])
    old = first.poll(timeout_seconds=1, max_records=3)
    backend.abandon(first)
    assert len(consume(backend.open(), "readers", [NOTES], 4)) == 4
    with pytest.raises(StaleMember):
        store_all(stream, first, old)
    first._membership._refresh_at = 0.0  # the moment at which it would look at its group again
    assert [note_of(r).number for r in first.poll(timeout_seconds=5, max_records=9)] == [4, 5]
    first.close()


def test_a_database_that_does_not_answer_makes_publishing_fail(tmp_path: Path) -> None:
    database = Database(f"host={tmp_path} dbname=none connect_timeout=1", application="test")
    database._pool.timeout = 0.2
    with database, pytest.raises(PublishFailed):
        PostgresStream(database, blobs=_NoBlobs()).producer().publish(ECHOES, [("a", Note(number=1))])


def test_partitions_are_shared_out_completely_and_evenly() -> None:
    """Every partition has one reader, and no member has two more than another."""
    places = [TopicPartition(name, n) for name in ("a", "b") for n in range(6)]
    for count in range(1, 15):
        members = [(UUID(int=n), {"a", "b"}) for n in range(count)]
        shares = [share_of(member, members, places) for member, _ in members]
        assert sorted(place for share in shares for place in share) == places
        assert max(map(len, shares)) - min(map(len, shares)) <= 1


class _NoBlobs:
    def put(self, data: bytes, /) -> str:
        raise AssertionError("nothing large here")

    def get(self, reference: str, /) -> bytes:
        raise AssertionError("nothing large here")
