"""`python -m tests.benchmarks.our_visits CONCURRENCY ADDRESS FOLDER`: visits the cases on standard input like capture.

The visit is the whole one up to its result: crawler, session, archive (PostgreSQL and blobs), walls, parser. The pace
is unlimited. Prints the seconds that it took.
"""

import asyncio
import gc
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from scrapy.crawler import Crawler

from capture.archive import Archive
from capture.budgets import DayBudget
from capture.court_crawler import build_crawler, crawler_settings, silence_scrapy
from capture.meters import Meter
from capture.middlewares.robots import RobotsRules
from capture.orders import VisitOrder, VisitResult
from capture.pacing import Gate, Pacer
from capture.sessions import Source
from capture.visiting import Routes, carry_out
from runtime.areas import MIGRATION_AREAS
from runtime.blobs import BlobStore
from runtime.postgres.embedded import EmbeddedPostgres
from runtime.postgres.migrate import migrate
from runtime.postgres.pool import Database
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.outcomes import Outcome
from spiders.tribunals.tjsp import TJSPEsaj

_AGENT = "arauto-benchmark (+mailto:nobody@example.org)"


async def visit_all(numbers: list[str], concurrency: int, address: str, database: Database, archive: Archive) -> float:
    """Return the seconds from the first order to the last result."""
    spider = TJSPEsaj({"cpopg": address})
    orders: asyncio.Queue[VisitOrder] = asyncio.Queue()
    results: list[VisitResult] = []
    all_done = asyncio.Event()
    crawler = build_crawler(
        crawler_settings(user_agent=_AGENT, concurrency=concurrency, trusted_hosts=frozenset({"127.0.0.1"}))
    )
    routes: Routes = {spider.system: (spider, _source(crawler, concurrency, address, (database, archive)))}

    def done(result: VisitResult) -> None:
        results.append(result)
        if len(results) == len(numbers):
            all_done.set()

    task = asyncio.create_task(
        crawler.crawl_async(
            orders=orders, work=lambda order, jar: carry_out(order, routes, jar), done=done, workers=concurrency
        )
    )
    gc.collect()
    gc.freeze()  # as the stage does once it is built
    began = time.perf_counter()
    for number in numbers:
        orders.put_nowait(VisitOrder(CaseNumber(number), "TJSP", VisitReason.DUE, datetime.now(UTC), 1))
    await all_done.wait()
    seconds = time.perf_counter() - began
    await crawler.stop_async()
    await asyncio.gather(task, return_exceptions=True)
    wrong = [result for result in results if result.report is None or result.report.outcome is not Outcome.FOUND_NEW]
    if wrong:
        sys.exit(f"{len(wrong)} visits found nothing: {wrong[0].report}")
    return seconds


def _source(crawler: Crawler, concurrency: int, address: str, stores: tuple[Database, Archive]) -> Source:
    database, archive = stores
    budget = DayBudget(database, "benchmark", None, lambda: datetime.now(UTC))
    pacer = Pacer(requests_per_minute=None, concurrency=concurrency)
    return Source(
        crawler=crawler,
        gate=Gate(),
        meters={address: Meter(pacer, budget)},
        archive=archive,
        robots=RobotsRules(_AGENT),
        now=lambda: datetime.now(UTC),
        timeout_seconds=30,
    )


def main() -> None:
    """Visit every case once, with a database and a blob store of its own."""
    concurrency, address, folder = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    numbers = sys.stdin.read().split()
    silence_scrapy()
    with EmbeddedPostgres(folder / "postgres") as server:
        migrate(server.dsn("owner"), MIGRATION_AREAS)
        with Database(server.dsn("stage"), application="benchmark") as database:
            archive = Archive(database, BlobStore(folder / "blobs"))
            seconds = asyncio.run(visit_all(numbers, concurrency, address, database, archive))
            archive.close()
    sys.stdout.write(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
