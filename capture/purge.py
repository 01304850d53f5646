"""Deletes what capture holds of a sealed case, and confirms it in its purge ledger."""

from datetime import datetime, timedelta

from psycopg import Connection

from capture.archive import Blobs, delete_unnamed, purge_pages
from capture.findings import forget as forget_findings
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture")
_DISCOVERY_SQL = load_queries("capture", "discovery.sql")
LIST_PAGES_KEPT = timedelta(days=7)
"""A page of a list names people of many cases, and no case's purge can find it."""


def purge_case(connection: Connection[Row], blobs: Blobs, case_number: str, revision: int, now: datetime) -> None:
    """Delete pages, quarantine and derived content of a case; doing it again is harmless."""
    pages = purge_pages(connection, blobs, case_number)
    for statement in ("forget_content", "forget_case_routes"):
        connection.execute(_SQL[statement], {"case_number": case_number})
    forget_findings(connection, [case_number])
    connection.execute(
        _SQL["confirm_purge"],
        {"case_number": case_number, "revision": revision, "pages_deleted": pages, "now": now},
    )


def purge_leftovers(connection: Connection[Row], blobs: Blobs, now: datetime) -> int:
    """Purge sealed cases of which a crash left pages behind; returns how many there were."""
    rows = connection.execute(_SQL["list_sealed_with_pages"]).fetchall()
    for row in rows:
        purge_case(connection, blobs, row["case_number"], row["revision"], now)
    return len(rows)


def purge_list_pages(connection: Connection[Row], blobs: Blobs, now: datetime) -> int:
    """Delete the old pages of lists and searches, quarantine included; return how many there were."""
    connection.execute(_SQL["lock_archive"])
    deleted = connection.execute(_DISCOVERY_SQL["delete_list_pages"], {"before": now - LIST_PAGES_KEPT}).fetchall()
    delete_unnamed(connection, blobs, {row["sha256"] for row in deleted})
    return len(deleted)
