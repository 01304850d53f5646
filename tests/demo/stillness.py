"""Tells whether everything that is due has been done: only then does the conductor move the business clock."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from runtime.clock import set_business_clock
from runtime.services import Installation, open_installation
from runtime.settings import Settings
from runtime.stages import pending_work
from schemas.errors import RetryableError
from tests.demo.options import DemoFailed

_POLL_SECONDS = 0.03
_POLL_WHILE_BUSY_SECONDS = 0.1


class Stillness:
    """Watches an installation's pending work, and moves its business clock."""

    def __init__(self, settings: Settings, stall_seconds: float) -> None:
        self._settings, self._stall_seconds = settings, stall_seconds
        self._stack = ExitStack()
        self._opened: Installation | None = None

    @property
    def installation(self) -> Installation:
        """The installation, opened when it is first needed."""
        if self._opened is None:
            self._opened = self._stack.enter_context(
                open_installation(self._settings, application="demo conductor", max_connections=4)
            )
        return self._opened

    def close(self) -> None:
        self._stack.close()

    def pending(self) -> dict[str, int] | None:
        """Return what is due and not done, by name; None while the database cannot be asked (it was killed)."""
        try:
            return pending_work(self.installation)
        except RetryableError:
            return None

    def move_clock(self, now: datetime) -> None:
        """Move the business clock, also across a restart of the database."""
        deadline = time.monotonic() + self._stall_seconds
        while True:
            try:
                with self.installation.database.transaction() as connection:
                    set_business_clock(connection, now)
                return
            except RetryableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_POLL_WHILE_BUSY_SECONDS)

    def wait(self, while_waiting: Callable[[], None] = lambda: None) -> None:
        """Return when nothing is due on two looks in a row. Raises DemoFailed when nothing moves for too long."""
        last: dict[str, int] | None = {}
        changed_at = time.monotonic()
        quiet = 0
        while quiet < 2:
            found = self.pending()
            quiet = quiet + 1 if found == {} else 0
            if found != last:
                last, changed_at = found, time.monotonic()
            if time.monotonic() - changed_at > self._stall_seconds:
                raise DemoFailed(f"nothing moves any more; still to be done: {last}")
            while_waiting()
            if quiet < 2:
                time.sleep(_POLL_SECONDS if quiet else _POLL_WHILE_BUSY_SECONDS)
