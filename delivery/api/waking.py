"""Wakes the handlers that wait for new events: one listening thread per process, any number of async waiters."""

import asyncio
import threading

from delivery.events.sequencer import SEQUENCED_CHANNEL
from runtime.postgres.listening import Listener

_LISTEN_SECONDS = 0.25


class News:
    """Counts how often positions were given; a waiter says which count it has seen.

    Args:
        dsn: where to listen; any role may.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.count = 0
        self.is_closed = False
        self._changed = asyncio.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen from now on; called inside the running event loop."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._listen, args=(loop,), name="feed-news", daemon=True)
        self._thread.start()

    async def wait_beyond(self, count: int, timeout_seconds: float) -> bool:
        """Return True when there is news after this count, False when the time is up or the process ends."""
        try:
            async with asyncio.timeout(timeout_seconds):
                while self.count == count and not self.is_closed:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return self.count != count

    def close(self) -> None:
        """Send all waiters home; called inside the event loop."""
        self.is_closed = True
        self._stop.set()
        self._ring()

    async def finish(self) -> None:
        """Close, and wait until the listening thread has ended."""
        self.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        listener = Listener(self._dsn, [SEQUENCED_CHANNEL], application="feed-news")
        while not self._stop.is_set():
            if listener.wait(_LISTEN_SECONDS) and not self._stop.is_set():
                loop.call_soon_threadsafe(self._announce)
        listener.close()

    def _announce(self) -> None:
        self.count += 1
        self._ring()

    def _ring(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
