"""The outbox's way to Kafka: one relay per installation publishes it in order and remembers how far it came.

At most one batch per partition is on its way, and Kafka takes a batch whole or not at all: so nothing is lost and
nothing overtakes, whatever fails. After a start or a failure the end of the Kafka partition is read, and what is there
already is not sent again.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import structlog
from psycopg.rows import dict_row

from runtime.postgres.leadership import lock_key
from runtime.stream import log
from runtime.stream.base import Record, TopicPartition, Transaction
from runtime.stream.encoding import BLOB_HEADER, Message
from runtime.stream.kafka import KafkaStream
from runtime.stream.kafka_client import KafkaSender
from schemas.errors import RetryableError

_LOG = structlog.get_logger()
POSITION_HEADER = "arauto-position"
_LOCK_KEY = lock_key("relay")
_CHUNK_MESSAGES = 200
# Well under the batch size of the sender, so that a chunk of a partition is one batch.
_CHUNK_BYTES = 600 * 1024
_MESSAGE_OVERHEAD_BYTES = 200
# Longer than it takes to hand a chunk over, so that no batch leaves half filled; flush() ends it.
_LINGER_SECONDS = 10.0
_TIMEOUT_SECONDS = 30.0
_SHORTEST_PAUSE_SECONDS = 0.005
_LONGEST_PAUSE_SECONDS = 0.05
_WAIT_FOR_LOCK_SECONDS = 0.5
_RETRY_SECONDS = 0.5


class Relay:
    """Publishes the outbox of a KafkaStream; started in several processes, one works and the others stand by."""

    def __init__(self, stream: KafkaStream) -> None:
        self._stream = stream
        self._sender: KafkaSender = stream.sender(linger_seconds=_LINGER_SECONDS, timeout_seconds=_TIMEOUT_SECONDS)
        self._compared: set[TopicPartition] = set()

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop` is set; a database or a Kafka that does not answer is tried again for ever."""
        while not stop.is_set():
            try:
                with psycopg.connect(self._stream.database.dsn, autocommit=True, row_factory=dict_row) as session:
                    self._hold(session, stop)
            except (psycopg.OperationalError, RetryableError) as error:
                _LOG.warning("relay_retries", error=type(error).__name__)
                stop.wait(_RETRY_SECONDS)
            finally:
                self._sender.reset()
                self._compared = set()

    def _hold(self, session: Transaction, stop: threading.Event) -> None:
        """Wait for the lock and relay; all is done in the session that holds the lock, and ends with it."""
        pause = _SHORTEST_PAUSE_SECONDS
        has_lock = False
        while not stop.is_set():
            if not has_lock:
                row = session.execute(log.SQL["try_relay_lock"], {"key": _LOCK_KEY}).fetchone()
                has_lock = bool(row and row["is_mine"])
                pause = _SHORTEST_PAUSE_SECONDS if has_lock else _WAIT_FOR_LOCK_SECONDS
            elif self.relay_once(session):
                pause = _SHORTEST_PAUSE_SECONDS
                continue
            else:
                pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)
            stop.wait(pause)

    def relay_once(self, session: Transaction) -> int:
        """Publish one chunk of each partition that has something; return how many messages were acknowledged."""
        rows = session.execute(log.SQL["list_unrelayed"]).fetchall()
        positions = {TopicPartition(row["topic"], row["partition"]): row["position"] for row in rows}
        if not positions:
            return 0
        waiting = {place: _first_chunk(run) for place, run in _by_place(session, positions).items()}
        acknowledged = 0
        for place in waiting.keys() - self._compared:
            known = self._count_known(place, waiting[place])
            acknowledged += self._mark(session, place, waiting[place][:known])
            waiting[place] = waiting[place][known:]
            self._compared.add(place)
        return acknowledged + self._send(session, waiting)

    def _send(self, session: Transaction, waiting: dict[TopicPartition, list[Record]]) -> int:
        records = [record for run in waiting.values() for record in run]
        results = self._sender.send([_message(record) for record in records])
        failed = {
            TopicPartition(record.topic, record.partition): error
            for record, error in zip(records, results, strict=True)
            if error is not None
        }
        acknowledged = sum(self._mark(session, place, run) for place, run in waiting.items() if place not in failed)
        if failed:
            # Whether Kafka has them is not known; look before sending them again.
            self._compared -= failed.keys()
            self._sender.reset()
            raise _first_failure(failed)
        return acknowledged

    def _mark(self, session: Transaction, place: TopicPartition, run: Sequence[Record]) -> int:
        if run:
            where = {"topic": place.topic, "partition": place.partition, "position": run[-1].offset + 1}
            session.execute(log.SQL["mark_relayed"], where)
        return len(run)

    def _count_known(self, place: TopicPartition, run: Sequence[Record]) -> int:
        """Count how many of the first waiting messages are at the end of the Kafka partition already.

        Bytes are compared, not only positions: a database restored from a backup gives positions out again.
        """
        end = self._stream.ranges([place])[place].end
        tail = self._stream.read_raw(place, max(end - 2 * _CHUNK_MESSAGES, 0), 2 * _CHUNK_MESSAGES)
        there = {_identity(record, record.headers.get(POSITION_HEADER)) for record in tail}
        known = 0
        for record in run:
            if _identity(record, str(record.offset)) not in there:
                break
            known += 1
        return known


def _identity(record: Record, position: str | None) -> tuple[str | None, str, bytes, str | None]:
    return (position, record.key, record.value, record.headers.get(BLOB_HEADER))


class RelayFailed(RetryableError):
    """Kafka did not acknowledge a part of the outbox."""


def _first_failure(failed: dict[TopicPartition, Exception]) -> RelayFailed:
    place, error = next(iter(failed.items()))
    return RelayFailed(f"{place.topic}/{place.partition}: {error!r}", places=sorted(failed))


def _by_place(session: Transaction, positions: dict[TopicPartition, int]) -> dict[TopicPartition, list[Record]]:
    runs: dict[TopicPartition, list[Record]] = {}
    for record in log.list_messages(session, positions, _CHUNK_MESSAGES):
        runs.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
    return runs


def _first_chunk(run: Sequence[Record]) -> list[Record]:
    """Take as many messages as surely fit into one batch; at least one."""
    chunk: list[Record] = []
    size = 0
    for record in run:
        size += len(record.value) + len(record.key.encode()) + _MESSAGE_OVERHEAD_BYTES
        if chunk and size > _CHUNK_BYTES:
            break
        chunk.append(record)
    return chunk


def _message(record: Record) -> Message:
    message = Message(record.topic, record.partition, record.key, record.value, record.headers)
    return replace(message, headers={**record.headers, POSITION_HEADER: str(record.offset)})
