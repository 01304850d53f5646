"""The only consume loop: poll, decode, handle, store the offset, commit; retry, refuse or stop.

A batch is one transaction. When it fails its messages are handled one by one: what is refused three times goes to the
dead letters in the transaction that stores its offset, and the rest goes on.
"""

import threading
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from runtime.clock import Clock
from runtime.postgres.pool import DatabaseUnavailable
from runtime.stream.base import Consumer, Handler, Record, Stream, TopicPartition, UnitOfWork, records_by_place
from runtime.stream.encoding import decode_value
from schemas.dead_letters import DeadLetter
from schemas.errors import ArautoError, FatalError, RefusedError, RetryableError
from schemas.model import FrozenModel
from schemas.topics import DEAD_LETTERS, Topic

_LOG = structlog.get_logger()
_TRIES = 3
_POLL_SECONDS = 0.25
_PAUSE_BETWEEN_TRIES_SECONDS = 0.1
_FIRST_BACKOFF_SECONDS = 0.05
_LONGEST_BACKOFF_SECONDS = 5.0
_RATE_WINDOW = 100
_MOST_REFUSALS_IN_WINDOW = 50

DeadLetterHook = Callable[[Topic[FrozenModel], str, str, UnitOfWork], None]


class TooManyRefusals(FatalError):
    """So many messages in a row were refused that the handler, not the messages, must be wrong."""


class Worker:
    """Feeds one handler with its topics' messages.

    A handler may offer `on_dead_letter(topic: Topic, key: str, reason: str, unit: UnitOfWork)`: called in the
    transaction that dead-letters a message, so that a case can be put into a named state.

    Args:
        stream: the backend.
        handler: what is done with a message.
        clock: business time, for `refused_at`.
        batch_size: most messages per transaction.
    """

    def __init__(self, stream: Stream, handler: Handler, *, clock: Clock, batch_size: int = 100) -> None:
        self._stream = stream
        self._handler = handler
        self._clock = clock
        self._batch_size = batch_size
        self._topics = {topic.name: topic for topic in handler.topics}
        self._hook: DeadLetterHook | None = getattr(handler, "on_dead_letter", None)
        self._failures = 0
        self._refusals: deque[bool] = deque(maxlen=_RATE_WINDOW)
        self._stop = threading.Event()
        self._log = _LOG.bind(group=handler.group)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises FatalError, and nothing that a message or a weak database can cause."""
        self._stop = stop
        consumer = self._stream.consumer(self._handler.group, self._handler.topics)
        try:
            while not stop.is_set():
                self._turn(consumer)
        finally:
            try:
                consumer.close()
            except RetryableError as error:
                self._log.warning("group_not_left", error=str(error))

    def _turn(self, consumer: Consumer) -> None:
        try:
            records = consumer.poll(timeout_seconds=_POLL_SECONDS, max_records=self._batch_size)
            if records:
                self._handle(records, consumer)
            self._failures = 0
        except RetryableError as error:
            self._failures += 1
            pause = min(_FIRST_BACKOFF_SECONDS * 2 ** min(self._failures, 10), _LONGEST_BACKOFF_SECONDS)
            self._log.warning("worker_retries", error=type(error).__name__, failures=self._failures, seconds=pause)
            consumer.rewind()
            self._stop.wait(pause)

    def _handle(self, records: Sequence[Record], consumer: Consumer) -> None:
        # After a failure one by one: a batch that met a deadlock would often meet it again.
        if self._failures or len(records) == 1 or not self._handle_batch(records, consumer):
            self._handle_each(records, consumer)

    def _handle_batch(self, records: Sequence[Record], consumer: Consumer) -> bool:
        try:
            with self._stream.unit_of_work() as unit:
                for record in records:
                    self._handler.handle(record.topic, self._decode(record), unit)
                for place, run in records_by_place(records):
                    next_offset = run[-1].offset + 1
                    consumer.store_offset(unit, place, expected=run[0].offset, next_offset=next_offset)
        except Exception as error:  # one of the five boundaries: no message may end the worker
            if _is_to_raise(error):
                raise
            self._log.info("batch_split", error=type(error).__name__, messages=len(records))
            return False
        self._refusals.extend(False for _ in records)
        return True

    def _handle_each(self, records: Sequence[Record], consumer: Consumer) -> None:
        """Handle one by one; a partition whose message must be tried again does not keep the others from going on."""
        postponed: RetryableError | None = None
        for _, run in records_by_place(records):
            try:
                for record in run:
                    self._handle_one(record, consumer)
            except DatabaseUnavailable:
                raise
            except RetryableError as error:
                postponed = error
        if postponed:
            raise postponed

    def _handle_one(self, record: Record, consumer: Consumer) -> None:
        for attempt in range(1, _TRIES + 1):
            try:
                with self._stream.unit_of_work() as unit:
                    self._handler.handle(record.topic, self._decode(record), unit)
                    _store_next(consumer, unit, record)
            except Exception as error:  # as above: whatever a handler raises counts as a refusal
                if _is_to_raise(error):
                    raise
                refusal = error
            else:
                self._refusals.append(False)
                return
            if attempt < _TRIES and not isinstance(refusal, RefusedError | ValueError):
                self._stop.wait(_PAUSE_BETWEEN_TRIES_SECONDS)
        self._refuse(record, refusal, consumer)

    def _refuse(self, record: Record, error: Exception, consumer: Consumer) -> None:
        place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        self._log.error("message_refused", **place, key=record.key, error=type(error).__name__)
        try:
            self._dead_letter(record, error, consumer, self._hook)
        except Exception as hook_error:  # as above: the letter counts more than its hook
            if self._hook is None or _is_to_raise(hook_error):
                raise
            self._log.error("dead_letter_hook_failed", **place, error=type(hook_error).__name__)
            self._dead_letter(record, error, consumer, None)
        self._refusals.append(True)
        if sum(self._refusals) > _MOST_REFUSALS_IN_WINDOW:
            raise TooManyRefusals(
                f"{self._handler.group} refused {sum(self._refusals)} of the last {len(self._refusals)} messages; the "
                f"last one: {type(error).__name__}",
                group=self._handler.group,
            )

    def _dead_letter(self, record: Record, error: Exception, consumer: Consumer, hook: DeadLetterHook | None) -> None:
        letter = DeadLetter(
            group=self._handler.group,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            key=record.key,
            value_base64=b64encode(record.value).decode(),
            headers=dict(record.headers),
            error=type(error).__name__,
            reason=str(error),
            attempts=_TRIES,
            refused_at=self._clock.now(),
        )
        with self._stream.unit_of_work() as unit:
            unit.publish(DEAD_LETTERS, record.key, letter)
            if hook:
                hook(self._topics[record.topic], record.key, letter.reason, unit)
            _store_next(consumer, unit, record)

    def _decode(self, record: Record) -> FrozenModel:
        return decode_value(record, self._topics[record.topic].model)


def _store_next(consumer: Consumer, unit: UnitOfWork, record: Record) -> None:
    place = TopicPartition(record.topic, record.partition)
    consumer.store_offset(unit, place, expected=record.offset, next_offset=record.offset + 1)


def _is_to_raise(error: Exception) -> bool:
    """Whether it is for the loop (retry) or the process (stop), and not a refusal."""
    return isinstance(error, ArautoError) and error.reaction != "refuse"
