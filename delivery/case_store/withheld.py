"""Ends the withholding of cases that may be sealed: what nobody has found for 30 days is deleted everywhere.

One call of a tick; the case goes on being visited, and begins anew when it is found.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from delivery.case_store import repository
from delivery.case_store.absent import PurgeCase, forget_withheld
from delivery.case_store.ingest import HELD_BY
from runtime.stream.base import Stream

KEPT = timedelta(days=30)
_BATCH = 50
_log = structlog.get_logger()


def purge_withheld(stream: Stream, now: datetime, purges: Mapping[str, PurgeCase] = HELD_BY) -> int:
    """Delete what is held of cases that may be sealed for 30 days; return how many cases it were."""
    purged = 0
    while True:
        with stream.unit_of_work() as unit:
            cases = repository.lock_long_withheld(unit.connection, now - KEPT, limit=_BATCH)
            for case in cases:
                forget_withheld(case, unit, now, purges)
        purged += len(cases)
        if len(cases) < _BATCH:
            break
    if purged:
        _log.info("withheld_cases_purged", cases=purged)
    return purged
