"""One attempt over HTTP: vetted and pinned address, one absolute deadline, a bounded answer, no redirects.

Every way in which a receiver or the network can fail becomes an `Answer` with an error in plain words.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from delivery.webhooks.signing import build_headers
from runtime.egress import Destination, EgressPolicy, EgressRefused, NameNotResolved, VettedResolver, vet_url

MAX_ANSWER_BYTES = 16 * 1024
_CONNECT_SECONDS = 5.0
_MAX_HEADER_BYTES = 16 * 1024
_KEEPALIVE_SECONDS = 15.0
_pinned: ContextVar[tuple[str, ...]] = ContextVar("pinned_addresses")


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent in one attempt."""

    url: str
    event_id: UUID
    body: bytes
    keys: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it; `error` is None when the receiver took the event. `text` is kept of refusals only."""

    status: int | None
    error: str | None
    text: str | None
    duration_ms: int


class _PinnedResolver(AbstractResolver):
    """Answers with the addresses that were vetted for the running attempt, and asks nobody."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in _pinned.get()
        ]

    async def close(self) -> None:
        return None


class Sender:
    """Makes attempts; open it inside a running event loop.

    Args:
        policy: which destinations are allowed.
        deadline_seconds: for the whole attempt, from DNS to the last byte read.
        resolver: replaced in tests.
        tls: replaced in tests; by default the system's authorities are trusted.
    """

    def __init__(
        self,
        policy: EgressPolicy,
        *,
        deadline_seconds: float = 20.0,
        resolver: VettedResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = policy
        self._deadline = deadline_seconds
        self._resolver = resolver or VettedResolver()
        self._tls = tls
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> "Sender":
        connector = aiohttp.TCPConnector(
            resolver=_PinnedResolver(),
            use_dns_cache=False,
            limit=0,
            keepalive_timeout=_KEEPALIVE_SECONDS,
            ssl=self._tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=8190,
            max_field_size=_MAX_HEADER_BYTES,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        self._resolver.close()

    async def send(self, message: Message) -> Answer:
        """Make one attempt."""
        begun = time.monotonic()
        status, error, text = None, None, None
        try:
            async with asyncio.timeout(self._deadline):
                status, text = await self._exchange(message)
            error = _refusal(status)
        except EgressRefused as refusal:
            error = f"not allowed: {refusal}"
        except NameNotResolved as failure:
            error = str(failure)
        except TimeoutError:
            error = f"no complete answer in time ({self._deadline:g} s; 3 s for the name, 5 s to connect)"
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            error = f"{type(failure).__name__}: {failure}"[:500]
        duration = int((time.monotonic() - begun) * 1000)
        return Answer(status, _storable(error), _storable(text) if error else None, duration)

    async def _exchange(self, message: Message) -> tuple[int, str]:
        destination = vet_url(message.url, self._policy)
        _pinned.set(await self._resolver.resolve(destination))
        headers = build_headers(message.keys, message.event_id, int(time.time()), message.body)
        async with self._session.post(
            _target(destination), data=message.body, headers=headers, allow_redirects=False
        ) as response:
            body, is_whole = await _read_bounded(response)
            if not is_whole:
                response.close()
            return response.status, body.decode("utf-8", "replace")


async def _read_bounded(response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
    """Read up to the limit and tell whether that was all."""
    parts: list[bytes] = []
    left = MAX_ANSWER_BYTES
    while left > 0:
        part = await response.content.read(left)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        left -= len(part)
    return b"".join(parts), False


def _target(destination: Destination) -> URL:
    """Build the URL that is requested from the host and port that were vetted, so that no second parser decides."""
    url = URL(destination.url).with_host(destination.host)
    if url.port != destination.port or url.scheme != destination.scheme:
        raise EgressRefused("the address can be read in two ways")
    return url


def _refusal(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"the receiver answered {status}: redirects are not followed"
    return f"the receiver answered {status}"


def _storable(text: str | None) -> str | None:
    """PostgreSQL has no NUL in text."""
    return text.replace("\x00", "�") if text is not None else None
