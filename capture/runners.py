"""One tribunal at work: its crawler, queue, and for each system gate and source. Meters of shared hosts are shared."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.http.cookies import CookieJar

from capture.archive import Archive
from capture.budgets import DayBudget, JointBudget
from capture.court_crawler import CourtCrawler, build_crawler, crawler_settings
from capture.courts import Court
from capture.hosts import SECTIONS, Asked, HostLimits, limits_of, sources_of
from capture.meters import Meter
from capture.middlewares.robots import RobotsRules
from capture.orders import VisitOrder, VisitResult
from capture.pacing import Gate, Pacer
from capture.sessions import CourtSession, Source
from capture.strategies.base import Strategy
from capture.visiting import carry_out
from monitor_config.discovery import StrategyName, StrategyPolicy
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy
from runtime.postgres.pool import Database
from schemas.outcomes import TRIBUNAL_WIDE, Outcome

_PAUSE_AFTER_RELEASE_SECONDS = 0.5
_MOST_WAITING = 48


class Sources:
    """What the runners of one process share: pacers and budgets by host, archive, robots rules, business time."""

    def __init__(  # noqa: PLR0913 - what is shared, all named
        self,
        *,
        database: Database,
        archive: Archive,
        policies: TribunalPolicies,
        limits: Mapping[str, HostLimits],
        user_agent: str,
        now: Callable[[], datetime],
        processes: Callable[[], int] = lambda: 1,
    ) -> None:
        self.archive = archive
        self.policies = policies
        self._limits = limits
        self.user_agent = user_agent
        self.now = now
        self._database = database
        self._processes = processes
        self._robots = RobotsRules(user_agent)
        self._meters: dict[str, Meter] = {}
        self._budgets: dict[str, DayBudget] = {}
        self._strategy_budgets: dict[str, DayBudget] = {}

    def route(self, crawler: Crawler, gate: Gate, tribunal: str, spider: Asked) -> Source:
        """Return what one tribunal's system is asked by."""
        policy = self.policies.of(tribunal).for_system(spider.system)
        meters = {
            base: self.meter(name, self._limits.get(name) or limits_of(name, tribunal, spider.system, self.policies))
            for base, name in sources_of(spider).items()
        }
        return self._source(crawler, gate, meters, policy)

    def make(self, crawler: Crawler, gate: Gate, name: str) -> Source:
        """Return what an API is asked by that has a section of its own in the operator's file."""
        policy = self.policies.of(name)
        limits = HostLimits(policy.requests_per_minute, policy.concurrency, policy.daily_budget, is_shared=True)
        return self._source(crawler, gate, {"": self.meter(name, limits)}, policy)

    def of_strategy(self, source: Source, tribunal: str, strategy: StrategyName, daily_requests: int | None) -> Source:
        """Return a source as one strategy asks it: at the source's pace, within both budgets."""
        name = f"{tribunal}/{strategy}"
        if name not in self._strategy_budgets:
            self._strategy_budgets[name] = DayBudget(self._database, name, daily_requests, self.now)
        own = self._strategy_budgets[name]
        meters = {base: Meter(m.pacer, JointBudget(own, m.budget)) for base, m in source.meters.items()}
        return replace(source, meters=meters)

    def meter(self, name: str, limits: HostLimits) -> Meter:
        """Return the one meter of a host (or API) in this process."""
        if name not in self._meters:
            # A tribunal is leased to one process; what several tribunals ask is asked by all of them, within one limit.
            sharers = self._processes if limits.is_shared else lambda: 1
            pacer = Pacer(
                requests_per_minute=limits.requests_per_minute, concurrency=limits.concurrency, sharers=sharers
            )
            self._budgets[name] = DayBudget(self._database, name, limits.daily_budget, self.now)
            self._meters[name] = Meter(pacer, self._budgets[name])
        return self._meters[name]

    def _source(self, crawler: Crawler, gate: Gate, meters: Mapping[str, Meter], policy: TribunalPolicy) -> Source:
        return Source(
            crawler=crawler,
            gate=gate,
            meters=meters,
            archive=self.archive,
            robots=self._robots,
            now=self.now,
            timeout_seconds=policy.timeout_seconds,
            robots_override_reason=policy.robots_override_reason,
        )

    def close(self) -> None:
        for budget in (*self._strategy_budgets.values(), *self._budgets.values()):
            budget.close()
        self.archive.close()


class CourtRunner:
    """Runs the visits of one tribunal. Args: done: told of every result, from the loop."""

    def __init__(self, court: Court, sources: Sources, done: Callable[[VisitResult], None]) -> None:
        self.court = court
        self.gates = {spider.system: Gate() for spider in court.routes}
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
        self._routes = {
            spider.system: (spider, sources.route(self._crawler, self.gates[spider.system], court.tribunal, spider))
            for spider in court.routes
        }
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

    async def open_discovery_session(self, strategy: Strategy, policy: StrategyPolicy) -> CourtSession:
        """Return a session with a strategy's source, through this tribunal's crawler but at the source's own pace."""
        await self.opened()
        source = self._sources.of_strategy(
            self._source_of(strategy), self.court.tribunal, strategy.name, policy.daily_requests
        )
        return CourtSession(source, strategy.hosts, self.court.tribunal, strategy.system, CookieJar())

    def _source_of(self, strategy: Strategy) -> Source:
        """Return an API by its section, a system that is visited as visits ask it, any other source by its hosts."""
        if section := SECTIONS.get(strategy.system):
            return self._sources.make(self._crawler, Gate(), section)
        if strategy.system in self._routes:
            return self._routes[strategy.system][1]
        return self._sources.route(self._crawler, Gate(), self.court.tribunal, strategy.site)

    async def opened(self) -> None:
        """Wait until the crawler can download."""
        while not isinstance(self._crawler.spider, CourtCrawler):
            await asyncio.sleep(0)
            self.check()
        await self._crawler.spider.opened.wait()

    async def _carry_out(self, order: VisitOrder, jar: CookieJar) -> VisitResult:
        return await carry_out(order, self._routes, jar)

    def _finish(self, result: VisitResult) -> None:
        for answer in result.said:
            if answer.report.outcome in TRIBUNAL_WIDE or answer.report.outcome is Outcome.RATE_LIMITED:
                # At once, before anything is stored: visits under way stop at their next page.
                self.gates[answer.system].close("the court may not be asked at the moment")
        if result.report is None:
            self._fed_again_at = time.monotonic() + _PAUSE_AFTER_RELEASE_SECONDS
        self._done(result)


def room_of(policy: TribunalPolicy) -> int:
    """Return how many orders wait at most for a tribunal's workers."""
    if policy.requests_per_minute is None:
        return min(_MOST_WAITING, policy.concurrency * 6)
    return policy.concurrency * 2
