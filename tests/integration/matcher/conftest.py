"""What tests of the matcher's stage stand on: a business clock that stands still, topics in PostgreSQL, a company."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor_config.companies import add_company
from monitor_config.models import Company
from runtime.blobs import BlobStore
from runtime.clock import ManualClock
from runtime.postgres.pool import Database
from runtime.stream.postgres import PostgresStream
from schemas.topics import TOPICS

NOW = datetime(2031, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def stream(stage_database: Database) -> Iterator[PostgresStream]:
    stream = PostgresStream(stage_database, BlobStore("memory://matching"))
    stream.create_topics(TOPICS)
    yield stream
    stream.close()


@pytest.fixture
def company(stage_database: Database) -> Company:
    with stage_database.transaction() as connection:
        return add_company(connection, slug="acme", name="Acme", now=NOW)
