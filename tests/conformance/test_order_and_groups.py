"""Order per key, consumer groups, members that come, go and die."""

import threading
from collections import defaultdict

import pytest

from runtime.stream.base import OffsetOutOfRange, Record, StaleMember, Stream, TopicPartition
from runtime.stream.encoding import partition_of
from tests.conformance.backends import (
    ECHOES,
    NOTES,
    Backend,
    Note,
    consume,
    eventually,
    in_one_partition,
    note_of,
    store_all,
)


def publish(stream: Stream, count: int, *, keys: int = 7, start: int = 0) -> None:
    """Publish notes whose numbers grow, on a few keys."""
    messages = [(f"k{n % keys}", Note(number=n, key=f"k{n % keys}")) for n in range(start, start + count)]
    producer = stream.producer()
    producer.publish(NOTES, messages)
    producer.close()


def numbers_by_key(records: list[Record]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for record in records:
        found[record.key].append(note_of(record).number)
    return found


def test_messages_of_a_key_arrive_in_the_order_published(stream: Stream) -> None:
    publish(stream, 300)
    records = consume(stream, "readers", [NOTES], 300)
    assert all(numbers == sorted(numbers) for numbers in numbers_by_key(records).values())
    assert sorted(note_of(record).number for record in records) == list(range(300))
    assert all(record.partition == partition_of(record.key, NOTES.partitions) for record in records)


def test_offsets_of_a_partition_are_dense(stream: Stream) -> None:
    publish(stream, 100)
    offsets = defaultdict(list)
    for record in consume(stream, "readers", [NOTES], 100):
        offsets[record.partition].append(record.offset)
    assert all(found == list(range(found[0], found[0] + len(found))) for found in offsets.values())


def test_each_group_gets_everything(stream: Stream) -> None:
    publish(stream, 50)
    first = consume(stream, "first", [NOTES], 50)
    second = consume(stream, "second", [NOTES], 50)
    assert sorted(r.value for r in first) == sorted(r.value for r in second)


def test_a_group_reads_several_topics(stream: Stream) -> None:
    publish(stream, 10)
    stream.producer().publish(ECHOES, [("a", Note(number=1))])
    records = consume(stream, "readers", [NOTES, ECHOES], 11)
    assert {record.topic for record in records} == {NOTES.name, ECHOES.name}


def test_members_share_the_partitions_and_take_over_when_one_leaves(stream: Stream) -> None:
    first, second = stream.consumer("readers", [NOTES]), stream.consumer("readers", [NOTES])
    seen: dict[int, set[int]] = {0: set(), 1: set()}
    handled: list[int] = []

    def turn(index: int) -> None:
        consumer = (first, second)[index]
        records = consumer.poll(timeout_seconds=0.05, max_records=10)
        try:
            store_all(stream, consumer, records)
        except StaleMember:  # it went to the other member between poll and store
            consumer.rewind()
            return
        seen[index] |= {record.partition for record in records}
        handled.extend(note_of(record).number for record in records)

    publish(stream, 40)
    number = 40
    while not (len(seen[0]) == 2 and len(seen[1]) == 2 and not seen[0] & seen[1] and len(handled) == number):
        if len(handled) == number:  # all of it came, but not yet shared: look again at a fresh round
            seen = {0: set(), 1: set()}
            publish(stream, 40, start=number)
            number += 40
            assert number < 2000, "the members never shared the partitions"
        turn(0)
        turn(1)
    assert sorted(handled) == list(range(number))
    first.close()
    publish(stream, 40, start=number)
    eventually(lambda: (turn(1) or len(handled)) == number + 40)
    assert seen[1] == {0, 1, 2, 3}
    assert sorted(handled) == list(range(number + 40))
    second.close()


def test_a_member_that_died_loses_its_partitions_and_cannot_commit_late(backend: Backend, stream: Stream) -> None:
    publish(stream, 20)
    dead = stream.consumer("readers", [NOTES])
    late: list[Record] = []
    eventually(lambda: bool(late.extend(dead.poll(timeout_seconds=0.5, max_records=100)) or len(late) == 20))
    backend.abandon(dead)
    taken = consume(backend.open(), "readers", [NOTES], 20)
    assert sorted(r.value for r in taken) == sorted(r.value for r in late)
    with pytest.raises(StaleMember):
        store_all(stream, dead, late, lambda record, unit: unit.publish(ECHOES, record.key, note_of(record)))
    assert sum(stream.lag("nobody", [ECHOES]).values()) == 0
    dead.close()


def test_of_two_members_that_handled_the_same_only_one_commits(stream: Stream) -> None:
    """Both are in their unit of work when they store the offset, and one of them rolls back."""
    key = in_one_partition(NOTES, 0, 1)[0]
    stream.producer().publish(NOTES, [(key, Note(number=1))])
    member = stream.consumer("readers", [NOTES])
    records: list[Record] = []
    eventually(lambda: bool(records.extend(member.poll(timeout_seconds=0.5, max_records=10)) or records))
    place, offset = TopicPartition(NOTES.name, 0), records[0].offset
    outcomes: list[str] = []
    both_are_in = threading.Barrier(2, timeout=5)

    def commit(number: int) -> None:
        try:
            with stream.unit_of_work() as unit:
                unit.publish(ECHOES, key, Note(number=number))
                both_are_in.wait()
                member.store_offset(unit, place, expected=offset, next_offset=offset + 1)
            outcomes.append("committed")
        except StaleMember:
            outcomes.append("stale")

    threads = [threading.Thread(target=commit, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["committed", "stale"]
    assert len(consume(stream, "echo readers", [ECHOES], 1)) == 1
    assert sum(stream.lag("echo readers", [ECHOES]).values()) == 0
    member.close()


def test_a_group_goes_on_at_the_stored_offset_after_a_restart(backend: Backend, stream: Stream) -> None:
    publish(stream, 30)
    first = consume(stream, "readers", [NOTES], 12)
    second = consume(backend.open(), "readers", [NOTES], 18)
    assert sorted(note_of(r).number for r in [*first, *second]) == list(range(30))


def test_what_was_polled_and_not_stored_comes_again(stream: Stream) -> None:
    publish(stream, 5)
    consumer = stream.consumer("readers", [NOTES])
    seen: list[Record] = []
    eventually(lambda: bool(seen.extend(consumer.poll(timeout_seconds=0.5, max_records=10)) or len(seen) == 5))
    assert not consumer.poll(timeout_seconds=0.1, max_records=10)
    consumer.rewind()
    again: list[Record] = []
    eventually(lambda: bool(again.extend(consumer.poll(timeout_seconds=0.5, max_records=10)) or len(again) == 5))
    assert sorted(r.value for r in again) == sorted(r.value for r in seen)
    consumer.close()


def test_an_offset_that_retention_overtook_stops_the_group_and_is_never_reset(backend: Backend, stream: Stream) -> None:
    publish(stream, 80)
    consume(stream, "readers", [NOTES], 8)
    backend.lose_before(NOTES, 10)
    for _ in range(2):
        consumer = backend.open().consumer("readers", [NOTES])
        with pytest.raises(OffsetOutOfRange):
            eventually(lambda: not consumer.poll(timeout_seconds=0.2, max_records=100) and False)  # noqa: B023
        consumer.close()


def test_a_group_that_is_new_begins_at_the_first_message_there_is(backend: Backend, stream: Stream) -> None:
    publish(stream, 80)
    total = sum(stream.lag("new", [NOTES]).values())
    assert total == 80
    backend.lose_before(NOTES, 5)
    left = sum(stream.lag("new", [NOTES]).values())
    assert left < 80
    assert len(consume(stream, "new", [NOTES], left)) == left
