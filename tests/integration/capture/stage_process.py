"""The capture stage as a process of its own, for a test that kills it: DSN, folder of blobs, the court's address."""

import sys
import threading
from pathlib import Path

from capture.courts import Court
from capture.service import run
from monitor_config.tribunals import TribunalPolicies
from runtime.blobs import BlobStore
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.settings import Settings
from runtime.stream.postgres import PostgresStream
from tests.integration.capture.conftest import FAST, MONDAY_NOON
from tests.integration.capture.court import FakeSpider


def main(dsn: str, folder: str, address: str) -> None:
    blobs = BlobStore(Path(folder), is_durable=False)
    with Database(dsn, application="killed") as database:
        run(
            database=database,
            stream=PostgresStream(database, blobs),
            clock=ManualClock(MONDAY_NOON),
            blobs=blobs,
            policies=TribunalPolicies(FAST, {}),
            settings=Settings(contact="mailto:court-watch@example.org"),
            stop=threading.Event(),
            courts=[Court("TJSP", (FakeSpider({"cpopg": address}),), {}, frozenset({"127.0.0.1"}))],
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
