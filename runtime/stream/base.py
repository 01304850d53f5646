"""The stream port, and its words.

- *record*: one message at its place (topic, partition, offset). Offsets of a partition grow in commit order.
- *stored offset*: the next offset that a group will handle, kept in PostgreSQL in the transaction of the effect that it
  covers. Storing is compare-and-set: who lost the partition finds another value, raises StaleMember and rolls back.
- *unit of work*: one transaction in which a handler changes tables, publishes, and its offset is stored.
- *direct producer*: publishes outside a transaction and returns when all is acknowledged (capture does this).
- *subscription*: a group and the topics it reads.

Three backends (memory, PostgreSQL, Kafka) pass one conformance suite; docs/explanation/stream.md says what it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from psycopg import Connection

from schemas.errors import FatalError, RetryableError
from schemas.model import FrozenModel
from schemas.topics import RETENTION_DAYS, Topic


class StaleMember(RetryableError):
    """Another member of the group has handled this partition further: roll back and poll again."""


class PublishFailed(RetryableError):
    """The stream did not acknowledge a message."""


class OffsetOutOfRange(FatalError):
    """The stored offset is no longer, or not yet, in the stream; it is never reset by itself."""


class UnknownTopic(FatalError):
    """The topic was not created, or with another number of partitions."""


@dataclass(frozen=True, slots=True, order=True)
class TopicPartition:
    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Record:
    """One message at its place; `value` are the encoded bytes (after a blob reference has been resolved)."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Transaction = Connection[dict[str, Any]]
Subscription = tuple[str, Sequence[Topic[FrozenModel]]]
Lags = Mapping[tuple[str, TopicPartition], int]


class UnitOfWork(Protocol):
    """One transaction. Handlers get it; they never commit."""

    @property
    def connection(self) -> Transaction:
        """The transaction's connection (rows are dictionaries)."""

    def publish(self, topic: Topic[FrozenModel], key: str, value: FrozenModel) -> None:
        """Publish in this transaction; order per key is order of commit."""

    def publish_bytes(self, topic: Topic[FrozenModel], key: str, value: bytes) -> None:
        """Publish bytes that are a message of this topic already, unread: a dead letter's replay."""

    def mark_replayed(self, dead_letter_offset: int, now: datetime) -> None:
        """Remember that the dead letter at this offset was published again."""


class Handler(Protocol):
    """One stage's work on the messages of its topics; idempotent, because messages arrive at least once."""

    group: str
    topics: Sequence[Topic[FrozenModel]]

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Handle one decoded message inside the unit of work; a RefusedError sends it to the dead letters."""


class Producer(Protocol):
    """Publishes directly."""

    def publish(self, topic: Topic[FrozenModel], messages: Sequence[tuple[str, FrozenModel]]) -> None:
        """Publish (key, value) pairs and return when all are acknowledged. Raises PublishFailed."""

    def close(self) -> None: ...


class Consumer(Protocol):
    """One member of a group."""

    def poll(self, *, timeout_seconds: float, max_records: int) -> Sequence[Record]:
        """Return records of the partitions this member holds, from the stored offset on, in order per partition.

        Raises OffsetOutOfRange.
        """

    def store_offset(self, unit: UnitOfWork, place: TopicPartition, *, expected: int, next_offset: int) -> None:
        """Store, in the unit's transaction, that everything before `next_offset` is handled. Raises StaleMember."""

    def rewind(self) -> None:
        """Forget what was polled and not stored; the next poll starts at the stored offsets."""

    def close(self) -> None: ...


class Stream(Protocol):
    """A backend."""

    def create_topics(self, topics: Sequence[Topic[FrozenModel]]) -> None:
        """Create what is missing. Raises UnknownTopic when a topic exists with another number of partitions."""

    def producer(self) -> Producer: ...

    def consumer(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> Consumer: ...

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction; leaving the block commits, an exception rolls back."""

    def lag(self, group: str, topics: Sequence[Topic[FrozenModel]]) -> Mapping[TopicPartition, int]:
        """Count what the group has not handled, per partition, what waits in an outbox included; never too few."""

    def lags(self, connection: Transaction | None, subscriptions: Sequence[Subscription]) -> Lags:
        """Count the same for many groups at one moment: that of the connection's snapshot when there is one.

        To see that everything is drained, other work that is due must be counted in the same snapshot (REPEATABLE
        READ): one message's effect is another's arrival.
        """

    def read(self, topic: Topic[FrozenModel], *, partition: int, offset: int, max_records: int) -> Sequence[Record]:
        """Read without a group, from the first message there is at or after `offset`; for inspection."""

    def list_replayed(self) -> set[int]:
        """List the offsets of the dead letters that were published again."""

    def delete_older_than(self, age: timedelta = timedelta(days=RETENTION_DAYS)) -> int:
        """Delete what is older (technical time) and return how many messages; for a tick."""

    def close(self) -> None: ...


def records_by_place(records: Sequence[Record]) -> Iterator[tuple[TopicPartition, list[Record]]]:
    """Group polled records by partition, keeping their order."""
    places: dict[TopicPartition, list[Record]] = {}
    for record in records:
        places.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
    yield from places.items()
