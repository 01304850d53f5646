"""Scrapy's way to HTTP: one aiohttp session per crawler, certificates verified, addresses vetted when connecting.

Scrapy's own handlers do not verify certificates by default and connect to whatever a name resolves to.
"""

import asyncio
import socket
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers, Response

from capture.errors import AddressRefused
from runtime.egress import NameNotResolved, is_public, lookup_name

MAX_PAGE_BYTES = 32 * 1024 * 1024
CUT = "dataloss"
"""Flag of a response whose connection ended before its body did."""


class CourtResolver(AbstractResolver):
    """Resolves names to public addresses only, unless the operator gave the host an address in the settings."""

    def __init__(self, trusted_hosts: frozenset[str]) -> None:
        self._trusted = trusted_hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Raises AddressRefused when one of them is inside our own network."""
        try:
            addresses = await asyncio.to_thread(lookup_name, host)
        except NameNotResolved as error:
            raise OSError(str(error)) from error  # what aiohttp expects of a resolver
        if host not in self._trusted and not all(is_public(address) for address in addresses):
            raise AddressRefused(f"{host} resolves to an address that is not public", host=host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        return None


class CourtDownloadHandler(BaseDownloadHandler):
    """Downloads with aiohttp; redirects, cookies and pace are the middlewares' part."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        trusted = frozenset(crawler.settings.getlist("COURT_TRUSTED_HOSTS"))
        limit = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=CourtResolver(trusted), limit=0, limit_per_host=limit, ttl_dns_cache=300
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Content-Type", "User-Agent"),
        )

    async def download_request(self, request: Request) -> Response:
        """Return the answer, whatever its status; a cut body is flagged. Raises Scrapy's download errors."""
        deadline = aiohttp.ClientTimeout(total=request.meta["download_timeout"])
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body or None,
                headers=request.headers.to_tuple_list(),
                timeout=deadline,
                allow_redirects=False,
            ) as answer:
                body, flags = await _read(answer)
                return Response(
                    request.url, status=answer.status, headers=_headers(answer), body=body, flags=flags, request=request
                )
        except TimeoutError as error:
            raise DownloadTimeoutError("the court did not answer in time") from error
        except aiohttp.ClientError as error:
            if isinstance(error.__cause__, AddressRefused):
                raise error.__cause__ from error
            if isinstance(error, aiohttp.ClientConnectorDNSError):
                raise CannotResolveHostError("the court's name has no address") from error
            raise DownloadFailedError(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        await self._session.close()


async def _read(answer: aiohttp.ClientResponse) -> tuple[bytes, list[str]]:
    """Read a body up to the limit; what came before a broken connection is kept, because it is evidence."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in answer.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > MAX_PAGE_BYTES:
                raise DownloadFailedError(f"the page is larger than {MAX_PAGE_BYTES} bytes")
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError):
        return b"".join(parts), [CUT]
    return b"".join(parts), []


def _headers(answer: aiohttp.ClientResponse) -> Any:
    return Headers(list(answer.headers.items()))
