"""Webhook receivers of the demo: they check signatures on their own, misbehave by script, and keep a ledger."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

_TOLERANCE_SECONDS = 300


def is_signed(secret: str, headers: dict[str, str], body: bytes, *, now: float) -> bool:
    """Check a Standard Webhooks 1.0 signature: id, timestamp and exact body, by HMAC-SHA256 with the decoded secret."""
    try:
        key = base64.b64decode(secret.split("_", 1)[1])
        sent_at = int(headers["webhook-timestamp"])
        signed = f"{headers['webhook-id']}.{sent_at}.".encode() + body
        given = headers["webhook-signature"].split(" ")
    except (KeyError, IndexError, ValueError):
        return False
    right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    is_fresh = abs(now - sent_at) <= _TOLERANCE_SECONDS
    return is_fresh and any(hmac.compare_digest(right, each) for each in given)


@dataclass
class Endpoint:
    """One receiver: what it was scripted to do and what it has taken."""

    name: str
    company: str
    behaviour: str
    fails_one_in: int = 0
    dead_from: datetime | None = None
    dead_to: datetime | None = None
    secret: str = ""
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    repeats: int = 0
    refused: int = 0
    badly_signed: int = 0
    changed_bodies: list[str] = field(default_factory=list)
    failed_once: set[str] = field(default_factory=set)

    @classmethod
    def from_plan(cls, company: str, plan: dict[str, Any]) -> "Endpoint":
        moments = {name: datetime.fromisoformat(plan[name]) for name in ("from", "to") if name in plan}
        return cls(
            name=f"{company}-{plan['name']}",
            company=company,
            behaviour=plan["behaviour"],
            fails_one_in=plan.get("fails_one_in", 0),
            dead_from=moments.get("from"),
            dead_to=moments.get("to"),
        )

    def fails_now(self, event_id: str, business_now: datetime) -> bool:
        """Say whether the script lets this attempt fail."""
        if self.dead_from and self.dead_to and self.dead_from <= business_now < self.dead_to:
            return True
        if self.fails_one_in and event_id not in self.failed_once:
            self.failed_once.add(event_id)
            return hashlib.sha256(event_id.encode()).digest()[0] % self.fails_one_in == 0
        return False

    def take(self, event_id: str, body: bytes) -> None:
        """Write an event into the ledger; what comes again must be the same bytes."""
        if event_id in self.bodies:
            self.repeats += 1
            if self.bodies[event_id] != body:
                self.changed_bodies.append(event_id)
            return
        self.bodies[event_id] = body
        self.received[event_id] = json.loads(body)


class Receivers:
    """All receivers behind one HTTP server in a thread of its own."""

    def __init__(self, endpoints: list[Endpoint]) -> None:
        self.endpoints = {each.name: each for each in endpoints}
        self.business_now: datetime | None = None
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event | None = None
        self.base = ""
        self._thread = threading.Thread(target=self._run, name="receivers", daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def url_of(self, endpoint: Endpoint) -> str:
        return f"{self.base}/hooks/{endpoint.name}"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application()
        app.router.add_post("/hooks/{name}", self._handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        endpoint = self.endpoints[request.match_info["name"]]
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not is_signed(endpoint.secret, headers, body, now=time.time()):
            endpoint.badly_signed += 1
            return web.Response(status=401)
        event_id = headers["webhook-id"]
        if self.business_now and endpoint.fails_now(event_id, self.business_now):
            endpoint.refused += 1
            return web.Response(status=503, text="scripted failure")
        endpoint.take(event_id, body)
        return web.Response(status=204)

    def close(self) -> None:
        if self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
