"""Carries out one order: asks every primary system of the tribunal and makes one report of what they say.

This is the boundary at which whatever goes wrong inside a spider becomes the outcome of its visit.
"""

from collections.abc import Sequence

import structlog
from scrapy.http.cookies import CookieJar

from capture.failures import failure_facts
from capture.orders import VisitOrder, VisitResult
from capture.sessions import CourtSession, Source
from schemas.errors import FatalError, RefusedError, RetryableError
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from spiders.base import CourtSpider, VisitReport
from spiders.errors import PageChanged, VisitFailed

log = structlog.get_logger()

_FOUND = (Outcome.FOUND_NEW, Outcome.FOUND_UNCHANGED)
_MERGE_ORDER = (
    *sorted(TRIBUNAL_WIDE),
    Outcome.SEALED,
    Outcome.RATE_LIMITED,
    Outcome.LOGIN_REQUIRED,
    Outcome.PAGE_CHANGED,
    Outcome.UPSTREAM_ERROR,
    Outcome.TIMEOUT,
    Outcome.PARTIAL,
    Outcome.UNSUPPORTED,
)
"""Which word a visit to several systems gets when they disagree and none found the case."""


async def carry_out(order: VisitOrder, spiders: Sequence[tuple[CourtSpider, Source]], jar: CookieJar) -> VisitResult:
    """Visit the systems one after the other and return one result; never raises for what a court or page did."""
    sessions: list[CourtSession] = []
    reports: list[VisitReport] = []
    waits: list[float] = []
    for spider, source in spiders:
        session = CourtSession(source, spider.hosts, order.tribunal, spider.system, jar, order.case_number)
        sessions.append(session)
        try:
            reports.append(await _ask(spider, session, order, waits))
        except RetryableError as error:
            log.info("visit_released", tribunal=order.tribunal, case_number=order.case_number, reason=str(error))
            return VisitResult(order, None, source.now(), requests=sum(s.requests for s in sessions))
        if reports[-1].outcome in TRIBUNAL_WIDE:
            break
    return VisitResult(
        order=order,
        report=merge_reports(reports),
        visited_at=spiders[0][1].now(),
        pages=tuple(page for session in sessions for page in session.pages),
        requests=sum(session.requests for session in sessions),
        spider="+".join(type(spider).__name__ for spider, _ in spiders),
        spider_version="+".join(spider.version for spider, _ in spiders),
        system=spiders[0][0].system if len(spiders) == 1 else None,
        retry_after_seconds=max(waits, default=None),
    )


async def _ask(spider: CourtSpider, session: CourtSession, order: VisitOrder, waits: list[float]) -> VisitReport:
    try:
        return await spider.visit(order.case_number, session)
    except VisitFailed as failure:
        if failure.retry_after_seconds is not None:
            waits.append(failure.retry_after_seconds)
        return VisitReport(failure.outcome, failure.reason)
    except PageChanged as changed:
        return VisitReport(Outcome.PAGE_CHANGED, str(changed))
    except (RetryableError, FatalError):
        raise  # not the court's doing: the visit is given back, or the process stops
    except RefusedError as error:
        return VisitReport(Outcome.PAGE_CHANGED, f"{type(error).__name__}: {error}")
    except Exception as error:  # noqa: BLE001 - the boundary of spiders: one bad reader must not stop the others
        facts = failure_facts(error)
        log.error("spider_failed", tribunal=order.tribunal, case_number=order.case_number, **facts)
        return VisitReport(Outcome.PAGE_CHANGED, f"the spider could not read the page ({type(error).__name__})")


def merge_reports(reports: Sequence[VisitReport]) -> VisitReport:
    """Make one report of several systems' reports: found where any found it, never "not found" unless all say so."""
    if len(reports) == 1:
        return reports[0]
    instances = tuple(instance for report in reports for instance in report.instances)
    explanation = "; ".join(dict.fromkeys(report.explanation for report in reports))
    outcomes = {report.outcome for report in reports}
    if outcomes & TRIBUNAL_WIDE or Outcome.SEALED in outcomes:
        worst = next(outcome for outcome in _MERGE_ORDER if outcome in outcomes)
        return VisitReport(worst, explanation)
    if outcomes <= {*_FOUND, Outcome.NOT_FOUND}:
        found = Outcome.FOUND_NEW if outcomes & set(_FOUND) else Outcome.NOT_FOUND
        return VisitReport(found, explanation, instances)
    if instances:
        # One system showed the case and another could not be read: what was seen counts, what was not is asked again.
        return VisitReport(Outcome.PARTIAL, explanation, instances)
    return VisitReport(next(outcome for outcome in _MERGE_ORDER if outcome in outcomes), explanation)
