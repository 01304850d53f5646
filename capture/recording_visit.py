"""Asks a court once for a recording: at its pace, within its budget, under its lease; the answers are not archived."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from capture.archive import Archive, Blobs, FetchedPage, KeptPage
from capture.court_crawler import silence_scrapy
from capture.courts import Court
from capture.errors import CaseSealed, LeaseTaken, NotAskedNow, NothingToRecord
from capture.hosts import plan_hosts
from capture.leases import BEAT_SECONDS, LEASE_SECONDS
from capture.orders import VisitOrder, VisitResult
from capture.recording import Recorded
from capture.route_plan import RoutePlan
from capture.runners import CourtRunner, Sources
from capture.service import is_switched_on, user_agent
from monitor_config.tribunals import TribunalPolicies
from runtime.postgres.pool import Database
from runtime.postgres.queries import load_queries
from runtime.settings import Settings
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.errors import RetryableError
from schemas.outcomes import Outcome

_SQL = load_queries("capture", "recording.sql")
log = structlog.get_logger()


class PagesInMemory(Archive):
    """Keeps the pages of one visit for as long as it takes to clean them."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        super().__init__(database, blobs)
        self.pages: list[FetchedPage] = []

    async def keep(self, page: FetchedPage) -> KeptPage:
        """Remember a page; nothing is written."""
        self.pages.append(page)
        digest = hashlib.sha256(page.body).hexdigest()
        return KeptPage(len(self.pages), digest, page.url, page.kind, page.status, page.system)


@contextmanager
def lease_of(database: Database, tribunal: str) -> Iterator[None]:
    """Hold a tribunal for the block, so that no other process asks it. Raises LeaseTaken."""
    process, stop = uuid4(), threading.Event()
    if not _take(database, tribunal, process):
        raise LeaseTaken(
            f"a capture process is asking {tribunal} at the moment, and nobody else may: "
            "record what it has archived (--from-archive), or stop it first"
        )
    beat = threading.Thread(target=_keep, args=(database, tribunal, process, stop), name="recording-lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()
        with database.transaction() as connection:
            connection.execute(_SQL["give_lease_back"], {"tribunal": tribunal, "process": process})


def check_may_be_asked(database: Database, tribunal: str, now: datetime) -> None:
    """Raises NotAskedNow when every route of the tribunal is closed, suspended or spent."""
    with database.transaction() as connection:
        routes = connection.execute(_SQL["find_tribunal_routes"], {"tribunal": tribunal, "now": now}).fetchall()
    if routes and not any(route["can_visit"] for route in routes):
        route = routes[0]
        why = (
            route["reason"]
            or ("it is outside of its hours" if not route["is_in_hours"] else "")
            or ("it asked to be left alone for a while" if route["is_held"] else "")
            or ("the day's requests are spent" if route["is_spent"] else "it is suspended")
        )
        raise NotAskedNow(f"{tribunal} may not be asked at the moment: {why}")


def visit_once(  # noqa: PLR0913 - the parts of a visit, all named
    *,
    database: Database,
    blobs: Blobs,
    court: Court,
    policies: TribunalPolicies,
    case_number: CaseNumber,
    user_agent: str,
    now: datetime,
) -> tuple[VisitResult, list[FetchedPage]]:
    """Visit the court's own systems once and return the result with its pages. Raises LeaseTaken, NotAskedNow."""
    check_may_be_asked(database, court.tribunal, now)
    silence_scrapy()
    pages = PagesInMemory(database, blobs)
    sources = Sources(
        database=database,
        archive=pages,
        policies=policies,
        limits=plan_hosts([court], policies),
        user_agent=user_agent,
        now=lambda: now,
    )
    plan = RoutePlan(first=tuple(spider.system for spider in court.spiders))
    order = VisitOrder(case_number, court.tribunal, VisitReason.ASKED, now, 0, plan=plan)
    try:
        with lease_of(database, court.tribunal):
            result = asyncio.run(_visit(court, sources, order))
    finally:
        sources.close()
    if result.report is None:
        raise NotAskedNow(f"{court.tribunal} may not be asked at the moment: its day's requests may be spent")
    return result, pages.pages


def record_visit(  # noqa: PLR0913 - the parts of a visit, all named
    *,
    database: Database,
    blobs: Blobs,
    courts: Sequence[Court],
    policies: TribunalPolicies,
    tribunal: str,
    case_number: CaseNumber,
    settings: Settings,
    now: datetime,
) -> Recorded:
    """Return what a tribunal answers about a case.

    Raises ContactMissing, NothingToRecord, CaseSealed, LeaseTaken, NotAskedNow.
    """
    court = next((court for court in courts if court.tribunal == tribunal and court.spiders), None)
    if court is None or not is_switched_on(court, policies):
        raise NothingToRecord(f"{tribunal} is not visited: `arauto tribunal show {tribunal}` says why")
    result, pages = visit_once(
        database=database,
        blobs=blobs,
        court=court,
        policies=policies,
        case_number=case_number,
        user_agent=user_agent(settings),
        now=now,
    )
    assert result.report is not None  # otherwise it was released
    if result.report.outcome is Outcome.SEALED:
        raise CaseSealed()
    if not pages:
        raise NothingToRecord(f"{tribunal} answered nothing: {result.report.explanation}")
    return Recorded(_without_retries(pages), result.spider, result.spider_version)


def _without_retries(pages: Sequence[FetchedPage]) -> tuple[FetchedPage, ...]:
    """Return the last answer to each request, in the order of the requests."""
    last = {(page.system, page.method, page.request_url or page.url, page.form): page for page in pages}
    return tuple(last.values())


async def _visit(court: Court, sources: Sources, order: VisitOrder) -> VisitResult:
    results: asyncio.Queue[VisitResult] = asyncio.Queue()
    runner = CourtRunner(court, sources, results.put_nowait)
    runner.start()
    try:
        runner.feed(order)
        while True:
            try:
                return await asyncio.wait_for(results.get(), 1)
            except TimeoutError:
                runner.check()
    finally:
        await runner.close()


def _take(database: Database, tribunal: str, process: UUID) -> bool:
    asked = {"tribunal": tribunal, "process": process, "lease_seconds": LEASE_SECONDS}
    with database.transaction() as connection:
        return connection.execute(_SQL["take_lease"], asked).fetchone() is not None


def _keep(database: Database, tribunal: str, process: UUID, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        try:
            _take(database, tribunal, process)
        except RetryableError as error:
            log.warning("lease_not_renewed", tribunal=tribunal, error=str(error))
