"""One court session: fetches a spider's pages through the crawler, keeps each before it is read, names what went wrong.

This is the `Session` that spiders are given. A transient failure of one page is tried again here, nowhere else.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from capture.archive import Archive, FetchedPage, KeptPage
from capture.download import CUT
from capture.errors import AddressRefused, UndeclaredHost
from capture.meters import Meter
from capture.middlewares.robots import RobotsRules
from capture.off_loop import LARGE_PAGE_BYTES, leave_loop, return_to_loop
from capture.pacing import Gate
from schemas.outcomes import Outcome
from spiders.barriers import barrier_of
from spiders.base import PageRequest, RawPage
from spiders.errors import VisitFailed

_RETRY_WAITS = (0.1, 0.3)
"""Twice, soon: the court's pace, halved by the failure, comes on top."""
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
_DOWNLOAD_ERRORS = (DownloadFailedError, DownloadTimeoutError, CannotResolveHostError, IgnoreRequest)


@dataclass(frozen=True, slots=True)
class Source:
    """Everything by which one court is asked, shared by its workers."""

    crawler: Crawler
    gate: Gate
    meters: Mapping[str, Meter]
    """By base address: whose pace and budget a request below it spends."""
    archive: Archive
    robots: RobotsRules
    now: Callable[[], datetime]
    timeout_seconds: float
    robots_override_reason: str | None = None


class TransientFailure(VisitFailed):
    """The page may come when it is asked again."""


@dataclass(slots=True)
class CourtSession:
    """The session of one visit (or discovery run) with one spider; `jar` belongs to the worker."""

    source: Source
    hosts: frozenset[str]
    tribunal: str
    system: str
    jar: CookieJar
    case_number: str | None = None
    pages: list[KeptPage] = field(default_factory=list)
    requests: int = 0
    visit: "asyncio.Task[object] | None" = None
    """The task whose spider may read a large page off the loop."""

    async def fetch(self, request: PageRequest) -> RawPage:
        """Return a page of the court. Raises VisitFailed; VisitReleased when the court may not be asked."""
        await return_to_loop()
        page = await self._fetch_patiently(request)
        if len(page.body) > LARGE_PAGE_BYTES and self.visit is asyncio.current_task():
            await leave_loop()
        return page

    async def _fetch_patiently(self, request: PageRequest) -> RawPage:
        for wait in (*_RETRY_WAITS, None):
            try:
                return await self._fetch_once(request)
            except TransientFailure:
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable: the last try returns or raises")

    async def _fetch_once(self, request: PageRequest) -> RawPage:
        self.requests += 1
        try:
            response = await self.source.crawler.engine.download_async(self._as_scrapy(request))
        except DownloadTimeoutError as error:
            raise TransientFailure(Outcome.TIMEOUT, "the court did not answer in time") from error
        except UndeclaredHost as error:
            raise VisitFailed(Outcome.PAGE_CHANGED, str(error)) from error
        except (AddressRefused, IgnoreRequest) as error:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, str(error)) from error
        except _DOWNLOAD_ERRORS as error:
            raise TransientFailure(Outcome.UPSTREAM_ERROR, f"the connection to the court failed: {error}") from error
        page = _as_page(request, response)
        self.pages.append(await self.source.archive.keep(self._as_fetched(page, response)))
        if len(page.body) > LARGE_PAGE_BYTES:
            await asyncio.to_thread(_check, page, is_cut=CUT in response.flags)
        else:
            _check(page, is_cut=CUT in response.flags)
        return page

    def _as_scrapy(self, request: PageRequest) -> Request:
        body, headers = b"", dict(request.headers)
        if request.form is not None:
            body = urlencode(request.form).encode("ascii")
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif request.json is not None:
            body = request.json.encode()
            headers.setdefault("Content-Type", "application/json")
        elif request.xml is not None:
            body = request.xml.encode()
            headers.setdefault("Content-Type", "text/xml; charset=utf-8")
        meta = {
            "court_hosts": self.hosts,
            "court_gate": self.source.gate,
            "court_meters": self.source.meters,
            "court_robots": self.source.robots,
            "court_robots_override": self.source.robots_override_reason,
            "court_jar": self.jar,
            "download_timeout": self.source.timeout_seconds,
            "download_slot": "court",
        }
        return Request(
            request.url,
            method=request.method,
            headers=headers,
            body=body,
            meta=meta,
            dont_filter=True,
        )

    def _as_fetched(self, page: RawPage, response: Response) -> FetchedPage:
        request = page.request
        charset = _CHARSET.search(page.headers.get("content-type", ""))
        return FetchedPage(
            case_number=self.case_number,
            tribunal=self.tribunal,
            system=self.system,
            kind=request.kind,
            url=response.url,
            method=request.method,
            form=json.dumps(request.form) if request.form is not None else request.json,
            status=page.status,
            charset=charset[1].lower() if charset else None,
            body=page.body,
            fetched_at=self.source.now(),
            request_url=request.url,
            content_type=page.headers.get("content-type"),
        )


def _as_page(request: PageRequest, response: Response) -> RawPage:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    return RawPage(request, response.url, response.status, headers, response.body)


def _check(page: RawPage, *, is_cut: bool) -> None:
    """Raises VisitFailed when the answer is not a page of the court, as TransientFailure when it may come later."""
    if is_cut:
        raise TransientFailure(Outcome.UPSTREAM_ERROR, "the connection ended in the middle of the page")
    barrier = barrier_of(page.status, page.headers, page.body, page.url)
    if barrier is None:
        return
    # A gateway that gave up after a long wait (504) is not asked the same again: the court is still at work.
    is_transient = barrier.outcome is Outcome.UPSTREAM_ERROR and (page.status >= 500 or page.status == 200)
    kind = TransientFailure if is_transient and page.status != 504 else VisitFailed
    raise kind(barrier.outcome, barrier.reason, retry_after_seconds=barrier.retry_after_seconds)
