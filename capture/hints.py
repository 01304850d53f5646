"""Hints that something happened in a watched case: its visit pre-empts the queue. A hint never proves anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from psycopg import Connection

from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture", "discovery.sql")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Share:
    """How many visits a company may put before the queue on a business day."""

    company: UUID
    daily: int


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


def hint_within(
    connection: Connection[Row], case_numbers: Sequence[str], source: str, now: datetime, share: Share
) -> tuple[int, int]:
    """Make watched cases due now, as many before the queue as the company's share still holds; return both counts.

    What is beyond it is visited by the normal order: nobody's mailbox may keep the others' cases waiting.
    """
    asked = {"case_numbers": sorted(set(case_numbers))}
    watched = [row["case_number"] for row in connection.execute(_SQL["list_watched_of"], asked)]
    if not watched:
        return 0, 0
    first = _take(connection, share, len(watched), now)
    hinted = hint(connection, watched[:first], source, now)
    if beyond := watched[first:]:
        connection.execute(_SQL["hint_in_order"], {"case_numbers": beyond, "now": now})
        log.info("hints_beyond_share", source=source, company=str(share.company), cases=len(beyond))
    return hinted, len(beyond)


def _take(connection: Connection[Row], share: Share, wanted: int, now: datetime) -> int:
    place = {"company_id": share.company, "day": business_date(now)}
    connection.execute(_SQL["forget_hint_days"], place)
    connection.execute(_SQL["open_hint_day"], place)
    row = connection.execute(_SQL["lock_hint_day"], place).fetchone()
    taken = max(0, min(wanted, share.daily - (row["hints"] if row else 0)))
    connection.execute(_SQL["count_hints"], {**place, "hints": taken})
    return taken
