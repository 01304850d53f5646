"""Hints that something happened in a watched case: its visit pre-empts the queue. A hint never proves anything."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from psycopg import Connection

from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture", "discovery.sql")
log = structlog.get_logger()


def hint(connection: Connection[Row], case_numbers: Sequence[str], source: str, now: datetime) -> int:
    """Make watched cases due now, those of nobody not; return how many there are.

    A case whose visit is under way is visited once more. Args: source: who hints, for the log.
    """
    if not case_numbers:
        return 0
    parameters = {"case_numbers": sorted(set(case_numbers)), "now": now}
    hinted = len(connection.execute(_SQL["hint_visits"], parameters).fetchall())
    if hinted:
        log.info("cases_hinted", source=source, cases=hinted)
    return hinted
