"""Runs the plain SQL migrations of each area: advisory lock, checksums, one transaction each.

An area is a package with a `migrations/` folder of files `NNNN_name.sql`; it is named by the package. The owner role
runs them; what stages and tenants may do is granted in the files.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from runtime.postgres.leadership import lock_key
from runtime.postgres.pool import DatabaseUnavailable
from schemas.errors import FatalError

_FILE = re.compile(r"^\d{4}_[a-z0-9_]+\.sql$")
_LOCK_KEY = lock_key("migrations")

_LEDGER = """
CREATE SCHEMA IF NOT EXISTS runtime;
CREATE TABLE IF NOT EXISTS runtime.migrations (
    area text NOT NULL, file text NOT NULL, checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (area, file)
)
"""


class MigrationChanged(FatalError):
    """A migration that was applied has another content now."""


class MigrationFailed(FatalError):
    """The database refuses a migration; nothing of its file was applied."""


@dataclass(frozen=True, slots=True)
class Migration:
    area: str
    file: str
    statements: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.statements.encode()).hexdigest()


def list_migrations(areas: Sequence[str]) -> list[Migration]:
    """List the migrations of the areas, in the order of areas, then of files."""
    found: list[Migration] = []
    for area in areas:
        folder = resources.files(area).joinpath("migrations")
        if not folder.is_dir():
            raise FatalError(f"{area} has no migrations/ folder")
        names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
        if bad := [name for name in names if not _FILE.match(name)]:
            raise FatalError(f"{area}: migrations are named NNNN_name.sql, not {bad[0]}")
        found += [Migration(area, name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names]
    return found


def migrate(owner_dsn: str, areas: Sequence[str]) -> list[str]:
    """Apply what is missing and return the names of the files applied.

    Raises MigrationChanged, MigrationFailed, DatabaseUnavailable.
    """
    try:
        with psycopg.connect(owner_dsn, autocommit=True, row_factory=tuple_row) as connection:
            # One runner at a time; the next one then finds nothing to do.
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK_KEY,))
            connection.execute(_LEDGER)
            return _apply_missing(connection, list_migrations(areas))
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"the database does not answer: {error}") from error


def _apply_missing(connection: psycopg.Connection[tuple[Any, ...]], migrations: Sequence[Migration]) -> list[str]:
    applied: list[str] = []
    known = {(a, f): c for a, f, c in connection.execute("SELECT area, file, checksum FROM runtime.migrations")}
    for migration in migrations:
        checksum = known.get((migration.area, migration.file))
        if checksum == migration.checksum:
            continue
        if checksum is not None:
            raise MigrationChanged(
                f"{migration.area}/migrations/{migration.file} was changed after it was applied: restore it and "
                "write a new migration instead",
                area=migration.area,
                file=migration.file,
            )
        _apply(connection, migration)
        applied.append(f"{migration.area}/{migration.file}")
    return applied


def _apply(connection: psycopg.Connection[tuple[Any, ...]], migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute(migration.statements.encode())
            connection.execute(
                "INSERT INTO runtime.migrations (area, file, checksum) VALUES (%s, %s, %s)",
                (migration.area, migration.file, migration.checksum),
            )
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        raise MigrationFailed(
            f"{migration.area}/migrations/{migration.file} was refused: {error}",
            area=migration.area,
            file=migration.file,
        ) from error
