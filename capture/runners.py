"""One tribunal at work: its crawler, queue, gate and sources. Pacers and budgets of shared sources are shared."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.http.cookies import CookieJar

from capture.archive import Archive
from capture.budgets import DayBudget
from capture.court_crawler import CourtCrawler, build_crawler, crawler_settings
from capture.courts import Court
from capture.middlewares.robots import RobotsRules
from capture.orders import VisitOrder, VisitResult
from capture.pacing import Gate, Pacer
from capture.sessions import CourtSession, Source
from capture.visiting import carry_out
from monitor_config.tribunals import DATAJUD, TribunalPolicies, TribunalPolicy
from runtime.postgres.pool import Database
from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from spiders.base import CourtSpider

_PAUSE_AFTER_RELEASE_SECONDS = 0.5
_MOST_WAITING = 48


def source_name(tribunal: str, system: CourtSystem) -> str:
    """Return who is asked: the CNJ's API is one source for all tribunals."""
    return DATAJUD if system is CourtSystem.DATAJUD else tribunal


class Sources:
    """What the runners of one process share: pacers and budgets by source, archive, robots rules, business time."""

    def __init__(
        self,
        *,
        database: Database,
        archive: Archive,
        policies: TribunalPolicies,
        user_agent: str,
        now: Callable[[], datetime],
        processes: Callable[[], int] = lambda: 1,
    ) -> None:
        self.archive = archive
        self.policies = policies
        self.user_agent = user_agent
        self.now = now
        self._database = database
        self._processes = processes
        self._robots = RobotsRules(user_agent)
        self._pacers: dict[str, Pacer] = {}
        self._budgets: dict[str, DayBudget] = {}

    def make(self, crawler: Crawler, gate: Gate, name: str) -> Source:
        """Return the source of this name for one crawler."""
        policy = self.policies.of(name)
        if name not in self._pacers:
            # A tribunal is leased to one process; the CNJ's API is asked by all of them, within one limit.
            sharers = self._processes if name == DATAJUD else lambda: 1
            self._pacers[name] = Pacer(
                requests_per_minute=policy.requests_per_minute, concurrency=policy.concurrency, sharers=sharers
            )
            self._budgets[name] = DayBudget(self._database, name, policy.daily_budget, self.now)
        return Source(
            crawler=crawler,
            gate=gate,
            pacer=self._pacers[name],
            budget=self._budgets[name],
            archive=self.archive,
            robots=self._robots,
            now=self.now,
            timeout_seconds=policy.timeout_seconds,
            robots_override_reason=policy.robots_override_reason,
        )

    def close(self) -> None:
        for budget in self._budgets.values():
            budget.close()
        self.archive.close()


class CourtRunner:
    """Runs the visits of one tribunal. Args: done: told of every result, from the loop."""

    def __init__(self, court: Court, sources: Sources, done: Callable[[VisitResult], None]) -> None:
        self.court = court
        self.gate = Gate()
        self.policy: TribunalPolicy = sources.policies.of(court.tribunal)
        self._sources = sources
        self._done = done
        self._orders: asyncio.Queue[VisitOrder] = asyncio.Queue()
        self._fed_again_at = 0.0
        self._crawler = build_crawler(
            crawler_settings(
                user_agent=sources.user_agent,
                concurrency=self.policy.concurrency,
                trusted_hosts=court.trusted_hosts,
            )
        )
        self._pairs = [(spider, self._source_of(spider)) for spider in court.spiders]
        self._task: asyncio.Task[None] | None = None

    def room(self) -> int:
        """Return how many more orders may wait here; few, so that a suspension finds little to give back."""
        if time.monotonic() < self._fed_again_at:
            return 0
        return max(0, room_of(self.policy) - self._orders.qsize())

    def start(self) -> None:
        self._task = asyncio.create_task(
            self._crawler.crawl_async(
                orders=self._orders, work=self._carry_out, done=self._finish, workers=self.policy.concurrency
            )
        )

    def feed(self, order: VisitOrder) -> None:
        self._orders.put_nowait(order)

    def check(self) -> None:
        """Raise what ended the crawler, if something did."""
        spider = self._crawler.spider
        if isinstance(spider, CourtCrawler) and spider.failure is not None:
            raise spider.failure
        if self._task is not None and self._task.done():
            self._task.result()
            raise RuntimeError(f"the crawler of {self.court.tribunal} ended by itself")

    async def close(self) -> None:
        """Stop at once; who claimed the orders gives them back."""
        if self._task is not None:
            await self.opened()
            await self._crawler.stop_async()
            await asyncio.gather(self._task, return_exceptions=True)

    async def open_discovery_session(self, hosts: frozenset[str]) -> CourtSession:
        """Return a session with the CNJ's API, through this tribunal's crawler but at the API's own pace."""
        await self.opened()
        source = self._sources.make(self._crawler, Gate(), DATAJUD)
        return CourtSession(source, hosts, self.court.tribunal, CourtSystem.DATAJUD, CookieJar())

    async def opened(self) -> None:
        """Wait until the crawler can download."""
        while not isinstance(self._crawler.spider, CourtCrawler):
            await asyncio.sleep(0)
            self.check()
        await self._crawler.spider.opened.wait()

    def _source_of(self, spider: CourtSpider) -> Source:
        return self._sources.make(self._crawler, self.gate, source_name(self.court.tribunal, spider.system))

    async def _carry_out(self, order: VisitOrder, jar: CookieJar) -> VisitResult:
        return await carry_out(order, self._pairs, jar)

    def _finish(self, result: VisitResult) -> None:
        if result.outcome in TRIBUNAL_WIDE or result.outcome is Outcome.RATE_LIMITED:
            # At once, before anything is stored: visits under way stop at their next page.
            self.gate.close("the court may not be asked at the moment")
        if result.report is None:
            self._fed_again_at = time.monotonic() + _PAUSE_AFTER_RELEASE_SECONDS
        self._done(result)


def room_of(policy: TribunalPolicy) -> int:
    """Return how many orders wait at most for a tribunal's workers."""
    if policy.requests_per_minute is None:
        return min(_MOST_WAITING, policy.concurrency * 6)
    return policy.concurrency * 2
