"""The stream on Apache Kafka, with PostgreSQL beside it.

Kafka carries the messages; PostgreSQL keeps offsets, group membership and the outbox, so that they change together with
the effect they belong to. Kafka's own commits are written only for lag tools and never read.
"""

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from runtime.postgres.pool import Database
from runtime.stream import log
from runtime.stream.base import (
    Lags,
    OffsetOutOfRange,
    PublishFailed,
    Record,
    Subscription,
    TopicPartition,
    Transaction,
    UnitOfWork,
)
from runtime.stream.encoding import Blobs, Message, encode_message, resolve_value
from runtime.stream.kafka_client import KafkaReader, KafkaSender, KafkaTopics
from runtime.stream.log import LogUnit, PositionRange, StoredOffset
from runtime.stream.membership import Membership
from schemas.model import FrozenModel
from schemas.topics import RETENTION_DAYS, Topic

_IN_FLIGHT_MESSAGES = 500
_IN_FLIGHT_BYTES = 8 * 1024 * 1024
_LINGER_SECONDS = 0.005
_COMMIT_SECONDS = 1.0
_CHECK_TOPICS_SECONDS = 10.0
_LONGEST_SLICE_SECONDS = 0.25


class KafkaProducer:
    """Publishes straight to Kafka, with a bound on what is in flight."""

    def __init__(self, sender: KafkaSender, blobs: Blobs) -> None:
        self._sender = sender
        self._blobs = blobs

    def publish(self, topic: Topic[FrozenModel], messages: Sequence[tuple[str, FrozenModel]]) -> None:
        encoded = [encode_message(topic, key, value, self._blobs) for key, value in messages]
        for chunk in _chunks(encoded):
            failures = [error for error in self._sender.send(chunk) if error is not None]
            if failures:
                self._sender.reset()  # nothing may be sent behind the caller's back
                raise PublishFailed(
                    f"{topic.name}: {len(failures)} of {len(chunk)} messages were not acknowledged: {failures[0]!r}"
                ) from failures[0]

    def close(self) -> None:
        self._sender.close()


class KafkaConsumer:
    """One member of a group: partitions by the membership in PostgreSQL, messages from Kafka."""

    def __init__(self, stream: "KafkaStream", group: str, topics: Sequence[str]) -> None:
        self._stream = stream
        self._group = group
        self._membership = Membership(stream.database, group, topics, lease_seconds=stream.lease_seconds)
        self._reader: KafkaReader | None = None
        self._held: set[TopicPartition] = set()
        self._positions: dict[TopicPartition, int] = {}
        self._stored: dict[TopicPartition, int] = {}
        self._commit_at = 0.0
        self._check_topics_at = 0.0
        self._is_closed = threading.Event()

    def poll(self, *, timeout_seconds: float, max_records: int) -> Sequence[Record]:
        deadline = time.monotonic() + timeout_seconds
        while True:
            self._follow_group()
            left = deadline - time.monotonic()
            records = self._fetch(min(max(left, 0.0), _LONGEST_SLICE_SECONDS), max_records)
            if records or left <= 0 or self._is_closed.is_set():
                return [resolve_value(record, self._stream.blobs) for record in records]

    def _follow_group(self) -> None:
        """Take over what the group gives this member: each partition from its stored offset on."""
        before = set(self._positions)
        if self._membership.is_refresh_due():
            with self._stream.database.transaction() as connection:
                self._held, was_out = self._membership.refresh(connection)
            if was_out:
                self._positions = {}
        if time.monotonic() >= self._check_topics_at:
            self._positions = {}  # looked up again, and so is whether the topics are still the same
            self._check_topics_at = time.monotonic() + _CHECK_TOPICS_SECONDS
        for lost in self._positions.keys() - self._held:
            del self._positions[lost]
        if gained := self._held - self._positions.keys():
            self._positions |= self._stream.start_offsets(self._group, sorted(gained))
        if gained or before != set(self._positions):
            self._open().assign(self._positions)
        if self._stored and time.monotonic() >= self._commit_at:
            self._open().commit(self._stored)
            self._stored = {}
            self._commit_at = time.monotonic() + _COMMIT_SECONDS

    def _fetch(self, timeout_seconds: float, max_records: int) -> list[Record]:
        if not self._positions:
            self._is_closed.wait(min(timeout_seconds, 0.05))
            return []
        records = self._open().poll(timeout_seconds, max_records)
        return [record for record in records if self._is_next(record)]

    def _is_next(self, record: Record) -> bool:
        """Move on by one record. Raises OffsetOutOfRange where records are missing."""
        place = TopicPartition(record.topic, record.partition)
        expected = self._positions.get(place)
        if expected is None:  # lost since it was fetched
            return False
        if record.offset != expected:
            raise OffsetOutOfRange(f"{place.topic}/{place.partition}: {record.offset} follows {expected - 1}")
        self._positions[place] = expected + 1
        return True

    def store_offset(self, unit: UnitOfWork, place: TopicPartition, *, expected: int, next_offset: int) -> None:
        log.store_offset(unit.connection, self._group, place, expected=expected, next_offset=next_offset)
        self._stored[place] = next_offset

    def rewind(self) -> None:
        self._positions = {}
        self._stored = {}

    def close(self) -> None:
        if self._is_closed.is_set():
            return
        self._is_closed.set()
        if self._reader is not None:
            self._reader.close()
        self._membership.leave()

    def _open(self) -> KafkaReader:
        if self._reader is None:
            self._reader = self._stream.open_reader(self._group)
        return self._reader


