"""The handlers behind the real consume loop on the PostgreSQL log."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from delivery.case_store.cases import get_case
from delivery.case_store.ingest import CaptureHandler
from delivery.case_store.records import CaseState
from runtime.blobs import BlobStore
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.postgres import PostgresStream
from runtime.stream.worker import Worker
from schemas.cases import Case
from schemas.topics import CAPTURES, DISTRIBUTIONS, TOPICS
from tests.support.visits import START, capture, case_number, movement, snapshot

_DEADLINE_SECONDS = 20


def test_a_refused_capture_is_a_state_and_the_rest_goes_on(stage_database: Database, tmp_path: Path) -> None:
    """Nothing of the refused message is stored, its case says so, and other cases of the batch are stored."""
    stream = PostgresStream(stage_database, BlobStore(str(tmp_path)))
    stream.create_topics(TOPICS)
    wrong = snapshot((movement("b", 2),)).model_copy(update={"case": Case(case_number=case_number(9))})
    visits = [capture(case_number(n), snapshot((movement("a"),))) for n in range(1, 8)]
    visits.insert(4, capture(case_number(1), wrong, hours=1))
    stream.producer().publish(CAPTURES, [(visit.case_number, visit) for visit in visits])
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(Worker(stream, CaptureHandler(ManualClock(START)), clock=ManualClock(START)).run, stop)
        deadline = time.monotonic() + _DEADLINE_SECONDS
        while sum(stream.lag(CaptureHandler.group, [CAPTURES]).values()):
            assert time.monotonic() < deadline
            assert not running.done()
        stop.set()
        running.result(timeout=_DEADLINE_SECONDS)
    with stage_database.transaction() as connection:
        states = [get_case(connection, case_number(n)).state for n in range(1, 8)]
    assert states == [CaseState.DEAD_LETTER] + [CaseState.FOUND] * 6
    published = [
        stream.read(DISTRIBUTIONS, partition=p, offset=0, max_records=9) for p in range(DISTRIBUTIONS.partitions)
    ]
    assert sum(map(len, published)) == 7
