"""Which page of e-SAJ leads to which: first degree, then second degree, lists and choices down to each case.

What a page says is read by `pages.py`. Incidents that a case links to are opened when they have no number of their own.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.courts import Capability, CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.base import CourtSpider, ListedCase, PageRequest, RawPage, Session, VisitReport
from spiders.errors import VisitFailed
from spiders.systems.esaj import endpoints
from spiders.systems.esaj.names import search_name
from spiders.systems.esaj.pages import incident_links, parse

_BORN_IN_TRIBUNAL = "0000"
_WALLS = frozenset(
    {
        Outcome.CAPTCHA,
        Outcome.BLOCKED,
        Outcome.RATE_LIMITED,
        Outcome.LOGIN_REQUIRED,
        Outcome.MAINTENANCE,
        Outcome.UPSTREAM_ERROR,
    }
)
_MOST_INCIDENTS = 12
_MOST_RESULT_PAGES = 10
"""250 cases of one number; a court that shows more answers something else than what was asked."""


@dataclass(frozen=True, slots=True)
class _Degree:
    """One degree of the system: the key of its address, its level, how it is asked."""

    key: str
    level: CourtLevel
    build_search: Callable[[str, CaseNumber], PageRequest]
    name: str


_DEGREES = (
    _Degree("cpopg", CourtLevel.FIRST, endpoints.build_first_degree_search, "first degree"),
    _Degree("cposg", CourtLevel.SECOND, endpoints.build_second_degree_search, "second degree"),
)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a visit could not read on."""

    outcome: Outcome
    reason: str
    page: ParsedPage | None = None


@dataclass(slots=True)
class _Findings:
    """What a visit has read so far."""

    instances: list[InstanceSnapshot] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    is_sealed: bool = False
    failure: _Failure | None = None
    left_open: _Failure | None = None
    """What kept an incident from being read: the visit goes on and is partial."""


class EsajSpider(CourtSpider, is_system=True):
    """Reads a case in e-SAJ. Address keys: `cpopg` (first degree) and `cposg` (second degree)."""

    system = CourtSystem.ESAJ
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME})

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask both degrees. A case born in the tribunal itself (origin 0000) is asked of the second degree only."""
        findings = _Findings()
        for degree in self._degrees_for(case_number):
            await _Reading(self.base[degree.key].rstrip("/"), degree, case_number, session, findings).run()
            if findings.is_sealed or findings.failure:
                break
        return _report(findings)

    async def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the first-degree cases of a party with exactly this name. Raises VisitFailed, also for a cut list."""
        if "cpopg" not in self.base:
            raise VisitFailed(Outcome.UNSUPPORTED, "this spider has no address of the first degree")
        async for listed in search_name(self.base["cpopg"].rstrip("/"), name, session):
            yield listed

    def _degrees_for(self, case_number: CaseNumber) -> list[_Degree]:
        known = [degree for degree in _DEGREES if degree.key in self.base]
        is_appeal_only = case_number.origin == _BORN_IN_TRIBUNAL
        return [degree for degree in known if not (is_appeal_only and degree.level is CourtLevel.FIRST)]


