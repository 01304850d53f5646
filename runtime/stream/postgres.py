"""The stream on PostgreSQL alone: the embedded mode's backend.

Consumers look at the counters of their partitions every few milliseconds when busy and every 50 when idle: one cheap
statement, where NOTIFY would make all commits of the database wait for one another.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from runtime.postgres.pool import Database
from runtime.stream import log
from runtime.stream.base import (
    Lags,
    PublishFailed,
    Record,
    Subscription,
    TopicPartition,
    Transaction,
    UnitOfWork,
    UnknownTopic,
)
from runtime.stream.encoding import Blobs, encode_message, resolve_value
from runtime.stream.log import LOG_SOURCE, LogUnit, StoredOffset
from runtime.stream.membership import Membership
from schemas.errors import RetryableError
from schemas.model import FrozenModel
from schemas.topics import RETENTION_DAYS, Topic

_SHORTEST_PAUSE_SECONDS = 0.005
_LONGEST_PAUSE_SECONDS = 0.05


class PostgresProducer:
    """Appends each call's messages in a transaction of its own."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    def publish(self, topic: Topic[FrozenModel], messages: Sequence[tuple[str, FrozenModel]]) -> None:
        encoded = [encode_message(topic, key, value, self._blobs) for key, value in messages]
        try:
            with self._database.transaction() as connection:
                log.append_messages(connection, encoded)
        except RetryableError as error:
            raise PublishFailed(f"{topic.name}: {error}") from error

    def close(self) -> None:
        """Nothing is held."""


class PostgresConsumer:
    """One member of a group on the log tables."""

    def __init__(self, database: Database, blobs: Blobs, group: str, membership: Membership) -> None:
        self._database = database
        self._blobs = blobs
        self._group = group
        self._membership = membership
        self._held: set[TopicPartition] = set()
        self._positions: dict[TopicPartition, int] = {}
        self._turn = 0
        self._is_closed = threading.Event()

    def poll(self, *, timeout_seconds: float, max_records: int) -> Sequence[Record]:
        deadline = time.monotonic() + timeout_seconds
        pause = _SHORTEST_PAUSE_SECONDS
        while True:
            records = self._poll_once(max_records)
            left = deadline - time.monotonic()
            if records or left <= 0 or self._is_closed.wait(min(pause, left)):
                return [resolve_value(record, self._blobs) for record in records]
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)

    def _poll_once(self, max_records: int) -> list[Record]:
        with self._database.transaction() as connection:
            if self._membership.is_refresh_due():
                self._held, was_out = self._membership.refresh(connection)
                if was_out:
                    self._positions = {}
            self._find_positions(connection)
            ready = self._list_ready(connection)
            if not ready:
                return []
            chosen = self._choose(ready, max_records)
            records = log.list_messages(connection, chosen, max_records // len(chosen))
        for record in records:
            self._positions[TopicPartition(record.topic, record.partition)] = record.offset + 1
        return records

    def _find_positions(self, connection: Transaction) -> None:
        """Begin at the stored offsets of partitions that this member got, and drop those it lost."""
        gained = self._held - self._positions.keys()
        if gained:
            ranges = log.list_ranges(connection, gained)
            log.add_offsets(
                connection, self._group, {p: StoredOffset(LOG_SOURCE, ranges[p].first) for p in sorted(gained)}
            )
            stored = log.list_offsets(connection, self._group, {place.topic for place in gained})
            for place in gained:
                log.check_source(place, stored[place], LOG_SOURCE)
                self._positions[place] = stored[place].next_offset
        for lost in self._positions.keys() - self._held:
            del self._positions[lost]

    def _list_ready(self, connection: Transaction) -> list[TopicPartition]:
        ranges = log.list_ranges(connection, self._held) if self._held else {}
        for place, position in self._positions.items():
            log.check_range(place, position, ranges[place])
        return sorted(place for place, positions in ranges.items() if self._positions[place] < positions.end)

    def _choose(self, ready: list[TopicPartition], max_records: int) -> dict[TopicPartition, int]:
        """Give each partition its turn when there are more of them than records asked for."""
        self._turn = (self._turn + 1) % len(ready)
        turned = [*ready[self._turn :], *ready[: self._turn]]
        return {place: self._positions[place] for place in turned[:max_records]}

    def store_offset(self, unit: UnitOfWork, place: TopicPartition, *, expected: int, next_offset: int) -> None:
        log.store_offset(unit.connection, self._group, place, expected=expected, next_offset=next_offset)

    def rewind(self) -> None:
        self._positions = {}

    def close(self) -> None:
        if not self._is_closed.is_set():
            self._is_closed.set()
            self._membership.leave()


@dataclass(frozen=True, slots=True)
class PostgresStream:
    """The log tables as a stream.

    Args:
        database: the stage role's pool; not closed by this.
        blobs: where values over 512 KiB are kept.
        lease_seconds: how long a member that gives no sign keeps its partitions (technical time).
    """

    database: Database
    blobs: Blobs
    lease_seconds: float = 4.0

    def create_topics(self, topics: Sequence[Topic[FrozenModel]]) -> None:
        with self.database.transaction() as connection:
            log.create_partitions(connection, topics)

    def producer(self) -> PostgresProducer:
        return PostgresProducer(self.database, self.blobs)

    def consumer(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> PostgresConsumer:
        names = [topic.name for topic in topics]
        membership = Membership(self.database, group, names, lease_seconds=self.lease_seconds)
        return PostgresConsumer(self.database, self.blobs, group, membership)

    @contextmanager
    def unit_of_work(self) -> Iterator[LogUnit]:
        with self.database.transaction() as connection:
            unit = LogUnit(connection, self.blobs)
            yield unit
            unit.append()

    def lag(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> Mapping[TopicPartition, int]:
        return {place: lag for (_, place), lag in self.lags(None, [(group, topics)]).items()}

    def lags(self, connection: Transaction | None, subscriptions: Sequence[Subscription]) -> Lags:
        if connection is not None:
            return log.list_lags(connection, subscriptions)
        with self.database.transaction() as own:
            return log.list_lags(own, subscriptions)

    def read(self, topic: Topic[FrozenModel], *, partition: int, offset: int, max_records: int) -> Sequence[Record]:
        place = TopicPartition(topic.name, partition)
        with self.database.transaction() as connection:
            ranges = log.list_ranges(connection, [place])
            if place not in ranges:
                raise UnknownTopic(f"{topic.name} has no partition {partition}")
            first = max(offset, ranges[place].first)
            records = log.list_messages(connection, {place: first}, max_records)
        return [resolve_value(record, self.blobs) for record in records]

    def list_replayed(self) -> set[int]:
        return log.list_replayed(self.database)

    def delete_older_than(self, age: timedelta = timedelta(days=RETENTION_DAYS)) -> int:
        """Delete what is older than `age` (technical time); return how many messages. For a tick."""
        return log.delete_older_than(self.database, age)

    def close(self) -> None:
        """Nothing of its own is open."""
