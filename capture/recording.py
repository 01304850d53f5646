"""Saves what a court answers as test recordings: pages of a visit, the archive or the quarantine, cleaned and written.

Nothing is written when the case is sealed, or when one page cannot be cleaned.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from psycopg import Connection

from capture.archive import Blobs, FetchedPage
from capture.cleaning.cleaner import CleanedPage, CleanedVisit, VisitedPage, clean
from capture.errors import CaseSealed, NothingToRecord
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.outcomes import Outcome
from spiders.recognise import parse_page

_SQL = load_queries("capture", "recording.sql")
_KEY_BYTES = 32
_TO_READ = [
    "page: no person, place or company that exists; what replaced them may stand out, what was left may not",
    "expected.json: it says what the parser says today, which may be wrong: compare it with the court's page",
]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The pages of one visit as they came, and who read them."""

    pages: tuple[FetchedPage, ...]
    spider: str = ""
    spider_version: str = ""


@dataclass(slots=True)
class RecordingReport:
    """What was (or would be) written. `replaced` counts by kind; no name stands in it."""

    tribunal: str
    pages: list[dict[str, Any]] = field(default_factory=list)
    replaced: dict[str, int] = field(default_factory=dict)
    masked_words: int = 0


def read_last_visit(connection: Connection[Row], blobs: Blobs, tribunal: str, case_number: str) -> Recorded:
    """Return the archived pages of a case's newest visit. Raises NothingToRecord, CaseSealed."""
    refuse_sealed(connection, case_number)
    asked = {"case_number": case_number, "tribunal": tribunal}
    rows = connection.execute(_SQL["list_pages_of_last_visit"], asked).fetchall()
    return _recorded(rows, blobs, f"no pages of a visit of this case in {tribunal} are archived")


def read_quarantined(connection: Connection[Row], blobs: Blobs, quarantine_id: int) -> Recorded:
    """Return a page that was not understood. Raises NothingToRecord, CaseSealed."""
    rows = connection.execute(_SQL["find_quarantined_page"], {"id": quarantine_id}).fetchall()
    if rows and rows[0]["case_number"]:
        refuse_sealed(connection, rows[0]["case_number"])
    return _recorded(
        rows, blobs, f"no page {quarantine_id} is in quarantine: `arauto quarantine list --pages` shows them"
    )


def refuse_sealed(connection: Connection[Row], case_number: str) -> None:
    """Raises CaseSealed for a case that is known to be sealed."""
    row = connection.execute(_SQL["find_case_state"], {"case_number": case_number}).fetchone()
    if row is not None and row["is_sealed"]:
        raise CaseSealed()


def clean_pages(recorded: Recorded, keep: Sequence[str] = ()) -> CleanedVisit:
    """Return the pages without personal data. Raises CannotBeCleaned."""
    return clean([_visited(page) for page in recorded.pages], key=secrets.token_bytes(_KEY_BYTES), keep=keep)


def write(
    recorded: Recorded, cleaned: CleanedVisit, folder: Path, *, now: datetime, is_dry_run: bool = False
) -> RecordingReport:
    """Write a folder per page below `folder`/<system>, and say what was written; a dry run only says it."""
    report = RecordingReport(recorded.pages[0].tribunal, [], cleaned.counts, cleaned.masked_words)
    for page, made in zip(recorded.pages, cleaned.pages, strict=True):
        target = _free(
            folder / str(page.system or "unknown"), f"{page.tribunal.lower()}_{page.kind}_{now:%Y-%m-%d}", report
        )
        report.pages.append({"folder": str(target), "page": made.says.page, "outcome": made.says.outcome.value})
        if not is_dry_run:
            _write_page(target, page, made, _about(recorded, page, cleaned, now))
    return report


def _write_page(target: Path, page: FetchedPage, made: CleanedPage, about: dict[str, Any]) -> None:
    target.mkdir(parents=True)
    (target / f"page.{_ending(page)}").write_bytes(made.body)
    request: dict[str, Any] = {"method": page.method, "url": made.url, "status": page.status}
    request["content_type"] = page.content_type or ""
    if made.form is not None:
        request["form"] = [list(pair) for pair in made.form]
    if made.json is not None:
        request["json"] = json.loads(made.json)
    _write_json(target / "request.json", request)
    says = {key: value for key, value in made.says.as_json().items() if key != "reason"}
    _write_json(target / "expected.json", says)
    (target / "about.yml").write_text(yaml.safe_dump(about, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _about(recorded: Recorded, page: FetchedPage, cleaned: CleanedVisit, now: datetime) -> dict[str, Any]:
    return {
        "system": str(page.system),
        "tribunal": page.tribunal,
        "kind": str(page.kind),
        "recorded_on": f"{page.fetched_at:%Y-%m-%d}",
        "cleaned_on": f"{now:%Y-%m-%d}",
        "spider": recorded.spider,
        "spider_version": recorded.spider_version,
        "people": "invented by the recorder",
        "replaced": cleaned.counts,
        "a_person_still_reads": _TO_READ,
    }


def _free(parent: Path, name: str, report: RecordingReport) -> Path:
    """Return a folder that does not exist yet."""
    taken = {page["folder"] for page in report.pages}
    target, number = parent / name, 2
    while target.exists() or str(target) in taken:
        target, number = parent / f"{name}_{number}", number + 1
    return target


def _ending(page: FetchedPage) -> str:
    beginning = page.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"{", b"[")):
        return "json"
    if beginning.startswith(b"<?xml") and b"<html" not in page.body[:4000].lower():
        return "xml"
    return "html" if b"<" in beginning else "txt"


def _visited(page: FetchedPage) -> VisitedPage:
    form, data = _parts(page.form)
    parse = partial(parse_page, system=page.system, tribunal=page.tribunal, content_type=page.content_type)
    return VisitedPage(body=page.body, url=page.request_url or page.url, parse=parse, form=form, json=data)


def _parts(form: str | None) -> tuple[tuple[tuple[str, str], ...] | None, str | None]:
    """Return what was sent: as pairs of a form, or as JSON."""
    if form is None:
        return None, None
    value = json.loads(form)
    if isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        return tuple((str(name), str(text)) for name, text in value), None
    return None, form


def _recorded(rows: Sequence[Row], blobs: Blobs, missing: str) -> Recorded:
    if not rows:
        raise NothingToRecord(missing)
    if rows[0]["visit_outcome"] == Outcome.SEALED:
        raise CaseSealed()
    return Recorded(
        pages=tuple(_page(row, blobs.get(row["sha256"])) for row in rows),
        spider=rows[0]["spider"],
        spider_version=rows[0]["spider_version"],
    )


def _page(row: Row, body: bytes) -> FetchedPage:
    form = row["form"]
    return FetchedPage(
        case_number=row["case_number"],
        tribunal=row["tribunal"],
        system=row["system"],
        kind=row["kind"],
        url=row["url"],
        method=row["method"],
        form=json.dumps(form) if form is not None else None,
        status=row["status"],
        charset=row["charset"],
        body=body,
        fetched_at=row["fetched_at"],
        request_url=row["request_url"],
        content_type=row["content_type"],
    )
