"""The one Scrapy spider of a tribunal: long-lived, fed with orders from a bounded queue, several workers at a time.

Fetching goes through the crawler's downloader and our middlewares; deciding what to fetch is the court spider's part.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http.cookies import CookieJar

from capture.orders import VisitOrder, VisitResult
from schemas.outcomes import Outcome

Work = Callable[[VisitOrder, CookieJar], Awaitable[VisitResult]]

_SESSION_IS_GOOD = frozenset({Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED, Outcome.NOT_FOUND, Outcome.SEALED})

_NOTHING: dict[str, int] = {}
_MIDDLEWARES = {
    "capture.middlewares.hosts.DeclaredHostsMiddleware": 10,
    "capture.middlewares.robots.RobotsMiddleware": 20,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 30,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 40,
    "capture.middlewares.redirects.CourtRedirectMiddleware": 50,
    "capture.middlewares.sessions.SessionMiddleware": 60,
    "capture.middlewares.pace.PaceMiddleware": 70,
}


def crawler_settings(*, user_agent: str, concurrency: int, trusted_hosts: Iterable[str]) -> dict[str, Any]:
    """Return the settings of a tribunal's crawler: only what a visit needs, nothing that acts by itself."""
    handler = "capture.download.CourtDownloadHandler"
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "USER_AGENT": user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "pt-BR,pt;q=0.9",
        },
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES_BASE": _NOTHING,
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES_BASE": _NOTHING,
        "EXTENSIONS_BASE": _NOTHING,
        "REDIRECT_MAX_TIMES": 5,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COURT_TRUSTED_HOSTS": list(trusted_hosts),
    }


class CourtCrawler(Spider):
    """Takes orders from its queue until it is cancelled; `work` carries one out."""

    name = "court"

    def __init__(
        self,
        *,
        orders: "asyncio.Queue[VisitOrder]",
        work: Work,
        done: Callable[[VisitResult], None],
        workers: int,
    ) -> None:
        super().__init__(name="court")
        self._orders = orders
        self._work = work
        self._done = done
        self._workers = workers
        self.opened = asyncio.Event()
        self.failure: BaseException | None = None
        self.busy = 0

    async def start(self) -> AsyncIterator[Any]:
        """Serve orders; nothing is ever yielded, because visits fetch for themselves."""
        self.opened.set()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._workers):
                    group.create_task(self._serve())
        except Exception as error:
            # Scrapy would only log it; the engine looks here, and stops the process.
            self.failure = error
            raise
        return
        yield  # makes this a generator, as Scrapy wants it

    async def _serve(self) -> None:
        jar = CookieJar()
        while True:
            order = await self._orders.get()
            self.busy += 1
            try:
                result = await self._work(order, jar)
            finally:
                self.busy -= 1
            self._done(result)
            if result.outcome not in _SESSION_IS_GOOD:
                jar = CookieJar()


def silence_scrapy() -> None:
    """Scrapy and Twisted report through the standard library's logging; what matters we log ourselves."""
    for name in ("scrapy", "twisted", "protego", "asyncio"):
        logging.getLogger(name).setLevel(logging.ERROR)


def build_crawler(settings: dict[str, Any]) -> Crawler:
    """Make a crawler of CourtCrawler that runs on the present asyncio loop, without a Twisted reactor."""
    return Crawler(CourtCrawler, settings)
