"""Obeys robots.txt: a disallowed path is off until the operator enables it with a written reason."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from schemas.outcomes import Outcome
from spiders.errors import VisitFailed

_KEPT_SECONDS = 24 * 3600.0
_MOST_BYTES = 500 * 1024  # RFC 9309 asks for this much; reading megabytes of rules would stop the other courts
_IS_ROBOTS = "court_is_robots"
Download = Callable[[Request], Awaitable[Response]]


class RobotsRules:
    """The rules of every host, fetched once a day by whoever needs them first."""

    def __init__(self, user_agent: str) -> None:
        self._user_agent = user_agent
        self._rules: dict[str, tuple[float, Protego]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def allows(self, request: Request, download: Download) -> bool:
        """Say whether a request may be made. Raises VisitFailed when the court does not answer the question."""
        parts = urlsplit(request.url)
        host = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(host, asyncio.Lock()):
            fetched_at, rules = self._rules.get(host, (float("-inf"), None))
            if rules is None or time.monotonic() - fetched_at > _KEPT_SECONDS:
                rules = await self._fetch(f"{host}/robots.txt", request, download)
                self._rules[host] = (time.monotonic(), rules)
        return bool(rules.can_fetch(request.url, self._user_agent))

    async def _fetch(self, url: str, asked: Request, download: Download) -> Protego:
        meta = {key: value for key, value in asked.meta.items() if key.startswith(("court_", "download_"))}
        answer = await download(Request(url, meta={**meta, _IS_ROBOTS: True}, dont_filter=True))
        if answer.status >= 500:
            # RFC 9309: while the rules cannot be had, nothing is allowed.
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"the court's robots.txt cannot be read ({answer.status})")
        return Protego.parse(answer.body[:_MOST_BYTES].decode("utf-8", "replace") if answer.status == 200 else "")


class RobotsMiddleware:
    """Checks each request against `request.meta["court_robots"]`, unless the operator gave a reason not to."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises VisitFailed when the path is disallowed."""
        if request.meta.get(_IS_ROBOTS) or request.meta["court_robots_override"]:
            return
        rules: RobotsRules = request.meta["court_robots"]
        if not await rules.allows(request, self._crawler.engine.download_async):
            path = urlsplit(request.url).path
            raise VisitFailed(
                Outcome.UNSUPPORTED,
                f"robots.txt disallows {path}; it is off until the operator enables it with a written reason",
            )
