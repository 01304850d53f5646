"""Units of work: effects, messages and offsets together or not at all; lag; large values; failures that surface."""

import random
import threading
from collections import defaultdict

import pytest

from runtime.stream.base import PublishFailed, Record, Stream, TopicPartition, UnknownTopic
from runtime.stream.encoding import LARGEST_INLINE_VALUE
from schemas.topics import Topic
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

WRITERS = 8
ROUNDS = 30


class Abandoned(Exception):
    """Leaves a unit of work without committing."""


def total_lag(stream: Stream, group: str, topic: Topic[Note]) -> int:
    return sum(stream.lag(group, [topic]).values())


def publish_and_abandon(stream: Stream) -> None:
    with stream.unit_of_work() as unit:
        unit.publish(NOTES, "a", Note(number=2))
        raise Abandoned


def test_what_a_unit_publishes_arrives_only_when_it_commits(stream: Stream) -> None:
    with stream.unit_of_work() as unit:
        unit.publish(NOTES, "a", Note(number=1))
        assert total_lag(stream, "readers", NOTES) == 0
    with pytest.raises(Abandoned):
        publish_and_abandon(stream)
    assert [note_of(record).number for record in consume(stream, "readers", [NOTES], 1)] == [1]
    assert total_lag(stream, "readers", NOTES) == 0


def test_eight_writers_with_rollbacks_and_delayed_commits_lose_and_reorder_nothing(stream: Stream) -> None:
    """A key is written under its lock, as a stage locks its case; all arrives, in the order of the commits."""
    locks = {f"k{n}": threading.Lock() for n in range(5)}
    committed: dict[str, list[str]] = defaultdict(list)

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for number in range(ROUNDS):
            key = f"k{chance.randrange(5)}"
            text = f"{writer}:{number}"
            fails = chance.random() < 0.25
            with locks[key]:
                try:
                    with stream.unit_of_work() as unit:
                        unit.publish(NOTES, key, Note(number=number, key=key, text=text))
                        for _ in range(chance.randrange(3)):  # its neighbours in other partitions: no deadlocks
                            unit.publish(ECHOES, f"e{chance.randrange(9)}", Note(number=number, text=text))
                        threading.Event().wait(chance.random() / 100)  # a commit that takes its time
                        if fails:
                            raise Abandoned
                except Abandoned:
                    continue
                committed[key].append(text)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # a reader at the same time must not skip what commits late
        threads[0].join(0.01)
        assert total_lag(stream, "readers", NOTES) >= 0
    total = sum(map(len, committed.values()))
    records = consume(stream, "readers", [NOTES], total)
    arrived: dict[str, list[str]] = defaultdict(list)
    offsets: dict[int, list[int]] = defaultdict(list)
    for record in records:
        arrived[record.key].append(note_of(record).text)
        offsets[record.partition].append(record.offset)
    assert arrived == committed
    assert all(found == list(range(len(found))) for found in offsets.values())
    assert total_lag(stream, "readers", NOTES) == 0


def test_a_reader_among_eight_writers_sees_every_message_once(stream: Stream) -> None:
    def write(writer: int) -> None:
        for number in range(ROUNDS):
            with stream.unit_of_work() as unit:
                unit.publish(NOTES, f"k{(writer + number) % 11}", Note(number=writer * 1000 + number))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    records = consume(stream, "readers", [NOTES], WRITERS * ROUNDS)
    for thread in threads:
        thread.join()
    assert sorted(note_of(r).number for r in records) == [w * 1000 + n for w in range(WRITERS) for n in range(ROUNDS)]


def test_the_offset_is_stored_with_the_effect_or_not_at_all(backend: Backend, stream: Stream) -> None:
    stream.producer().publish(NOTES, [("a", Note(number=1))])
    consumer = stream.consumer("readers", [NOTES])
    records: list[Record] = []
    eventually(lambda: bool(records.extend(consumer.poll(timeout_seconds=0.5, max_records=10)) or records))

    def effect(record: Record, unit: object) -> None:
        unit.publish(ECHOES, record.key, note_of(record))

    def fail(record: Record, unit: object) -> None:
        effect(record, unit)
        raise Abandoned

    with pytest.raises(Abandoned):
        store_all(stream, consumer, records, fail)
    assert total_lag(stream, "readers", NOTES) == 1
    consumer.close()
    again = consume(backend.open(), "readers", [NOTES], 1, handle=effect)
    assert [r.value for r in again] == [r.value for r in records]
    assert len(consume(stream, "echo readers", [ECHOES], 1)) == 1
    assert total_lag(stream, "readers", NOTES) == total_lag(stream, "echo readers", ECHOES) == 0


