"""Deletes what capture has kept for long enough; the last complete visit of each case is kept whatever its age."""

from datetime import datetime, timedelta

import structlog

from capture.archive import Blobs, delete_unnamed
from runtime.clock import business_date
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture", "archive.sql")
_QUERIES_SQL = load_queries("capture")
_PAGES_AT_ONCE = 100
_ACCOUNTS_KEPT = timedelta(days=60)
"""Budgets are asked about on their day; two months let an operator look back."""
log = structlog.get_logger()


def delete_old(database: Database, blobs: Blobs, keep: timedelta, now: datetime) -> int:
    """Delete what is older than `keep`; return how many pages there were. Each transaction is short."""
    before = now - keep
    pages = 0
    after = 0
    while found := _delete_pages(database, blobs, before, after):
        pages += len(found)
        after = max(found)
    with database.transaction() as connection:
        for statement in (
            "delete_old_visits",
            "delete_old_quarantine",
            "delete_old_fingerprints",
            "delete_old_findings",
            "delete_old_shown_cases",
        ):
            connection.execute(_SQL[statement], {"before": before})
        connection.execute(_SQL["delete_unread_readings"])
        connection.execute(_SQL["delete_old_budgets"], {"before": business_date(now - _ACCOUNTS_KEPT)})
    if pages:
        log.info("archive_thinned", pages=pages)
    return pages


def _delete_pages(database: Database, blobs: Blobs, before: datetime, after: int) -> list[int]:
    """Delete some pages and the blobs that none names any more; archiving waits only while they are deleted."""
    with database.transaction() as connection:
        asked = {"before": before, "after": after, "limit": _PAGES_AT_ONCE}
        ids = [int(row["id"]) for row in connection.execute(_SQL["list_old_pages"], asked)]
    if ids:
        with database.transaction() as connection:
            connection.execute(_QUERIES_SQL["lock_archive"])
            rows = connection.execute(_SQL["delete_pages"], {"ids": ids}).fetchall()
            delete_unnamed(connection, blobs, {row["sha256"] for row in rows})
    return ids
