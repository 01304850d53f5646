"""What only Kafka can get wrong: the relay between outbox and topic, a topic made anew, a broker that is not there."""

import random
import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest

from runtime.stream.base import OffsetOutOfRange, PublishFailed, Record, Stream, TopicPartition, Transaction
from runtime.stream.kafka import KafkaStream
from runtime.stream.relay import Relay
from tests.conformance.backends import (
    KAFKA,
    NOTES,
    Backend,
    Note,
    consume,
    eventually,
    kafka_admin,
    note_of,
)
from tests.kafka_broker.broker import find_free_port

pytestmark = [pytest.mark.kafka, pytest.mark.parametrize("backend", KAFKA, indirect=True)]


class Killed(BaseException):
    """Passes every handler of errors, as a kill does."""


class DyingRelay(Relay):
    """Dies between the acknowledgement and its mark, at a chance of one in three."""

    def __init__(self, stream: KafkaStream, chance: random.Random) -> None:
        super().__init__(stream)
        self._chance = chance

    def _mark(self, session: Transaction, place: TopicPartition, run: Sequence[Record]) -> int:
        if self._chance.random() < 1 / 3:
            raise Killed
        return super()._mark(session, place, run)


def write(stream: Stream, numbers: Sequence[int]) -> None:
    for number in numbers:
        with stream.unit_of_work() as unit:
            unit.publish(NOTES, f"k{number % 9}", Note(number=number, key=f"k{number % 9}"))


def test_a_relay_killed_between_send_and_mark_loses_and_doubles_and_reorders_nothing(
    backend: Backend, stream: Stream
) -> None:
    backend.pause_relay()
    chance = random.Random(7)
    for start in range(0, 200, 20):
        write(stream, range(start, start + 20))
        relay = DyingRelay(backend.open(), chance)
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        try:
            relay.run(stop)
        except Killed:
            continue
    backend.resume_relay()
    records = consume(stream, "readers", [NOTES], None)
    assert sorted(note_of(record).number for record in records) == list(range(200))
    for key in {record.key for record in records}:
        numbers = [note_of(record).number for record in records if record.key == key]
        assert numbers == sorted(numbers)
    assert sum(stream.lag("readers", [NOTES]).values()) == 0


def test_only_one_of_two_relays_works_and_the_other_takes_over(backend: Backend, stream: Stream) -> None:
    """The suite's own relay holds the lock; a second one stands by until it ends."""
    write(stream, range(3))
    consume(stream, "first readers", [NOTES], 3)
    second, stop = Relay(backend.open()), threading.Event()
    thread = threading.Thread(target=second.run, args=(stop,))
    thread.start()
    write(stream, range(3, 40))
    backend.pause_relay()
    write(stream, range(40, 60))
    records = consume(stream, "readers", [NOTES], None)
    stop.set()
    thread.join()
    assert sorted(note_of(record).number for record in records) == list(range(60))
    assert sum(stream.lag("readers", [NOTES]).values()) == 0


def test_a_topic_that_was_made_anew_stops_its_groups(backend: Backend, stream: Stream) -> None:
    """Also when the new topic is long enough for the old offset."""
    write(stream, range(20))
    consume(stream, "readers", [NOTES], 20)
    name = backend.addresses["prefix"] + NOTES.name
    with kafka_admin(backend.addresses["bootstrap"]) as admin:
        admin.delete_topics([name])
        eventually(lambda: not _exists(admin, name))
    backend.open().create_topics([NOTES])
    backend.open().producer().publish(NOTES, [(f"k{n % 9}", Note(number=n)) for n in range(80)])
    consumer = backend.open().consumer("readers", [NOTES])
    with pytest.raises(OffsetOutOfRange, match="made anew"):
        consumer.poll(timeout_seconds=5, max_records=10)
    consumer.close()


def _exists(admin: object, name: str) -> bool:
    return any(entry["error_code"] == 0 for entry in admin.describe_topics([name]))


def test_a_direct_publish_to_a_broker_that_is_not_there_fails(backend: Backend) -> None:
    """flush() of the driver would return normally."""
    assert backend.database is not None
    stream = backend.open()
    assert isinstance(stream, KafkaStream)
    nowhere = f"127.0.0.1:{find_free_port()}"
    lost = KafkaStream(stream.database, stream.blobs, bootstrap=nowhere, timeout_seconds=1)
    producer = lost.producer()
    with pytest.raises(PublishFailed):
        producer.publish(NOTES, [("a", Note(number=1))])
    producer.close()


def test_retention_of_the_outbox_keeps_what_was_not_relayed(backend: Backend, stream: Stream) -> None:
    assert isinstance(stream, KafkaStream)
    write(stream, range(10))
    consume(stream, "readers", [NOTES], 10)
    eventually(lambda: sum(stream.lag("readers", [NOTES]).values()) == 0)
    backend.pause_relay()
    write(stream, range(10, 15))
    assert stream.delete_older_than(timedelta(0)) == 10
    backend.resume_relay()
    assert sorted(note_of(r).number for r in consume(stream, "readers", [NOTES], 5)) == list(range(10, 15))


def test_kafkas_own_commits_follow_for_lag_tools(backend: Backend, stream: Stream) -> None:
    stream.producer().publish(NOTES, [("a", Note(number=n)) for n in range(5)])
    consumer = stream.consumer("readers", [NOTES])
    group = backend.addresses["prefix"] + "readers"
    with kafka_admin(backend.addresses["bootstrap"]) as admin:

        def has_committed() -> bool:
            for record in consumer.poll(timeout_seconds=0.1, max_records=10):
                with stream.unit_of_work() as unit:
                    place = TopicPartition(record.topic, record.partition)
                    consumer.store_offset(unit, place, expected=record.offset, next_offset=record.offset + 1)
            found = admin.list_group_offsets({group: None})[group]
            return [entry.offset for entry in found.values()] == [5]

        eventually(has_committed)
    consumer.close()
