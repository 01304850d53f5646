"""`python -m tests.benchmarks`, which `arauto bench capture` runs from a checkout."""

import argparse
import json
import sys

from rich.console import Console
from rich.table import Table

from tests.benchmarks.failure import BenchmarkFailed
from tests.benchmarks.pages import make_pages
from tests.benchmarks.parsing import POOLED, ParseSpeed, measure_parsing
from tests.benchmarks.visits import VisitSpeed, measure_visits

_PAGES, _ROUNDS, _VISITS = 12, 10, 400
_QUICK_PAGES, _QUICK_ROUNDS, _QUICK_VISITS = 2, 2, 10


def main() -> int:
    """Measure, print; exit 1 when something did not do its work."""
    parser = argparse.ArgumentParser(prog="arauto bench capture", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="few pages and rounds: shows that it works, not how fast")
    given = parser.parse_args()
    pages, rounds, visits = (_QUICK_PAGES, _QUICK_ROUNDS, _QUICK_VISITS) if given.quick else (_PAGES, _ROUNDS, _VISITS)
    try:
        parsing, visiting = measure_parsing(make_pages(pages), rounds), measure_visits(visits)
    except BenchmarkFailed as failure:
        sys.stderr.write(f"the measurement failed: {failure}\n")
        return 1
    if given.json:
        sys.stdout.write(json.dumps(_as_json(parsing, visiting)) + "\n")
    else:
        _print(parsing, visiting)
    return 0


def _as_json(parsing: list[ParseSpeed], visiting: VisitSpeed) -> dict[str, object]:
    by_system = {speed.system: speed for speed in parsing}
    return {
        "parse_ratio_lxml": round(by_system[POOLED].ratio, 3),
        "visit_ratio_scrapy": round(visiting.ratio, 3),
        "systems": {
            name: {
                "pages": speed.pages,
                "mean_bytes": speed.mean_bytes,
                "pages_per_second": round(speed.ours, 1),
                "lxml_pages_per_second": round(speed.lxml, 1),
                "ratio": round(speed.ratio, 3),
            }
            for name, speed in by_system.items()
        },
        "visits": {
            "visits": visiting.visits,
            "requests": visiting.requests,
            "concurrency": visiting.concurrency,
            "visits_per_second": round(visiting.ours, 1),
            "scrapy_visits_per_second": round(visiting.scrapy, 1),
        },
    }


def _print(parsing: list[ParseSpeed], visiting: VisitSpeed) -> None:
    table = Table("what", "size", "ours per second", "baseline per second", "ratio")
    for speed in parsing:
        size = f"{speed.pages} pages of {speed.mean_bytes / 1000:.0f} KB"
        table.add_row(
            f"parsing, {speed.system} (lxml alone)",
            size,
            f"{speed.ours:.0f}",
            f"{speed.lxml:.0f}",
            f"{speed.ratio:.2f}",
        )
    size = f"{visiting.visits} visits, {visiting.requests} requests, {visiting.concurrency} at a time"
    row = (f"{visiting.ours:.0f}", f"{visiting.scrapy:.0f}", f"{visiting.ratio:.2f}")
    table.add_row("visits (Scrapy alone)", size, *row)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
