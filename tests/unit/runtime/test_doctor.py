"""The doctor names what is missing, what it costs and what installs it."""

from dataclasses import replace
from pathlib import Path

import pytest

from runtime.doctor import Finding, Machine, describe, examine, is_fit, judge
from runtime.postgres.binaries import PostgresBinaries
from runtime.settings import Settings

COMPLETE = Machine(
    postgres=PostgresBinaries(Path("/usr/lib/postgresql/17/bin"), 17, "system"),
    postgres_trouble="",
    chromium="/usr/bin/chromium",
    wkhtmltopdf="/usr/bin/wkhtmltopdf",
    java_major=21,
    maven="/usr/bin/mvn",
    free_bytes=50 * 1024**3,
    is_root=True,
    has_namespaces=True,
    descriptors=20_000,
)
LACKS = {
    "PostgreSQL": {"postgres": None, "postgres_trouble": "no PostgreSQL 15 or newer is on this machine"},
    "user namespaces": {"has_namespaces": False},
    "free disk": {"free_bytes": 10 * 1024**2},
    "open files": {"descriptors": 256},
    "Chromium": {"chromium": None},
    "wkhtmltopdf": {"wkhtmltopdf": None},
    "Java 17+": {"java_major": None},
    "Maven": {"maven": None},
}


def troubles(machine: Machine) -> list[Finding]:
    return [finding for finding in judge(machine) if finding.state != "ok"]


def test_a_complete_machine_has_no_trouble() -> None:
    assert troubles(COMPLETE) == []
    assert {finding.name for finding in judge(COMPLETE)} == set(LACKS)


@pytest.mark.parametrize("name", LACKS)
def test_a_lack_is_named_with_its_cost_and_a_line_for_each_system(name: str) -> None:
    (finding,) = troubles(replace(COMPLETE, **LACKS[name]))
    assert finding.name == name
    assert finding.costs
    assert finding.remedies is not None
    assert set(finding.remedies) == {"debian", "ubuntu", "macos"}
    assert all(finding.remedies.values())


def test_a_row_has_the_same_columns_whatever_was_found() -> None:
    rows = [finding.as_row() for finding in judge(replace(COMPLETE, maven=None))]
    assert {tuple(row) for row in rows} == {("name", "state", "detail", "costs", "debian", "ubuntu", "macos")}
    assert rows[-1]["debian"] == "apt-get install maven"


def test_the_text_names_a_lack_with_its_cost_and_its_lines() -> None:
    text = describe(judge(replace(COMPLETE, maven=None)))
    lines = text.splitlines()
    assert lines[0].startswith("ok       PostgreSQL")
    start = next(number for number, line in enumerate(lines) if line.startswith("lacking"))
    assert lines[start].split() == ["lacking", "Maven", "not", "found"]
    assert [line.split()[0] for line in lines[start + 1 :]] == ["costs:", "debian:", "ubuntu:", "macos:"]


def test_only_a_missing_database_keeps_arauto_from_starting() -> None:
    assert not is_fit(judge(replace(COMPLETE, **LACKS["PostgreSQL"])))
    rest = {key: value for name, lack in LACKS.items() if name != "PostgreSQL" for key, value in lack.items()}
    assert is_fit(judge(replace(COMPLETE, **rest)))


def test_an_old_java_is_named_as_such() -> None:
    (finding,) = troubles(replace(COMPLETE, java_major=11))
    assert finding.detail == "Java 11 is too old"


def test_an_ordinary_user_needs_no_namespaces() -> None:
    assert troubles(replace(COMPLETE, is_root=False, has_namespaces=False)) == []


def test_an_unlimited_number_of_files_is_fine() -> None:
    assert troubles(replace(COMPLETE, descriptors=-1)) == []


def test_this_machine_can_be_examined_before_the_data_directory_exists(tmp_path: Path) -> None:
    findings = examine(Settings(data_dir=tmp_path / "not" / "there"))
    assert is_fit(findings)
    assert not (tmp_path / "not").exists()


def test_a_data_directory_of_a_version_that_is_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "cluster").mkdir(parents=True)
    (tmp_path / "postgres" / "cluster" / "PG_VERSION").write_text("14\n")
    finding = examine(Settings(data_dir=tmp_path))[0]
    assert finding.state == "broken"
    assert "PostgreSQL 14" in finding.detail
