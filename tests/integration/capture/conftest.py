"""What capture's tests stand on: a court, a stream, a clock and the engine running in a thread."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capture.courts import Court
from capture.pending import pending_work
from capture.service import run
from capture.strategies.base import Strategy
from capture.strategies.lists import DatajudFilingDate
from capture.watches import WatchHandler
from monitor_config.discovery import StrategyName
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy
from runtime.blobs import BlobStore
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.settings import Settings
from runtime.stream.base import TopicPartition
from runtime.stream.postgres import PostgresStream
from schemas.capture_requests import CaptureRequest, Wish
from schemas.captures import Capture
from schemas.case_number import CaseNumber
from schemas.model import FrozenModel
from schemas.topics import CAPTURE_REQUESTS, CAPTURES, TOPICS, TRIBUNAL_STATUS, Topic
from schemas.tribunal_status import TribunalStatus
from tests.integration.capture.court import FakeCourt, FakeList, FakeSpider

MONDAY_NOON = datetime(2031, 3, 3, 15, tzinfo=UTC)  # 12:00 in Brasília
FAST = TribunalPolicy(hours=None, requests_per_minute=None, concurrency=4, daily_budget=None, timeout_seconds=5)


def case(sequence: int) -> CaseNumber:
    return CaseNumber.build(sequence=sequence, year=2031, j_tr="8.26", origin=100)


def until(holds: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Poll until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        threading.Event().wait(0.01)


class World:
    """One installation's capture stage with a fake court."""

    def __init__(self, database: Database, blobs: BlobStore, court: FakeCourt) -> None:
        self.database = database
        self.blobs = blobs
        self.court = court
        self.clock = ManualClock(MONDAY_NOON)
        self.stream = PostgresStream(database, blobs)
        self.stream.create_topics(TOPICS)
        self.policy = FAST
        self.spider: type[FakeSpider] = FakeSpider
        self.has_discovery = False
        self.strategies: dict[StrategyName, Strategy] = {}
        self.trusted = frozenset({"127.0.0.1"})
        self.settings = Settings(contact="mailto:court-watch@example.org")
        self._revision = 0

    def courts(self) -> list[Court]:
        spider = self.spider({"cpopg": self.court.address})
        filed = FakeList({"api": self.court.address})
        if self.has_discovery:
            self.strategies.setdefault(StrategyName.DATAJUD_FILING_DATE, DatajudFilingDate(filed, filed))
        return [Court("TJSP", (spider,), self.strategies, self.trusted)]

    def discover_by(self, strategy: Strategy, **policy: Any) -> None:
        """Offer a strategy and switch it on."""
        self.strategies[strategy.name] = strategy
        self.switch_on(strategy.name, **policy)

    def switch_on(self, name: StrategyName, **policy: Any) -> None:
        strategies = self.policy.discovery.strategies
        changed = strategies.of(name).model_copy(update={"is_enabled": True, **policy})
        discovery = self.policy.discovery.model_copy(
            update={"strategies": strategies.model_copy(update={name.value: changed})}
        )
        self.policy = self.policy.model_copy(update={"discovery": discovery})

    @contextmanager
    def capturing(self) -> Iterator[None]:
        """Run the stage for the block; its failure fails the test."""
        stop = threading.Event()
        before = self._processes()
        with ThreadPoolExecutor(1) as threads:
            stage = threads.submit(
                run,
                database=self.database,
                stream=self.stream,
                clock=self.clock,
                blobs=self.blobs,
                policies=TribunalPolicies(self.policy, {}),
                settings=self.settings,
                stop=stop,
                courts=self.courts(),
            )
            try:
                until(lambda: self._processes() > before or stage.done(), "the stage runs")
                yield
            finally:
                stop.set()
            stage.result(20)

    def _processes(self) -> int:
        return len(self.rows("SELECT 1 FROM capture.processes"))

    def watch(self, number: CaseNumber, **changes: Any) -> None:
        """Apply one capture request, as the worker would."""
        self._revision += 1
        request = CaptureRequest(
            case_number=number,
            **{
                "tribunal": "TJSP",
                "revision": self._revision,
                "is_watched": True,
                "requested_at": self.clock.now(),
                **changes,
            },
        )
        with self.stream.unit_of_work() as unit:
            WatchHandler(self.clock, self.blobs).handle(CAPTURE_REQUESTS.name, request, unit)

    def wish(self, number: CaseNumber, wish: Wish) -> None:
        self.watch(number, wish=wish)

    def settle(self, seconds: float = 20) -> None:
        """Wait until nothing is due any more."""
        until(lambda: not any(self.pending().values()), "nothing is pending", seconds)

    def pending(self) -> dict[str, int]:
        with self.database.transaction() as connection:
            return pending_work(connection, self.clock.now())

    def advance(self, **step: float) -> None:
        self.clock.advance(timedelta(**step))

    def captures(self) -> list[Capture]:
        return [Capture.model_validate_json(value) for value in self._values(CAPTURES)]

    def statuses(self) -> list[TribunalStatus]:
        return [TribunalStatus.model_validate_json(value) for value in self._values(TRIBUNAL_STATUS)]

    def rows(self, statement: str, **parameters: Any) -> list[dict[str, Any]]:
        with self.database.transaction() as connection:
            return connection.execute(statement, parameters).fetchall()

    def row(self, statement: str, **parameters: Any) -> dict[str, Any]:
        (found,) = self.rows(statement, **parameters)
        return found

    def _values(self, topic: Topic[FrozenModel]) -> list[bytes]:
        return [
            record.value
            for place in (TopicPartition(topic.name, n) for n in range(topic.partitions))
            for record in self.stream.read(topic, partition=place.partition, offset=0, max_records=10_000)
        ]


def case_row(world: World, number: CaseNumber) -> dict[str, Any]:
    return world.row("SELECT * FROM capture.case_states WHERE case_number = %(n)s", n=str(number))


@pytest.fixture
def court() -> Iterator[FakeCourt]:
    court = FakeCourt()
    court.start()
    yield court
    court.stop()


@pytest.fixture
def world(stage_database: Database, tmp_path: Path, court: FakeCourt) -> World:
    return World(stage_database, BlobStore(tmp_path / "blobs", is_durable=False), court)
