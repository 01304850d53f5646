"""The worker: refusals, dead letters and their replay, retries, stops, and death between effect and commit."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from runtime.clock import ManualClock
from runtime.stream.base import Record, Stream, UnitOfWork
from runtime.stream.dead_letters import (
    NumberedDeadLetter,
    UnknownDeadLetter,
    get_dead_letter,
    list_dead_letters,
    replay_dead_letter,
)
from runtime.stream.encoding import partition_of
from runtime.stream.worker import TooManyRefusals, Worker
from schemas.errors import FatalError, RefusedError, RetryableError
from schemas.model import FrozenModel
from schemas.topics import DEAD_LETTERS, Topic
from tests.conformance.backends import ECHOES, NOTES, Backend, Note, consume, eventually, in_one_partition, note_of

CLOCK = ManualClock(datetime(2031, 3, 3, 12, tzinfo=UTC))


class Echo:
    """Publishes every note again; does to some numbers what the test says."""

    group = "echo"
    topics: Sequence[Topic[FrozenModel]] = (NOTES,)

    def __init__(self) -> None:
        self.failures: dict[int, list[BaseException]] = {}
        self.calls: list[int] = []
        self.told: list[tuple[str, str, str]] = []

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        assert isinstance(message, Note)
        self.calls.append(message.number)
        unit.publish(ECHOES, message.key, message)
        if waiting := self.failures.get(message.number):
            raise waiting.pop(0)

    def on_dead_letter(self, topic: Topic[FrozenModel], key: str, reason: str, unit: UnitOfWork) -> None:
        self.told.append((topic.name, key, reason))


@contextmanager
def working(stream: Stream, handler: Echo, **options: int) -> Iterator[list[BaseException]]:
    """A worker in a thread for the length of the block; yields what ended it."""
    stop, ended = threading.Event(), []

    def work() -> None:
        try:
            Worker(stream, handler, clock=CLOCK, **options).run(stop)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield ended
    finally:
        stop.set()
        thread.join()


def publish(stream: Stream, numbers: Sequence[int], key: str = "a") -> None:
    stream.producer().publish(NOTES, [(key, Note(number=n, key=key)) for n in numbers])


def is_drained(stream: Stream) -> bool:
    return sum(stream.lag("echo", [NOTES]).values()) == 0


def echoes(stream: Stream) -> list[int]:
    """The echoes there are, in order."""
    return [note_of(record).number for record in consume(stream, "echo readers", [ECHOES], None)]


def dead_letters(stream: Stream, count: int) -> list[NumberedDeadLetter]:
    """The dead letters, when as many are there: on Kafka they pass the relay first."""
    eventually(lambda: len(list(list_dead_letters(stream))) >= count)
    return list(list_dead_letters(stream))


def test_a_worker_handles_everything_in_order(stream: Stream) -> None:
    publish(stream, range(250))
    with working(stream, Echo(), batch_size=40):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == list(range(250))


def test_a_message_refused_three_times_goes_to_the_dead_letters_and_the_rest_goes_on(stream: Stream) -> None:
    handler = Echo()
    handler.failures[2] = [RefusedError("no such thing") for _ in range(9)]
    publish(stream, range(5))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 1, 3, 4]
    [dead] = dead_letters(stream, 1)
    assert (dead.letter.topic, dead.letter.key, dead.letter.error) == (NOTES.name, "a", "RefusedError")
    assert (dead.letter.reason, dead.letter.attempts, dead.letter.group) == ("no such thing", 3, "echo")
    assert dead.letter.refused_at == CLOCK.now()
    assert handler.told == [(NOTES.name, "a", "no such thing")]
    assert handler.calls.count(2) == 4  # once in the batch, three times alone


def test_a_dead_letter_is_replayed_with_exactly_the_refused_bytes(stream: Stream) -> None:
    handler = Echo()
    handler.failures[1] = [RefusedError("not yet") for _ in range(4)]
    publish(stream, range(3))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
        [dead] = dead_letters(stream, 1)
        replay_dead_letter(stream, dead.number, CLOCK.now(), topics={NOTES.name: NOTES})
        eventually(lambda: 1 in handler.calls[-1:])
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 2, 1]
    assert get_dead_letter(stream, dead.number).is_replayed
    partition = partition_of("a", NOTES.partitions)
    refused, *_, again = stream.read(NOTES, partition=partition, offset=1, max_records=9)
    assert refused.value == again.value == dead.value
    with pytest.raises(UnknownDeadLetter):
        get_dead_letter(stream, 99)


def test_an_unexpected_exception_counts_as_a_refusal(stream: Stream) -> None:
    handler = Echo()
    handler.failures[1] = [KeyError("missing") for _ in range(9)]
    publish(stream, range(3))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 2]
    assert [dead.letter.error for dead in dead_letters(stream, 1)] == ["KeyError"]


def test_a_message_refused_twice_is_handled(stream: Stream) -> None:
    handler = Echo()
    handler.failures[1] = [RefusedError("batch"), RefusedError("first"), RefusedError("second")]
    publish(stream, range(3))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 1, 2]
    assert not list(list_dead_letters(stream))


def test_bytes_that_nobody_can_decode_are_a_dead_letter_and_change_nothing_else(stream: Stream) -> None:
    publish(stream, [0])
    with stream.unit_of_work() as unit:
        unit.publish_bytes(NOTES, "a", b'{"number": "poison", "extra": 1}')
    eventually(lambda: sum(stream.lag("echo", [NOTES]).values()) == 2)
    publish(stream, [2], key=in_one_partition(NOTES, 3, 1)[0])
    with working(stream, Echo()):
        eventually(lambda: is_drained(stream))
    assert sorted(echoes(stream)) == [0, 2]
    [dead] = dead_letters(stream, 1)
    assert dead.value == b'{"number": "poison", "extra": 1}'


def test_a_hook_that_fails_does_not_keep_the_letter_from_being_written(stream: Stream) -> None:
    handler = Echo()
    handler.failures[0] = [RefusedError("no") for _ in range(9)]
    handler.on_dead_letter = lambda *_: 1 / 0
    publish(stream, range(2))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [1]
    assert len(dead_letters(stream, 1)) == 1


def test_a_retryable_error_is_tried_again_until_it_works_and_keeps_the_order(stream: Stream) -> None:
    handler = Echo()
    handler.failures[1] = [RetryableError("later") for _ in range(3)]
    publish(stream, range(4))
    with working(stream, handler):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 1, 2, 3]
    assert not list(list_dead_letters(stream))


def test_a_partition_that_must_wait_does_not_hold_up_the_others(stream: Stream) -> None:
    handler = Echo()
    handler.failures[0] = [RetryableError("later") for _ in range(10_000)]
    publish(stream, [0], key=in_one_partition(NOTES, 0, 1)[0])
    publish(stream, [1], key=in_one_partition(NOTES, 1, 1)[0])
    with working(stream, handler):
        eventually(lambda: sum(stream.lag("echo", [NOTES]).values()) == 1)
    assert echoes(stream) == [1]


def test_a_fatal_error_stops_the_worker_and_stores_nothing(stream: Stream) -> None:
    handler = Echo()
    handler.failures[0] = [FatalError("this would be false")]
    publish(stream, [0])
    with working(stream, handler) as ended:
        eventually(lambda: bool(ended))
    assert isinstance(ended[0], FatalError)
    assert sum(stream.lag("echo", [NOTES]).values()) == 1
    assert echoes(stream) == []


def test_too_many_refusals_stop_the_worker(stream: Stream) -> None:
    handler = Echo()
    handler.failures = {n: [RefusedError("all wrong") for _ in range(9)] for n in range(80)}
    publish(stream, range(80))
    with working(stream, handler) as ended:
        eventually(lambda: bool(ended))
    assert isinstance(ended[0], TooManyRefusals)
    assert len(dead_letters(stream, 51)) == 51


def test_death_between_effect_and_commit_brings_the_message_again(backend: Backend, stream: Stream) -> None:
    """The first worker ends inside the handler after its effect; nothing of it stays, and the next one does it all."""
    publish(stream, range(3))
    dying = Echo()
    dying.failures[1] = [KeyboardInterrupt()]  # passes every handler of errors, as death does
    with working(stream, dying) as ended:
        eventually(lambda: bool(ended))
    assert dying.calls == [0, 1]
    with working(backend.open(), Echo()):
        eventually(lambda: is_drained(stream))
    assert echoes(stream) == [0, 1, 2]


def test_several_workers_share_the_work_and_nothing_is_done_twice(backend: Backend, stream: Stream) -> None:
    keys = [f"k{n}" for n in range(20)]
    handlers = [Echo(), Echo(), Echo()]
    with (
        working(stream, handlers[0]),
        working(backend.open(), handlers[1], batch_size=5),
        working(backend.open(), handlers[2], batch_size=1),
    ):
        for start in range(0, 300, 50):
            numbers = range(start, start + 50)
            stream.producer().publish(NOTES, [(keys[n % 20], Note(number=n, key=keys[n % 20])) for n in numbers])
        eventually(lambda: is_drained(stream), seconds=30)
    by_key: dict[str, list[int]] = {key: [] for key in keys}
    records: list[Record] = consume(stream, "echo readers", [ECHOES], 300)
    for record in records:
        by_key[record.key].append(note_of(record).number)
    assert by_key == {key: list(range(n, 300, 20)) for n, key in enumerate(keys)}
    assert sum(stream.lag("echo readers", [ECHOES]).values()) == 0
    assert DEAD_LETTERS.partitions == 1
