"""A unit of work on a real connection that keeps what was published, in order of commit, instead of a stream."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psycopg import Connection

from runtime.postgres.pool import Database
from schemas.model import FrozenModel
from schemas.topics import Topic

M = TypeVar("M", bound=FrozenModel)


@dataclass
class CollectingUnit:
    """One transaction; its messages count only when it commits."""

    connection: Connection[dict[str, Any]]
    messages: list[tuple[Topic[FrozenModel], str, FrozenModel]] = field(default_factory=list)

    def publish(self, topic: Topic[FrozenModel], key: str, value: FrozenModel) -> None:
        self.messages.append((topic, key, value))


@dataclass
class CollectingStream:
    """The part of the stream port that handlers and sweeps need."""

    database: Database
    messages: list[tuple[Topic[FrozenModel], str, FrozenModel]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def unit_of_work(self) -> Iterator[CollectingUnit]:
        with self.database.transaction() as connection:
            unit = CollectingUnit(connection)
            yield unit
        with self._lock:
            self.messages += unit.messages

    def published(self, topic: Topic[M]) -> list[M]:
        """What was published to a topic, oldest first."""
        return [value for where, _, value in self.messages if where.name == topic.name]
