"""The stream in one process's memory, for tests: the same semantics, without a database and gone with the process."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from runtime.stream.base import (
    Lags,
    OffsetOutOfRange,
    Record,
    StaleMember,
    Subscription,
    TopicPartition,
    Transaction,
    UnitOfWork,
    UnknownTopic,
)
from runtime.stream.encoding import Message, encode_bytes, encode_message, resolve_value
from runtime.stream.membership import share_of
from schemas.errors import FatalError, RefusedError
from schemas.model import FrozenModel
from schemas.topics import Topic


class NoConnection(FatalError):
    """The memory stream has no database connection."""


@dataclass
class _Partition:
    first: int = 0
    records: list[Record] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.first + len(self.records)


class _MemoryBlobs:
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, data: bytes, /) -> str:
        reference = uuid4().hex
        self._kept[reference] = data
        return reference

    def get(self, reference: str, /) -> bytes:
        if reference not in self._kept:
            raise RefusedError(f"no blob {reference}")
        return self._kept[reference]


class MemoryUnit:
    """A unit of work: what it publishes and stores happens at the end of the block, all of it or nothing."""

    def __init__(self, stream: "MemoryStream") -> None:
        self._stream = stream
        self.messages: list[Message] = []
        self.offsets: list[tuple[str, TopicPartition, int, int]] = []
        self.replayed: set[int] = set()

    @property
    def connection(self) -> Transaction:
        raise NoConnection

    def publish(self, topic: Topic[FrozenModel], key: str, value: FrozenModel) -> None:
        self.messages.append(encode_message(topic, key, value, self._stream.blobs))

    def publish_bytes(self, topic: Topic[FrozenModel], key: str, value: bytes) -> None:
        self.messages.append(encode_bytes(topic, key, value, self._stream.blobs))

    def mark_replayed(self, dead_letter_offset: int, now: datetime) -> None:
        self.replayed.add(dead_letter_offset)


class MemoryProducer:
    def __init__(self, stream: "MemoryStream") -> None:
        self._stream = stream

    def publish(self, topic: Topic[FrozenModel], messages: Sequence[tuple[str, FrozenModel]]) -> None:
        with self._stream.unit_of_work() as unit:
            for key, value in messages:
                unit.publish(topic, key, value)

    def close(self) -> None:
        """Nothing is held."""


class MemoryConsumer:
    """One member of a group; it holds its partitions until it is closed."""

    def __init__(self, stream: "MemoryStream", group: str, topics: Sequence[str]) -> None:
        self._stream = stream
        self._group = group
        self._topics = list(topics)
        self._member = uuid4()
        self._positions: dict[TopicPartition, int] = {}
        stream.join(group, self._member, self._topics)

    def poll(self, *, timeout_seconds: float, max_records: int) -> Sequence[Record]:
        deadline = time.monotonic() + timeout_seconds
        with self._stream.changed:
            while not (records := self._take(max_records)):
                left = deadline - time.monotonic()
                if left <= 0 or not self._stream.changed.wait(left):
                    break
        return [resolve_value(record, self._stream.blobs) for record in records]

    def _take(self, max_records: int) -> list[Record]:
        held = self._stream.held(self._group, self._member, self._topics)
        self._positions = {place: self._positions.get(place, self._stream.stored(self._group, place)) for place in held}
        taken: list[Record] = []
        for place, position in self._positions.items():
            records = self._stream.records_from(place, position, max_records - len(taken))
            self._positions[place] += len(records)
            taken += records
        return taken

    def store_offset(self, unit: UnitOfWork, place: TopicPartition, *, expected: int, next_offset: int) -> None:
        if not isinstance(unit, MemoryUnit):
            raise NoConnection("a memory consumer stores its offsets in a memory unit of work")
        unit.offsets.append((self._group, place, expected, next_offset))
        self._stream.check_offsets(unit)

    def rewind(self) -> None:
        self._positions = {}

    def close(self) -> None:
        self._stream.leave(self._group, self._member)


class MemoryStream:
    """Partitions as lists, guarded by one lock."""

    def __init__(self) -> None:
        self.blobs = _MemoryBlobs()
        self.changed = threading.Condition(threading.RLock())
        self._partitions: dict[TopicPartition, _Partition] = {}
        self._offsets: dict[tuple[str, TopicPartition], int] = {}
        self._members: dict[str, dict[UUID, set[str]]] = {}
        self._replayed: set[int] = set()

    def create_topics(self, topics: Sequence[Topic[FrozenModel]]) -> None:
        with self.changed:
            for topic in topics:
                known = [place for place in self._partitions if place.topic == topic.name]
                if known and len(known) != topic.partitions:
                    raise UnknownTopic(f"{topic.name} exists with another number of partitions than {topic.partitions}")
                for partition in range(topic.partitions):
                    self._partitions.setdefault(TopicPartition(topic.name, partition), _Partition())

    def producer(self) -> MemoryProducer:
        return MemoryProducer(self)

    def consumer(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> MemoryConsumer:
        return MemoryConsumer(self, group, [topic.name for topic in topics])

    @contextmanager
    def unit_of_work(self) -> Iterator[MemoryUnit]:
        unit = MemoryUnit(self)
        yield unit
        with self.changed:
            stored = self.check_offsets(unit)
            for message in unit.messages:
                self._partition(TopicPartition(message.topic, message.partition))
            self._offsets |= stored
            for message in unit.messages:
                self._append(message)
            self._replayed |= unit.replayed
            self.changed.notify_all()

    def lag(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> Mapping[TopicPartition, int]:
        return {place: lag for (_, place), lag in self.lags(None, [(group, topics)]).items()}

    def lags(self, connection: Transaction | None, subscriptions: Sequence[Subscription]) -> Lags:
        with self.changed:
            return {
                (group, place): partition.end - self._offsets.get((group, place), partition.first)
                for group, topics in subscriptions
                for topic in topics
                for place, partition in self._partitions.items()
                if place.topic == topic.name
            }

    def read(self, topic: Topic[FrozenModel], *, partition: int, offset: int, max_records: int) -> Sequence[Record]:
        place = TopicPartition(topic.name, partition)
        with self.changed:
            first = max(offset, self._partition(place).first)
            records = self.records_from(place, first, max_records) if first <= self._partition(place).end else []
        return [resolve_value(record, self.blobs) for record in records]

    def list_replayed(self) -> set[int]:
        with self.changed:
            return set(self._replayed)

    def delete_before(self, place: TopicPartition, offset: int) -> None:
        """Delete the oldest messages of a partition, as retention does."""
        with self.changed:
            partition = self._partition(place)
            kept = min(max(offset, partition.first), partition.end)
            del partition.records[: kept - partition.first]
            partition.first = kept

    def close(self) -> None:
        """Nothing is open."""

    def join(self, group: str, member: UUID, topics: Sequence[str]) -> None:
        with self.changed:
            self._members.setdefault(group, {})[member] = set(topics)
            self.changed.notify_all()

    def leave(self, group: str, member: UUID) -> None:
        with self.changed:
            self._members[group].pop(member, None)
            self.changed.notify_all()

    def held(self, group: str, member: UUID, topics: Sequence[str]) -> list[TopicPartition]:
        with self.changed:
            places = sorted(place for place in self._partitions if place.topic in topics)
            return share_of(member, sorted(self._members[group].items()), places)

    def stored(self, group: str, place: TopicPartition) -> int:
        """Return the stored offset; a group that is new to the partition begins at its first message."""
        with self.changed:
            return self._offsets.setdefault((group, place), self._partition(place).first)

    def check_offsets(self, unit: MemoryUnit) -> dict[tuple[str, TopicPartition], int]:
        """Return what the unit's offsets would make of the stored ones. Raises StaleMember."""
        with self.changed:
            stored = {(group, place): self._offsets.get((group, place)) for group, place, _, _ in unit.offsets}
            changed: dict[tuple[str, TopicPartition], int] = {}
            for group, place, expected, next_offset in unit.offsets:
                if changed.get((group, place), stored[group, place]) != expected:
                    raise StaleMember(f"{group}: {place.topic}/{place.partition} is not at {expected} any more")
                changed[group, place] = next_offset
            return changed

    def records_from(self, place: TopicPartition, offset: int, limit: int) -> list[Record]:
        with self.changed:
            partition = self._partition(place)
            if not partition.first <= offset <= partition.end:
                raise OffsetOutOfRange(f"{place}: {offset} is not between {partition.first} and {partition.end}")
            start = offset - partition.first
            return partition.records[start : start + limit]

    def _append(self, message: Message) -> None:
        partition = self._partition(TopicPartition(message.topic, message.partition))
        partition.records.append(
            Record(message.topic, message.partition, partition.end, message.key, message.value, dict(message.headers))
        )

    def _partition(self, place: TopicPartition) -> _Partition:
        if place not in self._partitions:
            raise UnknownTopic(f"{place.topic} has no partition {place.partition}")
        return self._partitions[place]
