"""The log tables in PostgreSQL: appending at dense positions, reading, stored offsets, retention.

In embedded mode this log is the stream; on Kafka it is the outbox. Every function works in its caller's transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries
from runtime.stream.base import (
    OffsetOutOfRange,
    Record,
    StaleMember,
    Subscription,
    TopicPartition,
    Transaction,
    UnknownTopic,
)
from runtime.stream.encoding import Blobs, Message, encode_bytes, encode_message
from schemas.model import FrozenModel
from schemas.topics import RETENTION_DAYS, Topic

SQL = load_queries("runtime.stream")
LOG_SOURCE = "log"  # what stream.offsets.source says of offsets of these tables


class PositionRange(NamedTuple):
    """What a partition of the log holds: positions from `first` up to, not including, `end`."""

    first: int
    end: int


class StoredOffset(NamedTuple):
    source: str
    next_offset: int


class LogUnit:
    """A unit of work in PostgreSQL: what is published is kept back and appended just before the commit."""

    def __init__(self, connection: Transaction, blobs: Blobs) -> None:
        self._connection = connection
        self._blobs = blobs
        self._messages: list[Message] = []

    @property
    def connection(self) -> Transaction:
        return self._connection

    def publish(self, topic: Topic[FrozenModel], key: str, value: FrozenModel) -> None:
        self._messages.append(encode_message(topic, key, value, self._blobs))

    def publish_bytes(self, topic: Topic[FrozenModel], key: str, value: bytes) -> None:
        self._messages.append(encode_bytes(topic, key, value, self._blobs))

    def mark_replayed(self, dead_letter_offset: int, now: datetime) -> None:
        self._connection.execute(SQL["add_replay"], {"offset": dead_letter_offset, "now": now})

    def append(self) -> None:
        """Append what was published; must be the transaction's last statements, because counters stay locked."""
        append_messages(self._connection, self._messages)
        self._messages = []


def create_partitions(connection: Transaction, topics: Sequence[Topic[FrozenModel]]) -> None:
    """Make the topics' partitions. Raises UnknownTopic when one exists with another number of partitions."""
    for topic in topics:
        parameters = {"topic": topic.name, "partitions": topic.partitions}
        connection.execute(SQL["add_partitions"], parameters)
        row = connection.execute(SQL["count_partitions"], parameters).fetchone()
        if row is None or row["partitions"] != topic.partitions:
            raise UnknownTopic(f"{topic.name} exists with another number of partitions than {topic.partitions}")


def append_messages(connection: Transaction, messages: Sequence[Message]) -> None:
    """Append messages in their order. Raises UnknownTopic."""
    if not messages:
        return
    columns = {
        "topics": [m.topic for m in messages],
        "partitions": [m.partition for m in messages],
        "keys": [m.key for m in messages],
        "values": [m.value for m in messages],
        "headers": [Jsonb(dict(m.headers)) for m in messages],
    }
    connection.execute(SQL["lock_counters"], columns)
    if connection.execute(SQL["append_messages"], columns).rowcount != len(messages):
        raise UnknownTopic(f"one of the topics {sorted({m.topic for m in messages})} was not created")


def list_partitions(connection: Transaction, topics: Iterable[str]) -> list[TopicPartition]:
    rows = connection.execute(SQL["list_partitions"], {"topics": list(topics)})
    return [TopicPartition(row["topic"], row["partition"]) for row in rows]


def list_ranges(connection: Transaction, places: Iterable[TopicPartition]) -> dict[TopicPartition, PositionRange]:
    """Say what the partitions hold."""
    rows = connection.execute(SQL["list_counters"], _columns(places))
    return {
        TopicPartition(row["topic"], row["partition"]): PositionRange(row["first_position"], row["next_position"])
        for row in rows
    }


def list_messages(connection: Transaction, positions: dict[TopicPartition, int], limit: int) -> list[Record]:
    """Read from the given positions on, at most `limit` messages per partition. Raises OffsetOutOfRange."""
    parameters = {**_columns(positions), "positions": list(positions.values()), "limit": limit}
    rows = connection.execute(SQL["list_messages"], parameters, binary=True)  # as text, bytes take twice the time
    records = [
        Record(row["topic"], row["partition"], row["position"], row["key"], row["value"], row["headers"])
        for row in rows
    ]
    awaited = dict(positions)
    for record in records:
        place = TopicPartition(record.topic, record.partition)
        if record.offset != awaited[place]:  # retention ran between the look at the counters and this read
            raise OffsetOutOfRange(f"{place.topic}/{place.partition}: {awaited[place]} is no longer there", place=place)
        awaited[place] += 1
    return records


