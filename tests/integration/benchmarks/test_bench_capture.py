"""`arauto bench capture` measures what it says: real cases are read, visits find them, both ratios are printed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.failure import BenchmarkFailed
from tests.benchmarks.pages import PAGE_BYTES, make_pages
from tests.benchmarks.parsing import measure_parsing

ROOT = Path(__file__).resolve().parents[3]


def test_the_command_prints_both_ratios() -> None:
    command = [sys.executable, "-m", "runtime.cli", "bench", "capture", "--quick", "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(run.stdout)
    assert 0 < said["parse_ratio_lxml"] < 10
    assert 0 < said["visit_ratio_scrapy"] < 10
    assert {"esaj", "pje", "all"} <= said["systems"].keys()


def test_pages_have_the_size_that_is_promised() -> None:
    pages = [page for pages in make_pages(1).values() for page in pages]
    assert all(PAGE_BYTES <= len(page) < 1.1 * PAGE_BYTES for page in pages)


def test_a_parser_that_refuses_its_page_ends_the_measurement() -> None:
    with pytest.raises(BenchmarkFailed):
        measure_parsing({"esaj": [b"<html><body>nothing of e-SAJ</body></html>"]}, 1)
