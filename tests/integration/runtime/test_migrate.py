"""The migration runner: each file once, in order, whole or not at all, whoever runs at the same time."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from runtime.areas import MIGRATION_AREAS
from runtime.postgres.migrate import MigrationChanged, MigrationFailed, list_migrations, migrate
from runtime.postgres.pool import DatabaseUnavailable
from schemas.errors import FatalError


@pytest.fixture
def area(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The migrations folder of an area `tried_area` that exists for one test."""
    folder = tmp_path / "tried_area" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    sys.modules.pop("tried_area", None)


def tables(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'tried' ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def test_files_are_applied_once_and_in_order(addresses, area: Path) -> None:
    (area / "0002_second.sql").write_text("CREATE TABLE tried.second AS SELECT * FROM tried.first;")
    (area / "0001_first.sql").write_text("CREATE SCHEMA tried; CREATE TABLE tried.first (percent text DEFAULT '100%');")
    assert migrate(addresses.owner, ["tried_area"]) == ["tried_area/0001_first.sql", "tried_area/0002_second.sql"]
    assert migrate(addresses.owner, ["tried_area"]) == []
    (area / "0003_third.sql").write_text("CREATE TABLE tried.third ();")
    assert migrate(addresses.owner, ["tried_area"]) == ["tried_area/0003_third.sql"]
    assert tables(addresses.admin) == ["first", "second", "third"]


def test_a_file_that_was_changed_after_it_was_applied_is_refused(addresses, area: Path) -> None:
    (area / "0001_first.sql").write_text("CREATE SCHEMA tried;")
    migrate(addresses.owner, ["tried_area"])
    (area / "0001_first.sql").write_text("CREATE SCHEMA tried; CREATE TABLE tried.more ();")
    (area / "0002_second.sql").write_text("CREATE TABLE tried.second ();")
    with pytest.raises(MigrationChanged, match=r"tried_area/migrations/0001_first\.sql was changed"):
        migrate(addresses.owner, ["tried_area"])
    assert tables(addresses.admin) == []


def test_a_file_that_fails_leaves_nothing_of_itself_and_all_before_it(addresses, area: Path) -> None:
    (area / "0001_first.sql").write_text("CREATE SCHEMA tried; CREATE TABLE tried.first ();")
    (area / "0002_second.sql").write_text("CREATE TABLE tried.second (); SELECT 1 / 0;")
    with pytest.raises(MigrationFailed, match=r"0002_second\.sql was refused: division by zero"):
        migrate(addresses.owner, ["tried_area"])
    assert tables(addresses.admin) == ["first"]
    (area / "0002_second.sql").write_text("CREATE TABLE tried.second ();")
    assert migrate(addresses.owner, ["tried_area"]) == ["tried_area/0002_second.sql"]


def test_eight_runners_at_once_apply_each_file_once(addresses, area: Path) -> None:
    (area / "0001_first.sql").write_text("CREATE SCHEMA tried; CREATE TABLE tried.first (); SELECT pg_sleep(0.05);")
    (area / "0002_second.sql").write_text("CREATE TABLE tried.second ();")
    applied: list[str] = []
    start = threading.Barrier(8)

    def run() -> None:
        start.wait()
        applied.extend(migrate(addresses.owner, ["tried_area"]))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert applied == ["tried_area/0001_first.sql", "tried_area/0002_second.sql"]


@pytest.mark.parametrize("name", ["1_first.sql", "0001-first.sql", "0001_First.sql"])
def test_a_file_named_otherwise_is_refused_before_anything_runs(addresses, area: Path, name: str) -> None:
    (area / name).write_text("CREATE SCHEMA tried;")
    with pytest.raises(FatalError, match=r"NNNN_name\.sql"):
        migrate(addresses.owner, ["tried_area"])


def test_a_database_that_is_away_is_worth_trying_again(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        migrate(f"host={tmp_path} user=nobody dbname=none", MIGRATION_AREAS)


def test_a_template_database_has_every_migration_of_ours(addresses) -> None:
    with psycopg.connect(addresses.stage) as connection:
        known = set(connection.execute("SELECT area, file FROM runtime.migrations").fetchall())
    assert known == {(migration.area, migration.file) for migration in list_migrations(MIGRATION_AREAS)}