class KafkaStream:
    """Kafka as a stream, with PostgreSQL beside it.

    Args:
        database: the stage role's pool; not closed by this.
        blobs: where values over 512 KiB are kept.
        bootstrap: Kafka's addresses, "host:port,…".
        prefix: put before topic and group names, so that installations can share a broker.
        lease_seconds: how long a member that gives no sign keeps its partitions (technical time).
        timeout_seconds: after this a direct publish that was not acknowledged has failed.
    """

    def __init__(
        self,
        database: Database,
        blobs: Blobs,
        *,
        bootstrap: str,
        prefix: str = "",
        lease_seconds: float = 4.0,
        timeout_seconds: float = 30.0,
    ) -> None:
        self.database = database
        self.blobs = blobs
        self.lease_seconds = lease_seconds
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._timeout_seconds = timeout_seconds
        self._topics = KafkaTopics(bootstrap, prefix)
        self._lock = threading.RLock()
        self._inspector: KafkaReader | None = None

    def create_topics(self, topics: Sequence[Topic[FrozenModel]]) -> None:
        with self.database.transaction() as connection:
            log.create_partitions(connection, topics)
        self._topics.create(topics)

    def producer(self) -> KafkaProducer:
        sender = self.sender(linger_seconds=_LINGER_SECONDS, timeout_seconds=self._timeout_seconds)
        return KafkaProducer(sender, self.blobs)

    def consumer(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> KafkaConsumer:
        return KafkaConsumer(self, group, [topic.name for topic in topics])

    @contextmanager
    def unit_of_work(self) -> Iterator[LogUnit]:
        with self.database.transaction() as connection:
            unit = LogUnit(connection, self.blobs)
            yield unit
            unit.append()

    def lag(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> Mapping[TopicPartition, int]:
        return {place: lag for (_, place), lag in self.lags(None, [(group, topics)]).items()}

    def lags(self, connection: Transaction | None, subscriptions: Sequence[Subscription]) -> Lags:
        """Count; PostgreSQL is read first and Kafka after, so that a message on its way may count twice, never not."""
        if connection is None:
            with self.database.transaction() as own:
                outbox = log.list_outbox_lags(own, subscriptions)
        else:
            outbox = log.list_outbox_lags(connection, subscriptions)
        ranges = self.ranges({place for _, place in outbox})
        return {
            (group, place): waiting + _unhandled(stored, ranges[place])
            for (group, place), (stored, waiting) in outbox.items()
        }

    def read(self, topic: Topic[FrozenModel], *, partition: int, offset: int, max_records: int) -> Sequence[Record]:
        records = self.read_raw(TopicPartition(topic.name, partition), offset, max_records)
        return [resolve_value(record, self.blobs) for record in records]

    def list_replayed(self) -> set[int]:
        return log.list_replayed(self.database)

    def delete_older_than(self, age: timedelta = timedelta(days=RETENTION_DAYS)) -> int:
        """Delete what was relayed and is older than `age` (technical time); return how many messages. For a tick."""
        return log.delete_older_than(self.database, age, is_outbox=True)

    def close(self) -> None:
        with self._lock:
            if self._inspector is not None:
                self._inspector.close()
            self._inspector = None
        self._topics.close()

    def sender(self, *, linger_seconds: float, timeout_seconds: float) -> KafkaSender:
        """Return a sender to given partitions (for the relay)."""
        return KafkaSender(
            self._bootstrap, self._prefix, linger_seconds=linger_seconds, timeout_seconds=timeout_seconds
        )

    def open_reader(self, group: str | None) -> KafkaReader:
        return KafkaReader(self._bootstrap, self._prefix, group)

    def read_raw(self, place: TopicPartition, offset: int, max_records: int) -> list[Record]:
        """Read as it stands in Kafka, large values as their references."""
        with self._lock:
            return self._inspect().read(place, offset, max_records)

    def ranges(self, places: Collection[TopicPartition]) -> dict[TopicPartition, PositionRange]:
        """Say what partitions hold in Kafka."""
        with self._lock:
            return self._inspect().ranges(places)

    def start_offsets(self, group: str, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """Return where a group goes on. Raises OffsetOutOfRange, also for a topic that was made anew."""
        sources = self._topics.ids({place.topic for place in places})
        ranges = self.ranges(places)
        firsts = {place: StoredOffset(sources[place.topic], ranges[place].first) for place in places}
        with self.database.transaction() as connection:
            log.add_offsets(connection, group, firsts)
            stored = log.list_offsets(connection, group, sources)
        for place in places:
            log.check_source(place, stored[place], sources[place.topic])
            log.check_range(place, stored[place].next_offset, ranges[place])
        return {place: stored[place].next_offset for place in places}

    def _inspect(self) -> KafkaReader:
        if self._inspector is None:
            self._inspector = self.open_reader(None)
        return self._inspector


def _unhandled(stored: StoredOffset | None, positions: PositionRange) -> int:
    if stored is None:
        return positions.end - positions.first
    if stored.next_offset > positions.end:  # out of range is never "drained"
        return max(positions.end - positions.first, 1)
    return positions.end - stored.next_offset


def _chunks(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """Cut what is to be sent into pieces that may be in flight together."""
    chunk: list[Message] = []
    size = 0
    for message in messages:
        if chunk and (len(chunk) == _IN_FLIGHT_MESSAGES or size + len(message.value) > _IN_FLIGHT_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(message)
        size += len(message.value)
    if chunk:
        yield chunk
