"""Whole visits per second, against Scrapy that fetches the same pages from the same server and reads nothing."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.case_number import CaseNumber
from spiders.systems.esaj.endpoints import build_first_degree_search, build_form_request
from tests.benchmarks.failure import BenchmarkFailed
from tests.benchmarks.pages import make_form, make_pages
from tests.benchmarks.server import FORM, NUMBER
from tests.court_simulator.tribunals import ESAJ

CONCURRENCY = 8
_ROUNDS = 3
_PRINTED = re.compile(rb"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}")
_PAGES = 8


@dataclass(frozen=True, slots=True)
class VisitSpeed:
    """Visits per second of both; a visit opens the form and reads one case."""

    visits: int
    requests: int
    concurrency: int
    ours: float
    scrapy: float

    @property
    def ratio(self) -> float:
        return self.ours / self.scrapy


def measure_visits(visits: int) -> VisitSpeed:
    """Return the best of three rounds of each; the two take turns."""
    with tempfile.TemporaryDirectory(prefix="arauto-bench-") as name:
        folder = Path(name)
        _write_pages(folder)
        with _serving(folder) as address:
            ours = scrapy = float("inf")
            for number in range(_ROUNDS):
                numbers = [_number(number * visits + place) for place in range(visits)]
                scrapy = min(scrapy, _run("plain_scrapy", _addresses(address, numbers)))
                here = folder / f"round-{number}"
                here.mkdir()
                ours = min(ours, _run("our_visits", numbers, address, str(here)))
    return VisitSpeed(visits, 2 * visits, CONCURRENCY, visits / ours, visits / scrapy)


def _write_pages(folder: Path) -> None:
    (folder / FORM).write_bytes(make_form())
    for place, page in enumerate(make_pages(_PAGES, systems=(ESAJ,))[ESAJ]):
        own = _PRINTED.search(page)
        if own is None:
            raise BenchmarkFailed("a prepared page shows no case number")
        (folder / f"case-{place}.html").write_bytes(page.replace(own[0], NUMBER))


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.server", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None:
            raise BenchmarkFailed("the server has no output")
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/cpopg"
        finally:
            server.terminate()


def _number(place: int) -> CaseNumber:
    return CaseNumber.build(sequence=1 + place, year=2030, j_tr="8.26", origin=100)


def _addresses(base: str, numbers: list[CaseNumber]) -> list[str]:
    """The addresses that the visits ask, in their order."""
    return [
        request.url
        for number in numbers
        for request in (build_form_request(base), build_first_degree_search(base, number))
    ]


def _run(module: str, lines: list[Any], *arguments: str) -> float:
    """Run one side in a process of its own, so that neither finds the other's memory; return its seconds."""
    run = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}", str(CONCURRENCY), *arguments],
        input="\n".join(map(str, lines)),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise BenchmarkFailed(f"{module} failed: {run.stderr[-600:]}")
    seconds: float = json.loads(run.stdout)["seconds"]
    return seconds
