"""Keeps every raw page before anybody parses it: the bytes by their hash, an index row that says who asked for what.

Index rows are committed before the blobs are put, so that a crash leaves no blob without a row by which a sealed case's
pages are found. Pages of many visits are written together.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from psycopg import Connection

from capture.page_looks import Sample
from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
_ARCHIVE_SQL = load_queries("capture", "archive.sql")
_WRITERS = 2
_THREADS = 8


class Blobs(Protocol):
    """The blob store as the archive needs it."""

    def put(self, content: bytes) -> str: ...

    def get(self, digest: str) -> bytes: ...

    def delete(self, digest: str) -> None: ...


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """One answer with the request that got it."""

    case_number: str | None
    tribunal: str
    system: str | None
    kind: str
    url: str
    method: str
    form: str | None
    status: int
    charset: str | None
    body: bytes
    fetched_at: datetime
    request_url: str | None = None
    """The address that was asked for, before redirects."""
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """Where an archived page is found."""

    id: int
    sha256: str
    url: str
    kind: str
    status: int
    system: str | None = None
    fingerprint: str | None = None
    """How the page looks, where it was looked at: not every page is."""


class _Batch:
    def __init__(self) -> None:
        self.pages: list[FetchedPage] = []
        self.task: asyncio.Task[list[KeptPage]]


class Archive:
    """Writes pages; safe to use from many coroutines of one loop."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._turn = asyncio.Semaphore(_WRITERS)
        self._open: _Batch | None = None
        self._sample = Sample()
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="archive")

    async def keep(self, page: FetchedPage) -> KeptPage:
        """Store a page durably; pages that come while others are written form the next batch."""
        if self._open is None:
            self._open = _Batch()
            self._open.task = asyncio.create_task(self._write_when_free(self._open))
        batch = self._open
        batch.pages.append(page)
        place = len(batch.pages) - 1
        return (await asyncio.shield(batch.task))[place]

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    async def _write_when_free(self, batch: _Batch) -> list[KeptPage]:
        async with self._turn:
            self._open = None
            return await asyncio.to_thread(self._write, batch.pages)

    def _write(self, pages: list[FetchedPage]) -> list[KeptPage]:
        hashes = [hashlib.sha256(page.body).hexdigest() for page in pages]
        with self._database.transaction() as connection:
            rows = connection.execute(_TRIBUNALS_SQL["add_pages"], _columns(pages, hashes)).fetchall()
        ids = sorted(int(row["id"]) for row in rows)
        with self._database.transaction() as connection:
            connection.execute(_SQL["share_archive"])
            # A purge may have come between: without its row, a sealed case's page would never be found again.
            rows = connection.execute(_SQL["list_hashes_in_use"], {"hashes": hashes}).fetchall()
            needed = {row["sha256"] for row in rows}
            bodies = {h: page.body for h, page in zip(hashes, pages, strict=True) if h in needed}
            list(self._threads.map(self._blobs.put, bodies.values()))
        return [
            KeptPage(id_, digest, page.url, page.kind, page.status, page.system, self._sample.look(page))
            for id_, digest, page in zip(ids, hashes, pages, strict=True)
        ]


def _columns(pages: Sequence[FetchedPage], hashes: list[str]) -> dict[str, list[object]]:
    return {
        "sha256": list(hashes),
        "case_numbers": [page.case_number for page in pages],
        "tribunals": [page.tribunal for page in pages],
        "systems": [page.system for page in pages],
        "kinds": [page.kind for page in pages],
        "urls": [page.url for page in pages],
        "methods": [page.method for page in pages],
        "forms": [page.form for page in pages],
        "statuses": [page.status for page in pages],
        "charsets": [page.charset for page in pages],
        "fetched": [page.fetched_at for page in pages],
        "request_urls": [page.request_url for page in pages],
        "content_types": [page.content_type for page in pages],
    }


def purge_pages(connection: Connection[Row], blobs: Blobs, case_number: str) -> int:
    """Delete what is held of a case's pages, quarantine included; blobs that other cases need stay. Returns a count."""
    connection.execute(_SQL["lock_archive"])
    for statement in ("delete_visits_of_case", "delete_readings_of_case"):
        connection.execute(_ARCHIVE_SQL[statement], {"case_number": case_number})
    deleted = connection.execute(_SQL["delete_pages_of_case"], {"case_number": case_number}).fetchall()
    delete_unnamed(connection, blobs, {row["sha256"] for row in deleted})
    return len(deleted)


def delete_unnamed(connection: Connection[Row], blobs: Blobs, hashes: set[str]) -> int:
    """Delete those of these blobs that no page names any more; the caller holds the archive's lock."""
    if not hashes:
        return 0
    needed = connection.execute(_SQL["list_hashes_in_use"], {"hashes": list(hashes)}).fetchall()
    unnamed = hashes - {row["sha256"] for row in needed}
    for digest in unnamed:
        blobs.delete(digest)
    return len(unnamed)