def check_range(place: TopicPartition, offset: int, positions: PositionRange) -> None:
    """Refuse an offset that the log does not hold, its end excepted. Raises OffsetOutOfRange."""
    if not positions.first <= offset <= positions.end:
        raise OffsetOutOfRange(
            f"{place.topic}/{place.partition}: offset {offset} is not between {positions.first} and {positions.end}; "
            "it is never reset by itself",
            place=place,
            offset=offset,
        )


def list_offsets(connection: Transaction, group: str, topics: Iterable[str]) -> dict[TopicPartition, StoredOffset]:
    """List what a group has stored."""
    rows = connection.execute(SQL["list_offsets"], {"group": group, "topics": list(topics)})
    return {
        TopicPartition(row["topic"], row["partition"]): StoredOffset(row["source"], row["next_offset"]) for row in rows
    }


def add_offsets(connection: Transaction, group: str, first_offsets: dict[TopicPartition, StoredOffset]) -> None:
    """Store the first offsets of a group that is new to these partitions."""
    parameters = {
        **_columns(first_offsets),
        "group": group,
        "sources": [stored.source for stored in first_offsets.values()],
        "offsets": [stored.next_offset for stored in first_offsets.values()],
    }
    connection.execute(SQL["add_offsets"], parameters)


def check_source(place: TopicPartition, stored: StoredOffset, source: str) -> None:
    """Refuse an offset of another log. Raises OffsetOutOfRange."""
    if stored.source != source:
        raise OffsetOutOfRange(
            f"{place.topic}/{place.partition}: the stored offset {stored.next_offset} belongs to {stored.source}, this "
            f"is {source}: the topic was made anew or the stream was exchanged",
            place=place,
            offset=stored.next_offset,
        )


def store_offset(
    connection: Transaction, group: str, place: TopicPartition, *, expected: int, next_offset: int
) -> None:
    """Compare and set. Raises StaleMember."""
    parameters = {
        "group": group,
        "topic": place.topic,
        "partition": place.partition,
        "expected": expected,
        "next_offset": next_offset,
    }
    if connection.execute(SQL["store_offset"], parameters).rowcount != 1:
        raise StaleMember(f"{group}: {place.topic}/{place.partition} is not at {expected} any more", place=place)


def list_lags(connection: Transaction, subscriptions: Sequence[Subscription]) -> dict[tuple[str, TopicPartition], int]:
    """Count what groups have not handled of this log, all in one statement and so at one moment."""
    rows = connection.execute(SQL["list_lags"], {**subscription_columns(subscriptions), "source": LOG_SOURCE})
    return {(row["group_name"], TopicPartition(row["topic"], row["partition"])): row["lag"] for row in rows}


class OutboxLag(NamedTuple):
    """What a group has stored, and how many messages of the partition the relay has still to publish."""

    stored: StoredOffset | None
    waiting: int


def list_outbox_lags(
    connection: Transaction, subscriptions: Sequence[Subscription]
) -> dict[tuple[str, TopicPartition], OutboxLag]:
    """Read stored offsets and the outbox in one statement and so at one moment."""
    rows = connection.execute(SQL["list_outbox_lags"], subscription_columns(subscriptions))
    return {
        (row["group_name"], TopicPartition(row["topic"], row["partition"])): OutboxLag(
            None if row["next_offset"] is None else StoredOffset(row["source"], row["next_offset"]), row["waiting"]
        )
        for row in rows
    }


def list_replayed(database: Database) -> set[int]:
    with database.transaction() as connection:
        return {row["dead_letter_offset"] for row in connection.execute(SQL["list_replays"])}


def subscription_columns(subscriptions: Sequence[Subscription]) -> dict[str, list[str]]:
    pairs = [(group, topic.name) for group, topics in subscriptions for topic in topics]
    return {"groups": [group for group, _ in pairs], "topics": [topic for _, topic in pairs]}


def delete_older_than(
    database: Database, age: timedelta = timedelta(days=RETENTION_DAYS), *, is_outbox: bool = False
) -> int:
    """Delete messages older than `age` (technical time), of an outbox only what was relayed; return how many.

    One transaction per partition, whose counter is locked only by the last statement.
    """
    deleted = 0
    with database.transaction() as connection:
        old = connection.execute(SQL["list_old_partitions"]).fetchall()
    for row in old:
        where = {"topic": row["topic"], "partition": row["partition"], "age": age}
        with database.transaction() as connection:
            found = connection.execute(SQL["find_first_to_keep"], where).fetchone()
            position = found["position"] if found else 0
            if is_outbox:
                position = min(position, row["relayed_to"] or 0)
            where["position"] = position
            deleted += connection.execute(SQL["delete_messages_before"], where).rowcount
            connection.execute(SQL["raise_first_position"], where)
    return deleted


def _columns(places: Iterable[TopicPartition]) -> dict[str, Any]:
    listed = list(places)
    return {"topics": [place.topic for place in listed], "partitions": [place.partition for place in listed]}
