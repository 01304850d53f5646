"""All that is used of kafka-python, and the only file that imports it.

Leaves groups, offsets and the outbox to others. Errors of the driver leave this file translated.
"""

import socket
import threading
import time
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from runtime.stream.base import OffsetOutOfRange, Record, TopicPartition, UnknownTopic
from runtime.stream.encoding import Message
from runtime.stream.log import PositionRange
from schemas.errors import RetryableError
from schemas.model import FrozenModel
from schemas.topics import RETENTION_DAYS, Topic

with warnings.catch_warnings():
    # Its import calls importlib.resources.read_text, deprecated in Python 3.11 and 3.12 only.
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
    from kafka import TopicPartition as KafkaPlace
    from kafka.errors import KafkaError, OffsetOutOfRangeError, TopicAlreadyExistsError
    from kafka.structs import OffsetAndMetadata

_BATCH_BYTES = 1024 * 1024
_BOOTSTRAP_TIMEOUT_MS = 10_000
_READ_TIMEOUT_SECONDS = 30.0
_PROBE_SECONDS = 3.0
_LONGEST_RECONNECT_MS = 2000
_RETRY_BACKOFF_MS = 20  # the driver's 100 are spent on every first look at a topic


class KafkaUnavailable(RetryableError):
    """Kafka does not answer."""