@pytest.mark.parametrize("backend", WITH_DATABASE, indirect=True)
def test_rows_messages_and_offset_commit_together(backend: Backend, stream: Stream) -> None:
    assert backend.database is not None
    stream.producer().publish(NOTES, [("a", Note(number=7))])

    def effect(record: Record, unit: object) -> None:
        unit.connection.execute(
            "INSERT INTO runtime.ticks (name, next_due_at) VALUES (%(name)s, clock_timestamp())", {"name": record.key}
        )

    consume(stream, "readers", [NOTES], 1, handle=effect)
    with backend.database.transaction() as connection:
        row = connection.execute("SELECT count(*) AS rows FROM runtime.ticks WHERE name = 'a'").fetchone()
    assert row == {"rows": 1}
    assert total_lag(stream, "readers", NOTES) == 0


def test_a_value_of_5_mb_travels_by_reference(stream: Stream) -> None:
    large = Note(number=1, text="ação " * 1_000_000)
    stream.producer().publish(NOTES, [("a", large)])
    with stream.unit_of_work() as unit:
        unit.publish(NOTES, "a", large)
    records = consume(stream, "readers", [NOTES], 2)
    assert [note_of(record) for record in records] == [large, large]
    assert len(records[0].value) > LARGEST_INLINE_VALUE
    assert "arauto-blob" not in records[0].headers


def test_lag_counts_what_is_polled_and_not_stored(stream: Stream) -> None:
    stream.producer().publish(NOTES, [(f"k{n}", Note(number=n)) for n in range(10)])
    assert total_lag(stream, "readers", NOTES) == 10
    consumer = stream.consumer("readers", [NOTES])
    records: list[Record] = []
    eventually(lambda: bool(records.extend(consumer.poll(timeout_seconds=0.5, max_records=99)) or len(records) == 10))
    assert total_lag(stream, "readers", NOTES) == 10
    store_all(stream, consumer, records)
    assert total_lag(stream, "readers", NOTES) == 0
    consumer.close()


def test_lag_counts_what_waits_in_an_outbox(backend: Backend, stream: Stream) -> None:
    backend.pause_relay()
    with stream.unit_of_work() as unit:
        for number in range(5):
            unit.publish(NOTES, "a", Note(number=number))
    assert total_lag(stream, "readers", NOTES) == 5
    backend.resume_relay()
    consume(stream, "readers", [NOTES], 5)
    eventually(lambda: total_lag(stream, "readers", NOTES) == 0)


def test_lags_of_many_groups_are_never_all_zero_while_work_is_on_its_way(stream: Stream) -> None:
    """A chain of groups hands one message on; whoever counts at any moment sees it somewhere."""
    subscriptions = [("first", [NOTES]), ("second", [ECHOES])]
    rounds, counted, is_over = 25, [], threading.Event()

    def hand_on(record: Record, unit: object) -> None:
        unit.publish(ECHOES, record.key, note_of(record))

    def chain() -> None:
        first, second = stream.consumer("first", [NOTES]), stream.consumer("second", [ECHOES])
        handled = 0
        while handled < rounds:
            store_all(stream, first, first.poll(timeout_seconds=0.02, max_records=1), hand_on)
            records = second.poll(timeout_seconds=0.02, max_records=1)
            if handled + len(records) < rounds:  # the last one is kept back: until then something is on its way
                store_all(stream, second, records)
            handled += len(records)
        is_over.set()
        first.close()
        second.close()

    stream.producer().publish(NOTES, [("a", Note(number=n)) for n in range(rounds)])
    thread = threading.Thread(target=chain)
    thread.start()
    while not (counted and is_over.is_set()):
        counted.append(sum(stream.lags(None, subscriptions).values()))
    thread.join()
    assert min(counted) >= 1


def test_publishing_to_a_topic_that_was_never_created_fails_loudly(stream: Stream) -> None:
    nowhere = Topic("nowhere.v1", "key", Note)
    with pytest.raises((UnknownTopic, PublishFailed)):
        stream.producer().publish(nowhere, [("a", Note(number=1))])
    with pytest.raises(UnknownTopic), stream.unit_of_work() as unit:
        unit.publish(nowhere, "a", Note(number=1))


def test_a_topic_is_not_given_another_number_of_partitions(stream: Stream) -> None:
    stream.create_topics([NOTES])
    with pytest.raises(UnknownTopic):
        stream.create_topics([Topic(NOTES.name, "key", Note, partitions=5)])


def test_a_value_of_another_model_is_not_published(stream: Stream) -> None:
    with pytest.raises(TypeError), stream.unit_of_work() as unit:
        unit.publish(Topic("dead_letters.v1", "key", Topic), "a", Note(number=1))


def test_a_topic_can_be_read_without_a_group(stream: Stream) -> None:
    stream.producer().publish(NOTES, [("a", Note(number=n)) for n in range(5)])
    partition = consume(stream, "readers", [NOTES], 5)[0].partition
    read = stream.read(NOTES, partition=partition, offset=2, max_records=2)
    assert [(record.offset, note_of(record).number) for record in read] == [(2, 2), (3, 3)]
    assert not stream.read(NOTES, partition=partition, offset=5, max_records=2)
    assert TopicPartition(NOTES.name, partition) in stream.lag("readers", [NOTES])
