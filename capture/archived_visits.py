"""Remembers of every closed visit which pages it read and what it made of them, so that they can be read again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import zstandard
from psycopg import Connection
from psycopg.types.json import Jsonb

from capture.archive import Blobs, KeptPage
from capture.orders import VisitResult
from capture.page_looks import Look, note_looks
from capture.publish import is_told
from capture.route_plan import RoutePlan
from runtime.errors import BlobCorrupt, BlobMissing
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.captures import InstanceSnapshot
from schemas.courts import CourtSystem
from schemas.outcomes import VERIFYING, Outcome
from spiders.base import VisitReport
from spiders.fingerprint import fingerprint

_SQL = load_queries("capture", "archive.sql")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
UNDERSTOOD = frozenset({*VERIFYING, Outcome.NOT_FOUND, Outcome.SEALED})
"""Outcomes whose pages were understood; the last page of every other visit goes to quarantine."""


def keep_visits(
    connection: Connection[Row], results: Sequence[VisitResult], known: Mapping[str, Row], now: datetime
) -> None:
    """Remember closed visits, and how their pages look; of a sealed case nothing."""
    kept = [r for r in results if r.report and r.pages and r.outcome is not Outcome.SEALED]
    readings = {r.order.visit_id: reading_of(r.report) for r in kept if r.report and r.report.instances}
    hashes = {visit: hashlib.sha256(reading).hexdigest() for visit, reading in readings.items()}
    wanted = {(str(r.order.case_number), hashes[r.order.visit_id]): r for r in kept if r.order.visit_id in hashes}
    for number, digest in wanted.keys() - _known_readings(connection, list(wanted)):
        add_reading(connection, number, digest, readings[wanted[number, digest].order.visit_id])
    rows = [
        _columns(r, hashes.get(r.order.visit_id), is_watched=known[r.order.case_number]["is_watched"]) for r in kept
    ]
    if rows:
        connection.cursor().executemany(_SQL["add_archived_visits"], rows)
    note_looks(connection, [look for r in kept for look in _looks(r)], now)


def quarantine(connection: Connection[Row], blobs: Blobs, results: Sequence[VisitResult], now: datetime) -> None:
    """Put the last page of every visit that was not understood aside, with its looks."""
    bad = [(r, r.pages[-1], r.report) for r in results if r.report and r.pages and r.outcome not in UNDERSTOOD]
    if bad:
        columns: dict[str, Any] = {
            "now": now,
            "page_ids": [page.id for _, page, _ in bad],
            "outcomes": [report.outcome for _, _, report in bad],
            "reasons": [report.explanation for _, _, report in bad],
            "visit_ids": [result.order.visit_id for result, _, _ in bad],
            "fingerprints": [page.fingerprint or _look_again(blobs, page) for _, page, _ in bad],
        }
        connection.execute(_TRIBUNALS_SQL["add_quarantine"], columns)


def reading_of(report: VisitReport) -> bytes:
    """Return what a visit read, as it is kept."""
    return b"[" + b",".join(instance.model_dump_json().encode() for instance in report.instances) + b"]"


def add_reading(connection: Connection[Row], case_number: str, digest: str, reading: bytes) -> None:
    """Keep a reading of a case once."""
    packed = zstandard.ZstdCompressor(level=3).compress(reading)
    connection.execute(_SQL["add_reading"], {"case_number": case_number, "sha256": digest, "reading": packed})


def find_instances(connection: Connection[Row], case_number: str, digest: str | None) -> list[InstanceSnapshot]:
    """Return what a visit read; nothing where it was shown nothing."""
    if digest is None:
        return []
    row = connection.execute(_SQL["find_reading"], {"case_number": case_number, "sha256": digest}).fetchone()
    if row is None:
        return []
    values = json.loads(zstandard.ZstdDecompressor().decompress(row["reading"]))
    return [InstanceSnapshot.model_validate(value) for value in values]


def plan_as_json(plan: RoutePlan | None) -> dict[str, Any]:
    """Return of a plan what decides about the outcome of a visit."""
    if plan is None:
        return {}
    return {
        "missing": {system.value: why for system, why in plan.missing.items()},
        "shown": {system.value: movements for system, movements in plan.shown.items()},
    }


def plan_of_json(value: Mapping[str, Any]) -> RoutePlan:
    """Return the plan of an archived visit."""
    return RoutePlan(
        first=(),
        missing={CourtSystem(system): why for system, why in value.get("missing", {}).items()},
        shown={CourtSystem(system): movements for system, movements in value.get("shown", {}).items()},
    )


def _columns(result: VisitResult, reading: str | None, *, is_watched: bool) -> dict[str, Any]:
    order, report = result.order, result.report
    assert report is not None  # kept visits have one
    return {
        "visit_id": order.visit_id,
        "case_number": str(order.case_number),
        "tribunal": order.tribunal,
        "reason": order.reason,
        "visited_at": result.visited_at,
        "outcome": report.outcome,
        "explanation": report.explanation,
        "systems": [answer.system.value for answer in result.answers],
        "outcomes": [answer.report.outcome.value for answer in result.answers],
        "plan": Jsonb(plan_as_json(order.plan)),
        "page_ids": [page.id for page in result.pages],
        "spider": result.spider,
        "spider_version": result.spider_version,
        "reading": reading,
        "is_published": is_told(result, is_watched=is_watched),
        "filed_on": order.filed_on,
        "listed_on": order.listed_on,
    }


def _known_readings(connection: Connection[Row], wanted: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    if not wanted:
        return set()
    asked = {"case_numbers": [number for number, _ in wanted], "hashes": [digest for _, digest in wanted]}
    return {(row["case_number"], row["sha256"]) for row in connection.execute(_SQL["list_known_readings"], asked)}


def _looks(result: VisitResult) -> list[Look]:
    number = str(result.order.case_number) if result.outcome in UNDERSTOOD else None
    return [
        Look((result.order.tribunal, page.system, page.kind), page.fingerprint, number)
        for page in result.pages
        if page.fingerprint is not None and page.system is not None
    ]


def _look_again(blobs: Blobs, page: KeptPage) -> str | None:
    try:
        return fingerprint(blobs.get(page.sha256))
    except (BlobMissing, BlobCorrupt):
        return None  # its case became sealed meanwhile
