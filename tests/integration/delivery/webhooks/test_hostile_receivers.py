"""Receivers that misbehave over real sockets: attempts end in time, in bounded memory, and only where allowed."""

import asyncio
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from aiohttp import web

from delivery.webhooks.sending import MAX_ANSWER_BYTES, Answer, Message, Sender
from runtime.egress import EgressPolicy, VettedResolver
from tests.integration.delivery.webhooks.receiver import Receiver

DEADLINE = 1.0


def attempt(url: str, *, policy: EgressPolicy | None = None, resolver: VettedResolver | None = None) -> Answer:
    async def run() -> Answer:
        chosen = policy or EgressPolicy(allow_loopback_http=True)
        async with Sender(chosen, deadline_seconds=DEADLINE, resolver=resolver) as sender:
            return await sender.send(Message(url, uuid4(), b'{"a": 1}', [b"k" * 32]))

    begun = time.monotonic()
    answer = asyncio.run(run())
    assert time.monotonic() - begun < DEADLINE + 2
    return answer


class RawServer:
    """Answers every connection with given bytes, then goes on as told."""

    def __init__(self, first: bytes, *, drip: bytes = b"") -> None:
        self._first, self._drip = first, drip
        self._ready = threading.Event()
        self._answering: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(5)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        await asyncio.gather(*self._answering)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._answering.add(asyncio.current_task())
        try:
            await reader.read(1)
            writer.write(self._first)
            while not self._end.is_set():
                if self._drip:
                    writer.write(self._drip)
                await writer.drain()
                await asyncio.sleep(0.01)
        except OSError:
            pass
        writer.transport.abort()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5)


@pytest.fixture
def raw() -> Iterator[list[RawServer]]:
    servers: list[RawServer] = []
    yield servers
    for server in servers:
        server.stop()


def test_an_endless_body_is_cut_and_counts_by_its_status(raw: list[RawServer]) -> None:
    raw.append(RawServer(b"HTTP/1.1 500 No\r\n\r\n", drip=b"x" * 65536))
    answer = attempt(f"http://127.0.0.1:{raw[0].port}/")
    assert answer.status == 500
    assert len(answer.text) == MAX_ANSWER_BYTES


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b""),  # never answers
        (b"HTTP/1.1 200 OK\r\n", b"x"),  # headers, a byte at a time
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n", b"x"),  # body, a byte at a time
    ],
)
def test_a_slow_answer_ends_at_the_deadline(raw: list[RawServer], first: bytes, drip: bytes) -> None:
    raw.append(RawServer(first, drip=drip))
    answer = attempt(f"http://127.0.0.1:{raw[0].port}/")
    assert "in time" in answer.error


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"x%d: y\r\n" % n for n in range(5000)) + b"\r\n",
        b"\x16\x03\x01 this is not HTTP\r\n\r\n",
        b"HTTP/1.1 999999 What\r\n\r\n",
    ],
)
def test_answers_that_are_no_http_are_failures(raw: list[RawServer], first: bytes) -> None:
    raw.append(RawServer(first))
    answer = attempt(f"http://127.0.0.1:{raw[0].port}/")
    assert answer.error
    assert len(answer.error) <= 500


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    async def redirect(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=302, headers={"location": receiver.url("/elsewhere")})

    receiver.behaviours["/hook"] = redirect
    answer = attempt(receiver.url())
    assert answer.error == "the receiver answered 302: redirects are not followed"
    assert receiver.at("/elsewhere") == []


def test_a_compressed_bomb_is_not_opened(receiver: Receiver) -> None:
    async def bomb(request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=500, body=b"\x1f\x8b" + b"\0" * 100, headers={"content-encoding": "gzip"})

    receiver.behaviours["/hook"] = bomb
    assert len(attempt(receiver.url()).text) == 102


def test_a_name_that_leads_inside_is_refused_at_the_attempt_whatever_it_was_before(receiver: Receiver) -> None:
    """Rebinding: the name led to a public address when it was registered; now one of its answers is private."""
    resolver = VettedResolver(lambda _: ["93.184.216.34", "127.0.0.1"])
    answer = attempt("https://hooks.example/x", policy=EgressPolicy(), resolver=resolver)
    assert answer.error.startswith("not allowed")
    assert receiver.received == []


def test_the_connection_goes_to_the_vetted_address_itself(receiver: Receiver) -> None:
    asked: list[str] = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    url = f"http://only-here.invalid:{receiver.port}/hook"
    assert attempt(url, resolver=VettedResolver(lookup)).error is None
    assert asked == ["only-here.invalid"]
    assert receiver.received[0].headers["host"] == f"only-here.invalid:{receiver.port}"


def test_a_silent_name_server_ends_in_time_and_holds_one_thread() -> None:
    release = threading.Event()
    asked: list[str] = []

    def lookup(host: str) -> list[str]:
        asked.append(host)
        release.wait(10)
        return []

    async def run() -> list[Answer]:
        resolver = VettedResolver(lookup, timeout_seconds=0.2)
        async with Sender(EgressPolicy(), resolver=resolver) as sender:
            message = Message("https://silent.example/", uuid4(), b"{}", [b"k" * 32])
            found = await asyncio.gather(*(sender.send(message) for _ in range(20)))
            release.set()
            return list(found)

    assert all("in time" in answer.error for answer in asyncio.run(run()))
    assert asked == ["silent.example"]


def test_a_refused_connection_is_a_failure_in_plain_words() -> None:
    assert "Cannot connect" in attempt("http://127.0.0.1:1/").error
