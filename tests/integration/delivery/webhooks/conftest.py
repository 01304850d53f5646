"""What webhook tests stand on: a company, a receiver, and the planner and dispatcher running in threads."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from delivery.events.record import record_event
from delivery.events.sequencer import give_positions
from delivery.webhooks import dispatcher, endpoints, planner
from delivery.webhooks.endpoints import NewEndpoint
from delivery.webhooks.pending import pending_work
from runtime.clock import ManualClock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from runtime.secrets import SecretBox
from schemas.events import EventType, event_id
from tests.integration.delivery.webhooks.receiver import Receiver

START = datetime(2031, 3, 3, 12, tzinfo=UTC)
POLICY = EgressPolicy(allow_loopback_http=True)


def until(holds: Callable[[], object], what: str, seconds: float = 15) -> None:
    """Poll until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        threading.Event().wait(0.01)


class World:
    """A database with a clock, events on demand, and what runs on it."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self.database = database
        self.box = box
        self.clock = ManualClock(START)
        self.company_id = self.add_company("acme")

    def add_company(self, slug: str) -> UUID:
        company_id = uuid.uuid4()
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO monitor.companies (id, slug, name, created_at) VALUES (%s, %s, %s, %s)",
                (company_id, slug, slug, START),
            )
        return company_id

    def add_endpoint(
        self, url: str, company_id: UUID | None = None, types: list[EventType] | None = None
    ) -> NewEndpoint:
        with self.database.transaction() as connection:
            return endpoints.add_endpoint(
                connection,
                company_id=company_id or self.company_id,
                url=url,
                types=types,
                policy=POLICY,
                box=self.box,
                now=self.clock.now(),
            )

    def record(self, count: int, *, case_number: str | None = None, company_id: UUID | None = None) -> list[str]:
        """Record and sequence events; return their ids in order."""
        company_id = company_id or self.company_id
        ids = []
        with self.database.transaction() as connection:
            for _ in range(count):
                key = f"movement.created:{uuid.uuid4()}"
                record_event(
                    connection,
                    company_id=company_id,
                    type=EventType.MOVEMENT_CREATED,
                    business_key=key,
                    case_number=case_number,
                    subject=None,
                    data={"text": "Decisão: ação julgada — “procedente”"},
                    now=self.clock.now(),
                )
                ids.append(str(event_id(company_id, key)))
        self.sequence()
        return ids

    def sequence(self) -> None:
        with self.database.transaction() as connection:
            give_positions(connection, 100_000)

    def settle(self) -> None:
        """Wait until nothing is due at this business moment."""
        until(self._is_settled, "nothing is due")

    def _is_settled(self) -> bool:
        self.sequence()
        with self.database.transaction() as connection:
            return not any(pending_work(connection, self.clock.now()).values())

    def endpoint(self, endpoint_id: UUID) -> endpoints.EndpointSummary:
        with self.database.transaction() as connection:
            return next(e for e in endpoints.list_endpoints(connection) if e.id == endpoint_id)

    def states(self, endpoint_id: UUID) -> dict[str, int]:
        with self.database.transaction() as connection:
            return endpoints.count_states(connection, endpoint_id)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run planner and dispatcher."""
        stop = threading.Event()
        failures: list[BaseException] = []

        def guarded(run: Callable[[], None]) -> None:
            try:
                run()
            except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
                failures.append(error)

        threads = [
            threading.Thread(target=guarded, args=(lambda: planner.run(self.database, self.clock, stop),)),
            threading.Thread(
                target=guarded,
                args=(lambda: dispatcher.run(self.database, self.clock, self.box, POLICY, stop),),
            ),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(30)
        assert not failures, failures


@pytest.fixture
def world(stage_database: Database, tmp_path: object) -> World:
    return World(stage_database, SecretBox(tmp_path / "key"))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver().start()
    yield running
    running.stop()
