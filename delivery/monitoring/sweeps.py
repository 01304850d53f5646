"""Republishes distributions from the store, so that what a lost or refused message left out is matched after all.

Both sweeps are expected to find nothing; the handler says it loudly when one does.
"""

from datetime import date, datetime, timedelta

import structlog

from delivery.case_store import repository as cases
from delivery.case_store.distributions import publish_distribution
from delivery.case_store.records import InstanceRow
from delivery.monitoring import repository
from runtime.clock import business_date
from runtime.stream.base import Stream, UnitOfWork

RECENT_DAYS = 30
_BATCH = 200  # cases per transaction: a batch holds the partitions' counters only for some milliseconds
_log = structlog.get_logger()

Cursor = tuple[date, str]
"""Day of distribution and case number: behind it the next batch begins."""


class Sweeps:
    """The two recurring sweeps; each is one call of a tick.

    Args:
        stream: where distributions are published, and whose transactions hold the cases meanwhile.
    """

    def __init__(self, stream: Stream, *, batch_size: int = _BATCH) -> None:
        self._stream = stream
        self._batch_size = batch_size

    def sweep_recent(self, now: datetime) -> None:
        """Republish what was distributed in the last 30 days."""
        self._sweep("recent", business_date(now) - timedelta(days=RECENT_DAYS), now)

    def sweep_windows(self, now: datetime) -> None:
        """Republish what lies in the longest window of any monitored party."""
        with self._stream.unit_of_work() as unit:
            days = repository.find_longest_window(unit.connection)
        self._sweep("windows", business_date(now) - timedelta(days=days), now)

    def _sweep(self, kind: str, since: date, now: datetime) -> None:
        cursor, republished = (since, ""), 0
        while True:
            with self._stream.unit_of_work() as unit:
                batch = republish_batch(unit, cursor, self._batch_size)
                republished += len(batch)
                if len(batch) < self._batch_size:
                    repository.add_sweep(unit.connection, kind, since=since, republished=republished, now=now)
                    break
                cursor = batch[-1]
        _log.info("sweep_done", kind=kind, since=since.isoformat(), republished=republished)


def republish_batch(unit: UnitOfWork, cursor: Cursor, limit: int) -> list[Cursor]:
    """Publish, marked as a sweep, the next cases behind the cursor; return where each of them stands."""
    since, after = cursor
    locked = cases.lock_distributed_since(unit.connection, since, after=after, limit=limit)
    numbers = [str(case.case_number) for case in locked]
    parties = cases.list_parties_of_cases(unit.connection, numbers)
    instances: dict[str, list[InstanceRow]] = cases.list_instances_of_cases(unit.connection, numbers)
    for case in locked:
        number = str(case.case_number)
        publish_distribution(unit, case, (instances[number], parties[number]), is_sweep=True)
    return [(case.distributed_on or since, str(case.case_number)) for case in locked]
