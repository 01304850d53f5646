"""What API tests stand on: the served app over real HTTP, two companies with keys, and events on demand."""

import http.client
import json
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from delivery.access.keys import ALL_SCOPES, Scope, add_key
from delivery.api import service
from delivery.api.app import create_app
from delivery.events.record import record_event
from delivery.events.sequencer import give_positions
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from schemas.events import EventType, event_id
from tests.conftest import DatabaseAddresses, fresh_database

START = datetime(2031, 3, 3, 12, tzinfo=UTC)


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Api:
    """The served API, and the stage's side of its database."""

    def __init__(self, stage: Database, tenant: Database, addresses: DatabaseAddresses) -> None:
        self.addresses = addresses
        self.stage = stage
        self.clock = ManualClock(START)
        self.app = create_app(tenant_database=tenant, cursor_keys=[b"k" * 32], clock=self.clock)
        self._stop = threading.Event()

    def begin_test(self) -> None:
        """Give the test two companies that no other test knows."""
        self.companies = {slug: self._add_company() for slug in ("acme", "rival")}
        self.keys = {slug: self.add_key(slug) for slug in self.companies}

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._thread = threading.Thread(target=service.run, args=(self.app, "127.0.0.1", self.port, self._stop))
        self._thread.start()
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline
                threading.Event().wait(0.02)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def call(
        self, method: str, path: str, *, company: str = "acme", key: str | None = None, body: Any = None
    ) -> Answered:
        connection = self.connect()
        headers = {"authorization": f"Bearer {key or self.keys[company]}", "content-type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        found = Answered(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read().decode())
        connection.close()
        return found

    def get(self, path: str, **options: Any) -> Answered:
        return self.call("GET", path, **options)

    def add_key(self, slug: str, scopes: frozenset[Scope] = ALL_SCOPES, name: str = "test") -> str:
        with self.stage.transaction() as connection:
            return add_key(
                connection, company_id=self.companies[slug], name=name, scopes=scopes, now=self.clock.now()
            ).key

    def record(self, count: int, *, company: str = "acme", type_: EventType = EventType.MOVEMENT_CREATED) -> list[str]:
        ids = []
        with self.stage.transaction() as connection:
            for _ in range(count):
                key = f"{type_}:{uuid.uuid4()}"
                record_event(
                    connection,
                    company_id=self.companies[company],
                    type=type_,
                    business_key=key,
                    case_number=None,
                    subject=None,
                    data={"text": "ação"},
                    now=self.clock.now(),
                )
                ids.append(str(event_id(self.companies[company], key)))
        return ids

    def sequence(self) -> int:
        with self.stage.transaction() as connection:
            return give_positions(connection, 100_000)

    def _add_company(self) -> UUID:
        company_id = uuid.uuid4()
        slug = f"company-{company_id.hex[:12]}"
        with self.stage.transaction() as connection:
            connection.execute(
                "INSERT INTO monitor.companies (id, slug, name, created_at) VALUES (%s, %s, %s, %s)",
                (company_id, slug, slug, START),
            )
        return company_id


@pytest.fixture(scope="module")
def served(postgres_server: str, template_database: str) -> Iterator[Api]:
    with fresh_database(postgres_server, template_database) as addresses, serve(addresses) as api:
        yield api


@pytest.fixture
def api(served: Api) -> Api:
    """The module's API, with companies of this test alone."""
    served.begin_test()
    return served


@pytest.fixture
def lone_api(addresses: DatabaseAddresses) -> Iterator[Api]:
    """An API with a database of its own, for tests that change what all companies share."""
    with serve(addresses) as api:
        api.begin_test()
        yield api


@contextmanager
def serve(addresses: DatabaseAddresses) -> Iterator[Api]:
    with (
        Database(addresses.stage, application="test") as stage,
        Database(addresses.tenant, application="api") as tenant,
    ):
        api = Api(stage, tenant, addresses)
        api.start()
        yield api
        api.stop()
