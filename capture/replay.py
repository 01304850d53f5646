"""Reads an archived visit again: today's spiders ask as they would ask a court, and the archive answers.

A request that the archive does not hold ends the replay as partial: what it would have shown is not known.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from capture.archive import Blobs, KeptPage
from capture.archived_visits import plan_of_json
from capture.errors import CannotReadAgain
from capture.orders import VisitOrder, VisitResult
from capture.route_plan import Answer, merge
from capture.visiting import ask_spider
from runtime.errors import BlobCorrupt, BlobMissing
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import VERIFYING, Outcome
from spiders.barriers import barrier_of
from spiders.base import CourtSpider, PageRequest, RawPage, VisitReport
from spiders.errors import VisitFailed

_SQL = load_queries("capture", "archive.sql")
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What today's spiders make of a visit. `missing`: requests that the archive does not hold."""

    result: VisitResult
    missing: tuple[str, ...]


@dataclass(slots=True)
class ArchiveSession:
    """Answers a spider's requests from the pages of one visit, each page once, in the order in which they came."""

    pages: Mapping[_Key, deque[RawPage]]
    missing: list[str] = field(default_factory=list)

    async def fetch(self, request: PageRequest) -> RawPage:
        """Return the archived page. Raises VisitFailed for a wall, and for a page that the archive does not hold."""
        waiting = self.pages.get(_key(request))
        while waiting:
            page = waiting.popleft()
            barrier = barrier_of(page.status, page.headers, page.body, page.url)
            if barrier is None:
                return RawPage(request, page.url, page.status, page.headers, page.body)
            if not (waiting and barrier.outcome is Outcome.UPSTREAM_ERROR):  # after an error it was asked again
                raise VisitFailed(barrier.outcome, barrier.reason)
        self.missing.append(f"{request.kind}: {request.method} {request.url}")
        raise VisitFailed(Outcome.PARTIAL, f"the archive does not hold the page that is asked for ({request.kind})")


def replay_visit(
    connection: Connection[Row], blobs: Blobs, visit: Mapping[str, Any], spiders: Mapping[CourtSystem, CourtSpider]
) -> Replayed:
    """Read a visit again. Raises CannotReadAgain when its pages, or a spider for them, are not there."""
    rows = connection.execute(_SQL["list_pages_of_visit"], {"page_ids": visit["page_ids"]}).fetchall()
    if len(rows) < len(visit["page_ids"]):
        raise CannotReadAgain("some of its pages are not in the archive any more")
    order = VisitOrder(
        case_number=CaseNumber(visit["case_number"]),
        tribunal=visit["tribunal"],
        reason=VisitReason(visit["reason"]),
        due_at=visit["visited_at"],
        attempt=0,
        filed_on=visit["filed_on"],
        listed_on=visit["listed_on"],
    )
    answers: list[Answer] = []
    missing: list[str] = []
    asked: list[CourtSpider] = []
    for name in visit["systems"]:
        spider = spiders.get(CourtSystem(name))
        if spider is None:
            raise CannotReadAgain(f"no spider reads {name} of {visit['tribunal']} with these settings")
        session = ArchiveSession(_pages(blobs, [row for row in rows if row["system"] == name]))
        report, _ = asyncio.run(ask_spider(spider, session, order))
        answers.append(Answer(spider.system, _as_far_as_known(report, session.missing)))
        missing += session.missing
        asked.append(spider)
    return Replayed(_result(visit, order, (answers, asked), rows), tuple(missing))


def _result(
    visit: Mapping[str, Any],
    order: VisitOrder,
    said: tuple[Sequence[Answer], Sequence[CourtSpider]],
    rows: Sequence[Row],
) -> VisitResult:
    answers, spiders = said
    return VisitResult(
        order=order,
        report=merge(plan_of_json(visit["plan"]), answers),
        visited_at=visit["visited_at"],
        pages=tuple(
            KeptPage(row["id"], row["sha256"], row["url"], row["kind"], row["status"], row["system"]) for row in rows
        ),
        spider="+".join(type(spider).__name__ for spider in spiders),
        spider_version="+".join(spider.version for spider in spiders),
        answers=tuple(answers),
    )


def _as_far_as_known(report: VisitReport, missing: Sequence[str]) -> VisitReport:
    """A spider that goes on without a page it asked for has not read the whole case."""
    if not missing or report.outcome not in VERIFYING:
        return report
    return VisitReport(Outcome.PARTIAL, f"the archive does not hold {missing[0]}", report.instances)


def _pages(blobs: Blobs, rows: Sequence[Row]) -> dict[_Key, deque[RawPage]]:
    pages: dict[_Key, deque[RawPage]] = {}
    for row in rows:
        try:
            body = blobs.get(row["sha256"])
        except (BlobMissing, BlobCorrupt) as error:
            raise CannotReadAgain(f"a page of it cannot be read: {error}") from error
        headers = {"content-type": row["content_type"]} if row["content_type"] else {}
        request = PageRequest(row["request_url"], row["kind"], row["method"])
        key = (row["kind"], row["method"], row["request_url"], _canonical(row["form"]))
        pages.setdefault(key, deque()).append(RawPage(request, row["url"], row["status"], headers, body))
    return pages


def _key(request: PageRequest) -> _Key:
    """An envelope of SOAP is never archived: it may carry a password."""
    sent: Any = None
    if request.form is not None:
        sent = [list(pair) for pair in request.form]
    elif request.json is not None:
        sent = json.loads(request.json)
    return request.kind, request.method, request.url, _canonical(sent)


def _canonical(sent: Any) -> str:
    return json.dumps(sent, sort_keys=True)
