"""The shared lists of names and the labelled benchmark, where they are there."""

import csv
import json
from functools import cache
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
BENCHMARK, NAMES = SHARED / "match", SHARED / "names"
_COLUMNS = {
    "companies_court.csv": "name",
    "companies_registry.csv": "name",
    "public_entities.csv": "name",
    "persons_generated.csv": "name",
    "supplier_variants_ceap.csv": "name_as_typed",
}
needs_names = pytest.mark.skipif(not NAMES.is_dir(), reason="the shared lists of names are not beside the project")
needs_benchmark = pytest.mark.skipif(not BENCHMARK.is_dir(), reason="the shared benchmark is not beside the project")


@cache
def all_names() -> tuple[str, ...]:
    """Return every distinct name of all lists."""
    found: dict[str, None] = {}
    for file, column in _COLUMNS.items():
        with (NAMES / file).open(encoding="utf-8", newline="") as lines:
            found |= dict.fromkeys(row[column] for row in csv.DictReader(lines))
    return tuple(found)


@cache
def printed_names() -> tuple[str, ...]:
    """Return the benchmark's printed names."""
    lines = (BENCHMARK / "distributions.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["name"] for line in lines)
