"""Which tribunals this process visits: leases that a heartbeat renews, so that two processes never ask one court.

Everything here is technical time. The holder of a tribunal's lease may take over the claims that a dead process left.
"""

import math
import threading
import time
from collections.abc import Sequence
from uuid import UUID

import structlog
from psycopg import Connection

from capture.errors import HeartbeatEnded
from capture.scheduler import CLAIM_SECONDS
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from schemas.errors import RetryableError

_SQL = load_queries("capture", "tribunals.sql")
_VISITS_SQL = load_queries("capture")
LEASE_SECONDS = 4.0
BEAT_SECONDS = 1.0
log = structlog.get_logger()


class LeaseKeeper:
    """Holds as many of the wanted tribunals as is this process's share; beats in a thread of its own."""

    def __init__(self, database: Database, process: UUID, wanted: Sequence[str]) -> None:
        self._database = database
        self._process = process
        self._wanted = sorted(wanted)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._held: frozenset[str] = frozenset()  # replaced whole, never changed
        self._renewed_at = 0.0
        self.processes = 1
        """How many capture processes live, this one included."""

    @property
    def held(self) -> frozenset[str]:
        """Tribunals whose visits may be claimed; none once the lease may have run out, whatever the heartbeat does.

        Raises HeartbeatEnded.
        """
        if self._thread is not None and not self._thread.is_alive() and not self._stop.is_set():
            raise HeartbeatEnded
        return self._held if time.monotonic() - self._renewed_at < LEASE_SECONDS else frozenset()

    def start(self) -> None:
        """Take what is free, then keep it."""
        self.beat()
        self._thread = threading.Thread(target=self._run, name="capture-leases", daemon=True)
        self._thread.start()

    def beat(self) -> None:
        """Renew what is ours and take what is free, once. Raises DatabaseUnavailable."""
        began = time.monotonic()  # the lease runs from before the database was asked
        with self._database.transaction() as connection:
            taken = frozenset(self._take(connection))
        self._held, self._renewed_at = taken, began

    def close(self) -> None:
        """Stop beating and give everything back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        with self._database.transaction() as connection:
            connection.execute(_VISITS_SQL["release_all"], {"process": self._process})
            connection.execute(_SQL["release_process"], {"process": self._process})

    def _run(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self.beat()
            except RetryableError as error:
                log.warning("leases_not_renewed", error=str(error))

    def _take(self, connection: Connection[Row]) -> list[str]:
        own = {"process": self._process, "lease_seconds": LEASE_SECONDS}
        connection.execute(_SQL["announce_process"], own)
        counted = connection.execute(_SQL["count_processes"]).fetchone()
        self.processes = max(counted["processes"] if counted else 1, 1)
        share = math.ceil(len(self._wanted) / self.processes)
        renewed = sorted(row["tribunal"] for row in connection.execute(_SQL["renew_leases"], own).fetchall())
        kept = [tribunal for tribunal in renewed if tribunal in self._wanted][:share]
        if surplus := [tribunal for tribunal in renewed if tribunal not in kept]:
            connection.execute(_SQL["release_idle_leases"], {**own, "tribunals": surplus})
        if len(kept) < share:
            asked = {**own, "wanted": self._wanted, "share": share - len(kept)}
            taken = [row["tribunal"] for row in connection.execute(_SQL["take_leases"], asked).fetchall()]
            if taken:
                connection.execute(_SQL["drop_foreign_claims"], {**own, "tribunals": taken})
            kept += taken
        connection.execute(_VISITS_SQL["renew_claims"], {**own, "claim_seconds": CLAIM_SECONDS})
        return kept
