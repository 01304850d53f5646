"""Deletes what capture holds of a sealed case, and confirms it in its purge ledger."""

from datetime import datetime

from psycopg import Connection

from capture.archive import Blobs, purge_pages
from capture.findings import forget as forget_findings
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture")


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
