"""What the conformance suite needs of a backend beside the port: a fresh place, death of a member, lost messages."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from runtime.blobs import BlobStore
from runtime.postgres.pool import Database
from runtime.stream.base import Consumer, Record, Stream, TopicPartition, UnitOfWork
from runtime.stream.encoding import partition_of
from runtime.stream.kafka import KafkaConsumer, KafkaStream
from runtime.stream.memory import MemoryConsumer, MemoryStream
from runtime.stream.postgres import PostgresConsumer, PostgresStream
from runtime.stream.relay import Relay
from schemas.model import FrozenModel
from schemas.topics import DEAD_LETTERS, Topic

LEASE_SECONDS = 1.2


class Note(FrozenModel):
    """A message of the suite."""

    number: int
    key: str = ""
    text: str = ""


NOTES = Topic("notes.v1", "key", Note, partitions=4)
ECHOES = Topic("echoes.v1", "key", Note, partitions=4)
SUITE_TOPICS = (NOTES, ECHOES, DEAD_LETTERS)


def kafka_bootstrap() -> str | None:
    return os.environ.get("ARAUTO_TEST_KAFKA_BOOTSTRAP") or None


KAFKA = [pytest.param("kafka", marks=pytest.mark.kafka)] if kafka_bootstrap() else []
WITH_DATABASE = ["postgres", *KAFKA]


@dataclass
class Backend:
    """One backend on storage of its own; `open` gives a stream as another process would have it."""

    name: str
    open: Callable[[], Stream]
    abandon: Callable[[object], None]
    lose_before: Callable[[Topic[FrozenModel], int], None]
    pause_relay: Callable[[], None] = lambda: None
    resume_relay: Callable[[], None] = lambda: None
    database: Database | None = None
    addresses: dict[str, Any] = field(default_factory=dict)


def memory_backend() -> Backend:
    stream = MemoryStream()

    def lose_before(topic: Topic[FrozenModel], offset: int) -> None:
        for partition in range(topic.partitions):
            stream.delete_before(TopicPartition(topic.name, partition), offset)

    def abandon(consumer: object) -> None:
        assert isinstance(consumer, MemoryConsumer)
        consumer.close()

    return Backend("memory", lambda: stream, abandon, lose_before)


def postgres_backend(database: Database, blobs: BlobStore) -> Backend:
    def lose_before(topic: Topic[FrozenModel], offset: int) -> None:
        with database.transaction() as connection:
            for statement in (
                "DELETE FROM stream.messages WHERE topic = %(topic)s AND position < %(offset)s",
                "UPDATE stream.partitions SET first_position = %(offset)s WHERE topic = %(topic)s",
            ):
                connection.execute(statement, {"topic": topic.name, "offset": offset})

    return Backend(
        "postgres",
        lambda: PostgresStream(database, blobs, lease_seconds=LEASE_SECONDS),
        abandon_member,
        lose_before,
        database=database,
    )


@contextmanager
def kafka_backend(database: Database, blobs: BlobStore, bootstrap: str) -> Iterator[Backend]:
    """Kafka with a relay that runs all the time, as an installation has it."""
    prefix = f"t{uuid.uuid4().hex[:10]}."
    streams: list[KafkaStream] = []

    def open_stream() -> KafkaStream:
        made = KafkaStream(
            database, blobs, bootstrap=bootstrap, prefix=prefix, lease_seconds=LEASE_SECONDS, timeout_seconds=5
        )
        streams.append(made)
        return made

    def lose_before(topic: Topic[FrozenModel], offset: int) -> None:
        from kafka import TopicPartition as KafkaPlace

        places = [KafkaPlace(prefix + topic.name, partition) for partition in range(topic.partitions)]
        with kafka_admin(bootstrap) as admin:
            admin.delete_records(dict.fromkeys(places, offset))

    relay = RelayThread(open_stream())
    backend = Backend("kafka", open_stream, abandon_member, lose_before, relay.stop, relay.start, database)
    backend.addresses = {"bootstrap": bootstrap, "prefix": prefix}
    relay.start()
    try:
        yield backend
    finally:
        relay.stop()
        with kafka_admin(bootstrap) as admin:
            admin.delete_topics([prefix + topic.name for topic in SUITE_TOPICS], raise_errors=False)
        for stream in streams:
            stream.close()


class RelayThread:
    """The relay as a process of its own would run it."""

    def __init__(self, stream: KafkaStream) -> None:
        self._stream = stream
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=Relay(self._stream).run, args=(self._stop,))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
        self._thread = None


def abandon_member(consumer: object) -> None:
    """The member gives no more signs, as if its process had been killed."""
    assert isinstance(consumer, PostgresConsumer | KafkaConsumer)
    consumer._membership.stop_heart()


@contextmanager
def kafka_admin(bootstrap: str) -> Iterator[Any]:
    from kafka import KafkaAdminClient  # here, because only runtime.stream.kafka_client silences the driver's import

    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        yield admin
    finally:
        admin.close()


def eventually(holds: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait until it holds; fail after the deadline."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        threading.Event().wait(0.01)


def consume(
    stream: Stream,
    group: str,
    topics: Sequence[Topic[FrozenModel]],
    count: int | None,
    *,
    handle: Callable[[Record, UnitOfWork], None] = lambda record, unit: None,
) -> list[Record]:
    """Take `count` records (None: all there are) in a group, storing offsets batch by batch, then leave it."""
    consumer = stream.consumer(group, topics)
    taken: list[Record] = []

    def is_done() -> bool:
        return sum(stream.lag(group, topics).values()) == 0 if count is None else len(taken) == count

    def take() -> bool:
        most = 1000 if count is None else count - len(taken)
        records = consumer.poll(timeout_seconds=0.2, max_records=most)
        store_all(stream, consumer, records, handle)
        taken.extend(records)
        return is_done()

    try:
        eventually(lambda: is_done() or take())
    finally:
        consumer.close()
    return taken


def store_all(
    stream: Stream,
    consumer: Consumer,
    records: Sequence[Record],
    handle: Callable[[Record, UnitOfWork], None] = lambda record, unit: None,
) -> None:
    """Handle the records and store their offsets, in one unit of work."""
    with stream.unit_of_work() as unit:
        for record in records:
            handle(record, unit)
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            consumer.store_offset(unit, place, expected=record.offset, next_offset=record.offset + 1)


def note_of(record: Record) -> Note:
    return Note.model_validate_json(record.value)


def in_one_partition(topic: Topic[FrozenModel], partition: int, count: int) -> list[str]:
    """Make keys that all fall into one partition."""
    keys = (f"key-{number}" for number in range(100_000))
    found = (key for key in keys if partition_of(key, topic.partitions) == partition)
    return [next(found) for _ in range(count)]
