"""Sends what is due: leases deliveries in batches, attempts them with a few connections per endpoint, stores results in
batches. One of the five places where failures are handled; what a receiver does wrong is an answer, not an exception.

A crash between the receiver's 2xx and our commit sends that event again, with the same webhook-id.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import structlog

from delivery.webhooks import leases, results
from delivery.webhooks.leases import LEASE_SECONDS, Leased, Presence, Room
from delivery.webhooks.results import Outcome
from delivery.webhooks.sending import Answer, Message, Sender
from delivery.webhooks.vault import SecretBox, Vault
from runtime.clock import Clock
from runtime.egress import EgressPolicy
from runtime.postgres.pool import Database
from schemas.errors import RetryableError

CONCURRENCY = 4
_ROOM = Room(healthy=8 * CONCURRENCY, failing=CONCURRENCY)
_IDLE_SECONDS = 0.1
_BATCH = 500
_SWEEP_SECONDS = 1.0
_STORE_TRIES = 3
_GRACE_SECONDS = 5.0
_STALE_SECONDS = LEASE_SECONDS / 2
"""What lay longer in a queue is given back: with the attempt's 20 s it would outlive its lease."""
_log = structlog.get_logger()
T = TypeVar("T")


@dataclass(slots=True)
class _Line:
    """What one endpoint has in hand here: waiting, and being sent by its workers."""

    waiting: deque[tuple[Leased, float]] = field(default_factory=deque)
    workers: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def held(self) -> int:
        return len(self.waiting) + len(self.workers)


def run(database: Database, clock: Clock, box: SecretBox, policy: EgressPolicy, stop: threading.Event) -> None:
    """Send until `stop`. Raises DatabaseUnavailable, and SecretUnreadable when the key does not fit the database."""
    try:
        asyncio.run(_run(database, clock, box, policy, stop))
    except ExceptionGroup as group:
        # The first trouble ended the other tasks; it is the one that says what happened.
        raise group.exceptions[0] from group


async def _run(database: Database, clock: Clock, box: SecretBox, policy: EgressPolicy, stop: threading.Event) -> None:
    presence = Presence(database.dsn).open()
    try:
        async with Sender(policy) as sender:
            await Dispatcher(database, clock, Vault(box), sender, presence).run(stop)
    finally:
        presence.close()


class Dispatcher:
    """One dispatcher's loop; several processes may run one each."""

    def __init__(self, database: Database, clock: Clock, vault: Vault, sender: Sender, presence: Presence) -> None:
        self._database = database
        self._clock = clock
        self._vault = vault
        self._sender = sender
        self._presence = presence
        self._lines: dict[UUID, _Line] = {}
        self._keys: dict[UUID, tuple[bytes, ...]] = {}
        self._outcomes: deque[Outcome] = deque()
        self._has_outcomes = asyncio.Event()
        self._wake = asyncio.Event()
        self._swept_at = 0.0
        self._is_closing = False

    async def run(self, stop: threading.Event) -> None:
        """Lease, send and store until `stop`; then finish what is under way for a short while."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._store_outcomes())
            listening = tasks.create_task(self._listen(stop))
            while not stop.is_set():
                self._wake.clear()
                if not await self._take_more():
                    await self._wake.wait()
            await listening
            await self._finish()
            self._is_closing = True
            self._has_outcomes.set()

    async def _listen(self, stop: threading.Event) -> None:
        while not stop.is_set():
            await asyncio.to_thread(self._presence.wait, _IDLE_SECONDS)
            self._wake.set()

    async def _take_more(self) -> int:
        held = {endpoint_id: line.held for endpoint_id, line in self._lines.items() if line.held}
        leased = await asyncio.to_thread(self._retrying, lambda: self._lease(held))
        taken_at = time.monotonic()
        for item in leased:
            line = self._lines.setdefault(item.endpoint_id, _Line())
            line.waiting.append((item, taken_at))
        for endpoint_id in {item.endpoint_id for item in leased}:
            self._start_workers(self._lines[endpoint_id])
        return len(leased)

    def _lease(self, held: dict[UUID, int]) -> list[Leased]:
        now = self._clock.now()
        with self._database.transaction() as connection:
            if time.monotonic() - self._swept_at > _SWEEP_SECONDS:
                leases.release_dead_leases(connection)
                self._swept_at = time.monotonic()
            leased = leases.lease_due(connection, self._presence.owner, held, _ROOM, now)
            if leased:
                self._keys |= self._vault.keys_in_force(connection, list({i.endpoint_id for i in leased}), now)
        return leased

    def _start_workers(self, line: _Line) -> None:
        for _ in range(min(CONCURRENCY - len(line.workers), len(line.waiting))):
            task = asyncio.create_task(self._work(line))
            line.workers.add(task)
            task.add_done_callback(line.workers.discard)

    async def _work(self, line: _Line) -> None:
        while line.waiting:
            item, taken_at = line.waiting.popleft()
            if time.monotonic() - taken_at > _STALE_SECONDS:
                self._put(Outcome(item, None))
                continue
            message = Message(item.url, item.event_id, item.body, self._keys[item.endpoint_id])
            answer = await self._attempt(message)
            self._put(Outcome(item, answer))
            if answer.error is not None:
                # Retries, holds and the breaker are decided on what is stored: the rest goes back.
                while line.waiting:
                    self._put(Outcome(line.waiting.popleft()[0], None))

    async def _attempt(self, message: Message) -> Answer:
        try:
            return await self._sender.send(message)
        except Exception as error:  # noqa: BLE001 - a boundary: one endpoint's surprise must not stop the others
            _log.exception("attempt_broke", event_id=str(message.event_id))
            return Answer(None, f"our own failure: {type(error).__name__}", None, 0)

    def _put(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._has_outcomes.set()

    async def _store_outcomes(self) -> None:
        while self._outcomes or not self._is_closing:
            await self._has_outcomes.wait()
            self._has_outcomes.clear()
            await asyncio.to_thread(self._store_all)
            self._wake.set()

    def _store_all(self) -> None:
        while batch := [self._outcomes.popleft() for _ in range(min(_BATCH, len(self._outcomes)))]:
            self._retrying(lambda batch=batch: self._store(batch))  # type: ignore[misc]

    def _store(self, batch: list[Outcome]) -> None:
        with self._database.transaction() as connection:
            results.store(connection, self._presence.owner, batch, self._clock.now())

    @staticmethod
    def _retrying(attempt: Callable[[], T]) -> T:
        for left in range(_STORE_TRIES - 1, -1, -1):
            try:
                return attempt()
            except RetryableError as error:
                _log.warning("dispatcher_database_trouble", reason=str(error), tries_left=left)
                if not left:
                    raise
        raise AssertionError("unreachable")

    async def _finish(self) -> None:
        """Give back what waits, and let what is being sent end, for a few seconds."""
        for line in self._lines.values():
            while line.waiting:
                self._put(Outcome(line.waiting.popleft()[0], None))
        if sending := [task for line in self._lines.values() for task in line.workers]:
            _, late = await asyncio.wait(sending, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
