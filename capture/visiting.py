"""Carries out one order: asks the systems that its plan names and makes one report of what they say.

This is the boundary at which whatever goes wrong inside a spider becomes the outcome of its visit.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from scrapy.http.cookies import CookieJar

from capture.failures import failure_facts
from capture.off_loop import step_off_loop
from capture.orders import VisitOrder, VisitResult
from capture.route_plan import Answer, RoutePlan, merge, must_look_elsewhere
from capture.sessions import CourtSession, Source
from schemas.courts import CourtSystem
from schemas.errors import FatalError, RefusedError, RetryableError
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed

log = structlog.get_logger()
Routes = Mapping[CourtSystem, tuple[CourtSpider, Source]]


@dataclass(slots=True)
class _Visit:
    """One visit under way."""

    order: VisitOrder
    routes: Routes
    jar: CookieJar
    answers: list[Answer] = field(default_factory=list)
    asides: list[Answer] = field(default_factory=list)
    sessions: list[CourtSession] = field(default_factory=list)

    async def ask(self, systems: Iterable[CourtSystem]) -> None:
        """Ask systems one after the other. Raises RetryableError when one may not be asked at the moment."""
        for system in systems:
            self.answers.append(await self._answer_of(system))

    async def ask_fallback(self, system: CourtSystem) -> None:
        """Ask a source that counts only when it shows the case, or that it is sealed; it may not be asked just now."""
        try:
            answer = await self._answer_of(system)
        except RetryableError as error:
            log.info("fallback_not_asked", tribunal=self.order.tribunal, system=system, reason=str(error))
            return
        is_about_case = bool(answer.report.instances) or answer.report.outcome is Outcome.SEALED
        (self.answers if is_about_case else self.asides).append(answer)

    async def _answer_of(self, system: CourtSystem) -> Answer:
        spider, source = self.routes[system]
        order = self.order
        session = CourtSession(source, spider.hosts, order.tribunal, system, self.jar, order.case_number)
        session.visit = asyncio.current_task()
        self.sessions.append(session)
        report, wait = await ask_spider(spider, session, order)
        return Answer(system, report, session.requests, wait)


async def carry_out(order: VisitOrder, routes: Routes, jar: CookieJar) -> VisitResult:
    """Visit the systems of the plan and return one result; never raises for what a court or page did."""
    plan = order.plan or RoutePlan(first=tuple(routes))
    visit = _Visit(order, routes, jar)
    now = next(iter(routes.values()))[1].now
    try:
        await visit.ask(plan.first)
        if plan.then and must_look_elsewhere(plan, visit.answers):
            await visit.ask(plan.then)
        if plan.fallback and plan.missing and not any(answer.report.instances for answer in visit.answers):
            await visit.ask_fallback(plan.fallback)
    except RetryableError as error:
        log.info("visit_released", tribunal=order.tribunal, case_number=order.case_number, reason=str(error))
        return VisitResult(order, None, now(), requests=sum(session.requests for session in visit.sessions))
    spiders = [routes[answer.system][0] for answer in visit.answers]
    waits = [answer.retry_after_seconds for answer in visit.answers if answer.retry_after_seconds is not None]
    return VisitResult(
        order=order,
        report=merge(plan, visit.answers),
        visited_at=now(),
        pages=tuple(page for session in visit.sessions for page in session.pages),
        requests=sum(session.requests for session in visit.sessions),
        spider="+".join(type(spider).__name__ for spider in spiders),
        spider_version="+".join(spider.version for spider in spiders),
        answers=tuple(visit.answers),
        asides=tuple(visit.asides),
        retry_after_seconds=max(waits, default=None),
    )


async def ask_spider(spider: CourtSpider, session: Session, order: VisitOrder) -> tuple[VisitReport, float | None]:
    """Return the report of one system, and the wait in seconds that it asked for."""
    try:
        return await step_off_loop(spider.visit(order.case_number, session)), None
    except VisitFailed as failure:
        return VisitReport(failure.outcome, failure.reason), failure.retry_after_seconds
    except PageChanged as changed:
        return VisitReport(Outcome.PAGE_CHANGED, str(changed)), None
    except (RetryableError, FatalError):
        raise  # not the court's doing: the visit is given back, or the process stops
    except RefusedError as error:
        return VisitReport(Outcome.PAGE_CHANGED, f"{type(error).__name__}: {error}"), None
    except Exception as error:  # noqa: BLE001 - the boundary of spiders: one bad reader must not stop the others
        facts = failure_facts(error)
        log.error("spider_failed", tribunal=order.tribunal, case_number=order.case_number, **facts)
        return VisitReport(Outcome.PAGE_CHANGED, f"the spider could not read the page ({type(error).__name__})"), None
