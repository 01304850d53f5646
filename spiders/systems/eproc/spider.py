"""Visits a case in eproc's public consultation: form, search, detail, all events, for each degree.

A captcha or login that stands in the way is met, reported and never passed. Links live as long as the court's session.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage
from spiders.base import CourtSpider, ListedCase, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.eproc import endpoints
from spiders.systems.eproc.fetching import NOT_AN_ANSWER, form_of, open_form, understand
from spiders.systems.eproc.listing import cases_of, distribution_of, require_list

_STOPPING = frozenset({Outcome.CAPTCHA, Outcome.LOGIN_REQUIRED, Outcome.BLOCKED, Outcome.RATE_LIMITED})
_FORMS = frozenset({PageKind.SEARCH_FORM, PageKind.NOT_FOUND})


@dataclass(slots=True)
class _Findings:
    """What a visit has read so far; `failed` is the first page (or wall) that could not be read on from."""

    instances: list[InstanceSnapshot] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    is_sealed: bool = False
    outcome: Outcome | None = None
    failed: ParsedPage | None = None


class EprocSpider(CourtSpider, is_system=True):
    """One tribunal's installations: address keys begin with `1g` or `2g` (`1g_rs`: one of several of a degree)."""

    system = CourtSystem.EPROC

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask each installation for the case; a wall ends the visit, an installation without the case does not."""
        findings = _Findings()
        for key, base in sorted(self.base.items()):
            try:
                await _Reading(key, base, case_number, session, findings).run()
            except VisitFailed as error:
                if not findings.instances:
                    raise
                _fail(findings, key, error.outcome, error.reason)
            if findings.is_sealed or findings.outcome in _STOPPING:
                break
        return _report(findings)

    async def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases of everybody who has exactly this name, accents aside, in every installation."""
        for _, base in sorted(self.base.items()):
            raw, form = await open_form(endpoints.form_request(base), session)
            answer = await session.fetch(endpoints.name_search_request(raw.url, form, name))
            for listed in await cases_of(name, answer, session):
                yield listed

    async def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases that the public list shows for each day; unverified, because no list has been seen."""
        for _, base in sorted(self.base.items()):
            raw, form = await open_form(endpoints.distribution_form_request(base), session)
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                page = understand(await session.fetch(endpoints.distributions_request(raw.url, form, day)))
                if page.outcome is Outcome.NOT_FOUND:
                    continue
                require_list(page, PageKind.DISTRIBUTION_LIST)
                for row in page.distributions:
                    yield distribution_of(row, day)


@dataclass(slots=True)
class _Reading:
    """The pages of one installation for one case."""

    key: str
    base: str
    case_number: CaseNumber
    session: Session
    findings: _Findings

    async def run(self) -> None:
        """Open the form, search, and keep what the search shows."""
        raw_form = await self.session.fetch(endpoints.form_request(self.base))
        page = understand(raw_form)
        if page.page not in _FORMS or page.outcome not in (Outcome.UNSUPPORTED, Outcome.NOT_FOUND):
            self._fail(page)
            return
        form = form_of(raw_form)
        request = endpoints.number_search_request(raw_form.url, form, self.case_number)
        await self._follow(await self.session.fetch(request), is_answer=True)

    async def _follow(self, raw: RawPage, *, is_answer: bool = False) -> None:
        page = understand(raw)
        if page.outcome is Outcome.SEALED or (page.is_sealed and page.page == PageKind.CASE_DETAIL):
            self.findings.is_sealed = True
        elif page.outcome is Outcome.NOT_FOUND:
            self.findings.said.append(f"{self.key}: no such case")
        elif page.page == PageKind.CASE_DETAIL and page.case is not None:
            await self._keep(raw, page)
        elif page.page == PageKind.RESULT_LIST and page.outcome is Outcome.FOUND_NEW and is_answer:
            await self._open_each(raw, page)
        else:
            self._fail(page)

    async def _open_each(self, raw: RawPage, page: ParsedPage) -> None:
        mine = [row for row in page.results if row.case_number == self.case_number and row.url]
        if not mine:
            raise PageChanged("the court listed cases, but none with the number asked for", expected=self.case_number)
        for row in mine:
            if self.findings.is_sealed or self.findings.outcome:
                return
            request = endpoints.link_request(raw.url, row.url or "", PageKind.CASE_DETAIL)
            await self._follow(await self.session.fetch(request))

    async def _keep(self, raw: RawPage, page: ParsedPage) -> None:
        case = self._mine(page)
        more = next((each for each in page.next_pages if each.of == "movements"), None)
        lacks = [] if page.outcome is Outcome.FOUND_NEW else [page.reason]
        if more is not None:
            case, page, trouble = await self._with_all_events(raw, page, more)
            lacks = [trouble] if trouble else []
        if self.findings.is_sealed:
            return
        self.findings.instances.append(
            InstanceSnapshot(
                system=CourtSystem.EPROC,
                court_level=_level_of(self.key, case),
                code="",
                is_complete=not lacks,
                is_complete_parties=page.outcome is Outcome.FOUND_NEW,
                case=case,
            )
        )
        self.findings.said.append(f"{self.key}: {len(case.movements)} movements")
        if lacks:
            _fail(self.findings, self.key, Outcome.PARTIAL, "; ".join(lacks), page)

    async def _with_all_events(self, raw: RawPage, page: ParsedPage, more: NextPage) -> tuple[Case, ParsedPage, str]:
        """Return the case with all events, or with the newest ones and the trouble that kept the others away."""
        newest = self._mine(page)
        if not more.url:
            return newest, page, page.reason
        try:
            answer = await self.session.fetch(endpoints.link_request(raw.url, more.url, PageKind.CASE_DETAIL))
        except VisitFailed as error:
            return newest, page, f"all events: {error.reason}"
        whole = understand(answer)
        if whole.is_sealed:
            self.findings.is_sealed = True
        if whole.outcome is not Outcome.FOUND_NEW or whole.case is None:
            return newest, page, f"all events: {whole.reason}"
        case, shown = self._mine(whole), {row.number for row in newest.movements}
        if whole.next_pages or not shown <= {row.number for row in case.movements}:
            return newest, page, "the page of all events does not show all of them"
        return case, whole, ""

    def _mine(self, page: ParsedPage) -> Case:
        if page.case is None or page.case.case_number != self.case_number:
            raise PageChanged("the court showed a case with another number", expected=self.case_number)
        return page.case

    def _fail(self, page: ParsedPage) -> None:
        outcome = Outcome.UPSTREAM_ERROR if page.outcome in NOT_AN_ANSWER else page.outcome
        _fail(self.findings, self.key, outcome, page.reason, page)


def _level_of(key: str, case: Case) -> CourtLevel:
    """Return the degree by the address; a board of the small claims says itself what it is."""
    if case.court_level == CourtLevel.APPEALS_PANEL:
        return CourtLevel.APPEALS_PANEL
    return CourtLevel.SECOND if key.startswith("2g") else CourtLevel.FIRST


def _fail(findings: _Findings, key: str, outcome: Outcome, reason: str, page: ParsedPage | None = None) -> None:
    if findings.outcome is None:
        findings.outcome, findings.failed = outcome, page
    findings.said.append(f"{key}: {reason}")


def _report(findings: _Findings) -> VisitReport:
    """One outcome for the whole visit. Nothing of a sealed case goes on, whatever else was read."""
    said = "; ".join(findings.said)
    if findings.is_sealed:
        return VisitReport(Outcome.SEALED, "the court shows the case as sealed")
    if findings.outcome and findings.instances:
        return VisitReport(Outcome.PARTIAL, said, tuple(findings.instances), findings.failed)
    if findings.outcome:
        return VisitReport(findings.outcome, said, page_that_failed=findings.failed)
    if not findings.instances:
        return VisitReport(Outcome.NOT_FOUND, said or "this spider has no address for the case")
    return VisitReport(Outcome.FOUND_NEW, said, tuple(findings.instances))
