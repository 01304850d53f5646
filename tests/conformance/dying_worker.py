"""A worker as a process of its own, which kills itself after an effect and before its commit: `python -m … JSON`."""

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from runtime.blobs import BlobStore
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.base import Stream, UnitOfWork
from runtime.stream.kafka import KafkaStream
from runtime.stream.postgres import PostgresStream
from runtime.stream.worker import Worker
from schemas.model import FrozenModel
from schemas.topics import Topic
from tests.conformance.backends import ECHOES, LEASE_SECONDS, NOTES, Note


class Dying:
    group = "echo"
    topics: Sequence[Topic[FrozenModel]] = (NOTES,)

    def __init__(self, deadly: int) -> None:
        self._deadly = deadly

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        assert isinstance(message, Note)
        unit.connection.execute(
            "INSERT INTO runtime.ticks (name, next_due_at) VALUES (%(name)s, clock_timestamp())",
            {"name": str(message.number)},
        )
        unit.publish(ECHOES, message.key, message)
        if message.number == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    options = json.loads(sys.argv[1])
    blobs = BlobStore(options["blobs"])
    with Database(options["dsn"], application="dying worker") as database:
        stream: Stream = PostgresStream(database, blobs, lease_seconds=LEASE_SECONDS)
        if options["bootstrap"]:
            stream = KafkaStream(
                database,
                blobs,
                bootstrap=options["bootstrap"],
                prefix=options["prefix"],
                lease_seconds=LEASE_SECONDS,
            )
        clock = ManualClock(datetime(2031, 3, 3, tzinfo=UTC))
        Worker(stream, Dying(options["deadly"]), clock=clock, batch_size=options["batch"]).run(threading.Event())


if __name__ == "__main__":
    main()
