"""Every test that asks for `backend` runs on each stream backend; Kafka only where a broker is named."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from runtime.blobs import BlobStore
from runtime.postgres.pool import Database
from runtime.postgres.roles import OWNER, STAGE
from runtime.stream.base import Stream
from tests.conformance.backends import (
    SUITE_TOPICS,
    WITH_DATABASE,
    Backend,
    kafka_backend,
    kafka_bootstrap,
    memory_backend,
    postgres_backend,
)

# Left out means not collected: skipped tests would hide among those that somebody ought to look at.
collect_ignore = [] if kafka_bootstrap() else ["test_kafka_only.py"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that does not name its backends itself runs on all there are."""
    named = [marker.args[0] for marker in metafunc.definition.iter_markers("parametrize")]
    if "backend" in metafunc.fixturenames and "backend" not in named:
        metafunc.parametrize("backend", ["memory", *WITH_DATABASE], indirect=True)


@pytest.fixture(scope="session")
def shared_addresses(postgres_server: str, template_database: str) -> Iterator[dict[str, str]]:
    """One database for the whole suite, by role: cloning one per test would take longer than most tests."""
    name = f"stream_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template_database), sql.Identifier(OWNER)
            )
        )
    yield {role: psycopg.conninfo.make_conninfo(postgres_server, dbname=name, user=role) for role in (OWNER, STAGE)}
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def shared_database(shared_addresses: dict[str, str]) -> Iterator[Database]:
    with Database(shared_addresses[STAGE], application="conformance", max_connections=24) as database:
        yield database


@pytest.fixture
def empty_database(shared_addresses: dict[str, str], shared_database: Database) -> Database:
    """The suite's database, with nothing in the tables of the stream."""
    with psycopg.connect(shared_addresses[OWNER], autocommit=True) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'stream'").fetchall()
        names = [sql.Identifier("stream", table) for (table,) in tables]
        owner.execute(sql.SQL("TRUNCATE runtime.ticks, {}").format(sql.SQL(", ").join(names)))
    return shared_database


@pytest.fixture
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """A backend with storage of its own and the suite's topics."""
    if request.param == "memory":
        made = memory_backend()
        made.open().create_topics(SUITE_TOPICS)
        yield made
        return
    database = request.getfixturevalue("empty_database")
    blobs = BlobStore(tmp_path / "blobs", is_durable=False)
    if request.param == "postgres":
        made = postgres_backend(database, blobs)
        made.open().create_topics(SUITE_TOPICS)
        yield made
        return
    bootstrap = kafka_bootstrap()
    assert bootstrap is not None
    with kafka_backend(database, blobs, bootstrap) as made:
        made.open().create_topics(SUITE_TOPICS)
        yield made


@pytest.fixture
def stream(backend: Backend) -> Stream:
    return backend.open()
