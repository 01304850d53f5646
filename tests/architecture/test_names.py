"""Names and habits of the house: where things may stand and what no module is called."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("schemas", "monitor_config", "spiders", "capture", "matcher", "delivery", "runtime")
MODULES = sorted(path for name in PRODUCT for path in (ROOT / name).rglob("*.py"))
DRAWERS = {"utils", "util", "common", "helpers", "misc", "lib", "core", "base_utils"}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("name", PRODUCT)
def test_a_top_level_name_belongs_to_our_distribution_alone(name: str) -> None:
    assert set(packages_distributions().get(name, ["arauto"])) == {"arauto"}


def test_a_module_says_what_it_is_for_and_is_named_after_its_subject() -> None:
    assert len(MODULES) > 300
    drawers = [str(path.relative_to(ROOT)) for path in MODULES if path.stem in DRAWERS]
    assert drawers == []
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == [], "a module starts with what it is for"


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["runtime/settings.py"]


def test_kafka_is_imported_in_one_file() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if b"kafka" in path.read_bytes() and any(name.split(".")[0] == "kafka" for name in imports_of(path))
    ]
    assert users == ["runtime/stream/kafka_client.py"]


def test_business_time_enters_sql_as_a_parameter() -> None:
    """`now()` would be real time where business time is meant; migrations may use clock_timestamp()."""
    forbidden = re.compile(r"\bnow\(\)|current_timestamp|current_date|localtimestamp", re.IGNORECASE)
    offenders = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for name in PRODUCT
        for path in (ROOT / name).rglob("*.sql")
        if (found := forbidden.search(re.sub(r"--.*", "", path.read_text(encoding="utf-8"))))
    ]
    assert not offenders


def test_every_migration_is_named_by_number_and_every_query_has_a_purpose() -> None:
    for name in PRODUCT:
        for path in (ROOT / name).rglob("migrations/*.sql"):
            assert re.match(r"\d{4}_[a-z0-9_]+\.sql$", path.name), path
        for path in (ROOT / name).rglob("queries.sql"):
            headers = re.findall(r"^-- name: .+\n(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert headers, path
            assert all(line.startswith("-- ") for line in headers), path


def test_nothing_speaks_of_machines_or_hosts_of_packages() -> None:
    """The project speaks of itself alone."""
    forbidden = re.compile(r"/(?:work|root|home)/[a-z]|files\.pythonhosted|pypi\.org|repo1?\.maven", re.IGNORECASE)
    offenders = []
    for pattern in ("**/*.py", "**/*.md", "**/*.yml", "**/*.toml", "**/*.lock", "**/*.xml", "**/*.sql"):
        for path in ROOT.glob(pattern):
            parts = path.relative_to(ROOT).parts
            if parts[0] in {".venv", "var", "build"} or path == Path(__file__):
                continue
            if found := forbidden.search(path.read_text(encoding="utf-8", errors="replace")):
                offenders.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert not offenders


def test_no_two_advisory_locks_share_a_key() -> None:
    """Two parts that meet on one key by accident wait for each other for ever: names are unique, and so are numbers."""
    found: list[str] = []
    for name in PRODUCT:
        for path in [
            *(ROOT / name).rglob("*.py"),
            *(ROOT / name).rglob("queries.sql"),
            *(ROOT / name).rglob("tribunals.sql"),
        ]:
            text = path.read_text(encoding="utf-8")
            found += sorted(set(re.findall(r'(?:lock_key|Leadership)\((?:\w+, )?"([\w -]+)"\)', text)))
            found += sorted(set(re.findall(r"pg_(?:try_)?advisory_(?:xact_)?lock(?:_shared)?\((\d+)\)", text)))
    assert len(found) >= 4
    assert len(found) == len(set(found)), found