class KafkaSender:
    """Sends messages to given partitions and checks what became of each.

    Args:
        linger_seconds: how long Kafka's client waits for a batch to fill; `flush` ends the wait.
        timeout_seconds: after this a message that was not acknowledged has failed.
    """

    def __init__(self, bootstrap: str, prefix: str, *, linger_seconds: float, timeout_seconds: float) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._linger_ms = int(linger_seconds * 1000)
        self._timeout_ms = int(timeout_seconds * 1000)
        self._client: Any = None

    def send(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Send, wait, and return for each message None (acknowledged) or why it failed; in the order given.

        The caller bounds how much it gives: kafka-python keeps all of it in memory.
        """
        try:
            futures = [self._send_one(message) for message in messages]
            self._open().flush()
        except (
            KafkaError,
            KafkaUnavailable,
            AssertionError,
        ) as error:  # kafka-python asserts that a topic has the partition
            self.reset()
            return [error for _ in messages]
        # flush() returns normally even when every send failed.
        return [_failure_of(future) for future in futures]

    def _send_one(self, message: Message) -> Any:
        return self._open().send(
            self._prefix + message.topic,
            key=message.key.encode(),
            value=message.value,
            headers=[(name, text.encode()) for name, text in message.headers.items()],
            partition=message.partition,
        )

    def _open(self) -> Any:
        if self._client is None:
            probe(self._bootstrap)
            self._client = KafkaProducer(
                bootstrap_servers=self._bootstrap,
                acks="all",
                enable_idempotence=True,
                allow_auto_create_topics=False,
                linger_ms=self._linger_ms,
                batch_size=_BATCH_BYTES,
                max_request_size=2 * _BATCH_BYTES,
                request_timeout_ms=self._timeout_ms // 2,
                delivery_timeout_ms=self._timeout_ms + self._linger_ms,
                max_block_ms=self._timeout_ms,
                retry_backoff_ms=_RETRY_BACKOFF_MS,
                reconnect_backoff_max_ms=_LONGEST_RECONNECT_MS,
                bootstrap_timeout_ms=min(_BOOTSTRAP_TIMEOUT_MS, self._timeout_ms),
                metrics_enabled=False,
            )
        return self._client

    def reset(self) -> None:
        """Drop the connection and everything not sent; the next send opens a new one."""
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=0)

    def close(self) -> None:
        self.reset()


class KafkaReader:
    """Reads given partitions from given offsets; `group` only names whom the commits are for."""

    def __init__(self, bootstrap: str, prefix: str, group: str | None) -> None:
        self._prefix = prefix
        probe(bootstrap)
        with translated_errors():
            self._client: Any = KafkaConsumer(
                bootstrap_servers=bootstrap,
                group_id=None if group is None else prefix + group,
                enable_auto_commit=False,
                auto_offset_reset="none",
                allow_auto_create_topics=False,
                fetch_max_wait_ms=100,
                retry_backoff_ms=_RETRY_BACKOFF_MS,
                reconnect_backoff_max_ms=_LONGEST_RECONNECT_MS,
                bootstrap_timeout_ms=_BOOTSTRAP_TIMEOUT_MS,
                metrics_enabled=False,
            )

    def assign(self, positions: Mapping[TopicPartition, int]) -> None:
        """Read these partitions, and no others, from these offsets on."""
        with translated_errors():
            self._client.assign([self._place(place) for place in positions])
            for place, offset in positions.items():
                self._client.seek(self._place(place), offset)

    def poll(self, timeout_seconds: float, max_records: int) -> list[Record]:
        """Return what there is, in order per partition. Raises OffsetOutOfRange, KafkaUnavailable."""
        with translated_errors():
            fetched = self._client.poll(timeout_ms=int(timeout_seconds * 1000), max_records=max_records)
        return [self._record(kafka_record) for run in fetched.values() for kafka_record in run]

    def ranges(self, places: Collection[TopicPartition]) -> dict[TopicPartition, PositionRange]:
        """Say what partitions hold. Raises KafkaUnavailable."""
        wanted = [self._place(place) for place in places]
        with translated_errors():
            first = self._client.beginning_offsets(wanted, timeout_ms=_READ_TIMEOUT_SECONDS * 1000)
            end = self._client.end_offsets(wanted, timeout_ms=_READ_TIMEOUT_SECONDS * 1000)
        return {place: PositionRange(first[self._place(place)], end[self._place(place)]) for place in places}

    def read(self, place: TopicPartition, offset: int, max_records: int) -> list[Record]:
        """Read one partition from the first record there is at or after `offset`, up to its present end."""
        positions = self.ranges([place])[place]
        first = max(offset, positions.first)
        wanted = min(max_records, positions.end - first)
        if wanted <= 0:
            return []
        self.assign({place: first})
        records: list[Record] = []
        deadline = time.monotonic() + _READ_TIMEOUT_SECONDS
        while len(records) < wanted:
            if time.monotonic() > deadline:
                raise KafkaUnavailable(f"{place.topic}/{place.partition} cannot be read")
            records += self.poll(0.1, wanted - len(records))
        return records

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell Kafka how far the group is, for lag tools; nobody waits for it or minds when it fails."""
        committed = {self._place(place): OffsetAndMetadata(offset, "", -1) for place, offset in offsets.items()}
        self._client.commit_async(committed, callback=_ignore)

    def close(self) -> None:
        self._client.close(autocommit=False)

    def _place(self, place: TopicPartition) -> Any:
        return KafkaPlace(self._prefix + place.topic, place.partition)

    def _record(self, found: Any) -> Record:
        return Record(
            found.topic.removeprefix(self._prefix),
            found.partition,
            found.offset,
            (found.key or b"").decode(errors="replace"),
            found.value or b"",
            {name: value.decode(errors="replace") for name, value in found.headers or () if value is not None},
        )


class KafkaTopics:
    """Makes topics and tells their ids, which change when a topic is made anew."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._lock = threading.Lock()
        self._client: Any = None

    def create(self, topics: Sequence[Topic[FrozenModel]]) -> None:
        """Create the topics that are missing. Raises UnknownTopic when one has another number of partitions."""
        retention = str(int(timedelta(days=RETENTION_DAYS).total_seconds() * 1000))
        configs = {"retention.ms": retention, "cleanup.policy": "delete"}
        wanted = {self._prefix + topic.name: topic.partitions for topic in topics}
        with self._lock, translated_errors():
            missing = wanted.keys() - self._partitions(wanted).keys()
            try:
                if missing:
                    options = {name: {"num_partitions": wanted[name], "configs": configs} for name in missing}
                    self._open().create_topics(options, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                pass  # another process was faster; what it made is compared below
            found = self._partitions(wanted)
        if other := [name for name, partitions in wanted.items() if found.get(name) != partitions]:
            raise UnknownTopic(f"{other[0]} has {found.get(other[0])} partitions and not {wanted[other[0]]}")

    def _partitions(self, names: Collection[str]) -> dict[str, int]:
        described = self._open().describe_topics(sorted(names))
        return {entry["name"]: len(entry["partitions"]) for entry in described if entry["error_code"] == 0}

    def ids(self, topics: Collection[str]) -> dict[str, str]:
        """Return the topics' ids. Raises UnknownTopic, KafkaUnavailable."""
        with self._lock, translated_errors():
            described = self._open().describe_topics([self._prefix + topic for topic in sorted(topics)])
        found = {entry["name"]: str(entry["topic_id"]) for entry in described if entry["error_code"] == 0}
        if missing := [topic for topic in topics if self._prefix + topic not in found]:
            raise UnknownTopic(f"Kafka has no topics {sorted(missing)}")
        return {topic: found[self._prefix + topic] for topic in topics}

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _open(self) -> Any:
        if self._client is None:
            probe(self._bootstrap)
            self._client = KafkaAdminClient(
                bootstrap_servers=self._bootstrap,
                bootstrap_timeout_ms=_BOOTSTRAP_TIMEOUT_MS,
                retry_backoff_ms=_RETRY_BACKOFF_MS,
                reconnect_backoff_max_ms=_LONGEST_RECONNECT_MS,
            )
        return self._client


def probe(bootstrap: str) -> None:
    """Make sure that one of the addresses listens, before a client is made. Raises KafkaUnavailable.

    A client of the driver that finds nobody is not closed: each try would leave a thread and sockets behind.
    """
    for address in bootstrap.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_PROBE_SECONDS).close()
        except OSError:
            continue
        return
    raise KafkaUnavailable(f"nobody listens at {bootstrap}")


@contextmanager
def translated_errors() -> Iterator[None]:
    """Translate kafka-python's errors into the port's."""
    try:
        yield
    except OffsetOutOfRangeError as error:
        raise OffsetOutOfRange(f"an offset is not in Kafka: {error}; it is never reset by itself") from error
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka does not answer: {error!r}") from error


def _failure_of(future: Any) -> KafkaError | None:
    try:
        future.get(timeout=0)
    except KafkaError as error:
        return error
    return None


def _ignore(*_: object) -> None:
    """A commit's result: it is for lag tools only."""