@dataclass(slots=True)
class _Reading:
    """The pages of one degree for one case."""

    base: str
    degree: _Degree
    case_number: CaseNumber
    session: Session
    findings: _Findings

    async def run(self) -> None:
        """Read the degree; a session that fails after something was found leaves a partial visit.

        Raises VisitFailed when nothing had been found before.
        """
        try:
            if await self._open_form():
                await self._follow(self.degree.build_search(self.base, self.case_number))
        except VisitFailed as error:
            if not self.findings.instances:
                raise
            self._fail(_Failure(error.outcome, error.reason))

    async def _open_form(self) -> bool:
        """Open the session. A wall that stands before the form is met once, not once more by a search."""
        page, _ = await self._read(endpoints.build_form_request(self.base))
        if page.outcome in _WALLS:
            self._fail(_Failure(page.outcome, page.reason, page))
        return page.outcome not in _WALLS

    async def _read(self, request: PageRequest) -> tuple[ParsedPage, RawPage]:
        raw = await self.session.fetch(request)
        return parse(raw.body, content_type=raw.headers.get("content-type")), raw

    async def _follow(self, request: PageRequest, *, is_incident: bool = False) -> None:
        page, raw = await self._read(request)
        if page.outcome is Outcome.SEALED or page.is_sealed:
            self.findings.is_sealed = True
        elif page.outcome is Outcome.NOT_FOUND:
            self.findings.said.append(f"{self.degree.name}: no such case")
        elif page.outcome is Outcome.UNSUPPORTED:
            self._fail(
                _Failure(Outcome.UPSTREAM_ERROR, "the court answered with an empty form: the session was lost", page)
            )
        elif page.outcome is not Outcome.FOUND_NEW:
            self._fail(_Failure(page.outcome, page.reason, page))
        elif page.page == PageKind.CASE_DETAIL:
            self._keep(raw, page, is_incident=is_incident)
            if not is_incident:
                await self._open_incidents(raw)
        else:
            await self._open_each(page)

    async def _open_each(self, page: ParsedPage) -> None:
        """Open every listed case of the asked number, those of further pages too."""
        rows = [*page.results, *await self._further_rows(page)]
        mine = [row for row in rows if row.case_number == self.case_number and row.internal_id]
        if not mine:
            self._fail(
                _Failure(Outcome.PAGE_CHANGED, "the court listed cases, but none with the number asked for", page)
            )
        for row in mine:
            if self.findings.is_sealed or self.findings.failure:
                return
            await self._follow(self._show(row), is_incident=row.code is not None)

    async def _open_incidents(self, case_page: RawPage) -> None:
        """Open what hangs on the case under its number. A sealed incident says nothing of the case itself."""
        links = incident_links(case_page.body, self.case_number, case_page.headers.get("content-type"))
        known = {instance.code for instance in self.findings.instances}
        for link in links[:_MOST_INCIDENTS]:
            code = endpoints.code_in(link)
            if code is None or code in known or self.findings.failure:
                continue
            known.add(code)
            try:
                shown, raw = await self._read(endpoints.build_show_request(self.base, code, endpoints.forum_in(link)))
            except VisitFailed as error:
                self._leave_open(_Failure(error.outcome, f"an incident: {error.reason}"))
                continue
            if shown.outcome is Outcome.SEALED or shown.is_sealed:
                self.findings.said.append(f"{self.degree.name}: an incident is sealed and left aside")
            elif shown.outcome is Outcome.FOUND_NEW and shown.page == PageKind.CASE_DETAIL:
                self._keep(raw, shown, is_incident=True)
            else:
                self._leave_open(_Failure(shown.outcome, f"an incident: {shown.reason}", shown))
        if len(links) > _MOST_INCIDENTS:
            self.findings.said.append(f"{self.degree.name}: {len(links)} incidents, the first {_MOST_INCIDENTS} read")

    async def _further_rows(self, page: ParsedPage) -> list[ResultRow]:
        """Turn the pages one after the other: the bar of each names only the next few."""
        rows: list[ResultRow] = []
        seen = {row.internal_id for row in page.results}
        latest, number = page, page.page_number or 1
        while number < _MOST_RESULT_PAGES:
            following = next((more for more in latest.next_pages if more.page == number + 1), None)
            if following is None:
                break
            latest, _ = await self._read(endpoints.build_results_request(self.base, following.url or ""))
            if latest.outcome is not Outcome.FOUND_NEW or latest.page != PageKind.RESULT_LIST:
                self._fail(_Failure(latest.outcome, f"a further page of results: {latest.reason}", latest))
                return rows
            if seen >= {row.internal_id for row in latest.results}:
                reason = "a further page of results repeats those before it"
                self._fail(_Failure(Outcome.PARTIAL, reason, latest))
                return rows
            seen |= {row.internal_id for row in latest.results}
            rows.extend(latest.results)
            number += 1
        if page.results_total is not None and len(seen) < page.results_total:
            reason = f"the list counts {page.results_total} cases and shows {len(seen)}"
            self._fail(_Failure(Outcome.PARTIAL, reason, page))
        return rows

    def _show(self, row: ResultRow) -> PageRequest:
        return endpoints.build_show_request(self.base, row.internal_id or "", endpoints.forum_in(row.url))

    def _keep(self, raw: RawPage, page: ParsedPage, *, is_incident: bool) -> None:
        case = page.case
        if is_incident and case is not None and case.case_number != self.case_number:
            self.findings.said.append(f"{self.degree.name}: an incident with a number of its own is left aside")
            return
        if case is None or case.case_number != self.case_number:
            self._fail(_Failure(Outcome.PAGE_CHANGED, "the court showed a case with another number", page))
            return
        code = endpoints.code_in(raw.url) or case.internal_id or endpoints.code_in(raw.request.url) or ""
        self.findings.instances.append(
            InstanceSnapshot(
                system=CourtSystem.ESAJ, court_level=self.degree.level, code=code, is_complete=True, case=case
            )
        )
        self.findings.said.append(f"{self.degree.name}: {len(case.movements)} movements")

    def _leave_open(self, failure: _Failure) -> None:
        """Only the portal's login concerns an incident alone: any other wall, and any fault, ends the visit."""
        if failure.outcome is not Outcome.LOGIN_REQUIRED:
            self._fail(failure)
            return
        self.findings.left_open = self.findings.left_open or failure
        self.findings.said.append(f"{self.degree.name}: {failure.reason}")

    def _fail(self, failure: _Failure) -> None:
        self.findings.failure = self.findings.failure or failure
        self.findings.said.append(f"{self.degree.name}: {failure.reason}")


def _report(findings: _Findings) -> VisitReport:
    """One outcome for the whole visit. Nothing of a sealed case goes on, whatever else was read."""
    said, failure = "; ".join(findings.said), findings.failure or findings.left_open
    if findings.is_sealed:
        return VisitReport(Outcome.SEALED, "the court shows the case as sealed")
    if failure and findings.instances:
        return VisitReport(Outcome.PARTIAL, said, tuple(findings.instances), failure.page)
    if failure:
        return VisitReport(failure.outcome, said, page_that_failed=failure.page)
    if not findings.instances:
        return VisitReport(Outcome.NOT_FOUND, said or "this spider has no address for the case")
    return VisitReport(Outcome.FOUND_NEW, said, tuple(findings.instances))
