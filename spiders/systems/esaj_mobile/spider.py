"""Reads a case by TJSP's mobile API: the search of each degree, then the parts of each first-degree case.

What it reads becomes the instance that e-SAJ's page shows: same system, degree and code, and movements word for word
the same (118 of 118 in captures of one case), so that nobody is told twice. Only the search names a case's number.
"""

from dataclasses import dataclass, field
from typing import Any

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage, ResultRow
from spiders.base import CourtSpider, PageRequest, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.esaj_mobile import endpoints
from spiders.systems.esaj_mobile.pages import parse

_BORN_IN_TRIBUNAL = "0000"
_MOST_CASES = 12
"""One number has one case in the first degree, and an appeal or a few."""


@dataclass(slots=True)
class _Findings:
    """What a visit has read so far; `failure` is what it could not read."""

    instances: list[InstanceSnapshot] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failure: Outcome | None = None
    page: ParsedPage | None = None

    def fail(self, outcome: Outcome, reason: str, page: ParsedPage | None = None) -> None:
        self.said.append(reason)
        if self.failure is None:
            self.failure, self.page = outcome, page


class EsajMobileSpider(CourtSpider, is_system=True):
    """Reads a case by the mobile API. Address key: `api`. Asked instead of e-SAJ's pages, never beside them."""

    system = CourtSystem.ESAJ_MOBILE
    stands_for = CourtSystem.ESAJ

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask both degrees; of the second one no more is known than that a case is there, so that it is partial."""
        findings = _Findings()
        reading = _Reading(self.base["api"].rstrip("/"), case_number, session, findings)
        try:
            if case_number.origin != _BORN_IN_TRIBUNAL:
                await reading.first_degree()
            if findings.failure is None:
                await reading.second_degree()
        except (VisitFailed, PageChanged) as error:
            if not findings.instances:
                raise
            findings.fail(error.outcome if isinstance(error, VisitFailed) else Outcome.PAGE_CHANGED, str(error))
        return _report(findings)


@dataclass(slots=True)
class _Reading:
    """The answers about one case."""

    base: str
    case_number: CaseNumber
    session: Session
    findings: _Findings

    async def first_degree(self) -> None:
        for row in await self._search(endpoints.FIRST, "first degree"):
            case = await self._case(row)
            if case is None:
                return
            self._keep(CourtLevel.FIRST, row, case, is_complete=True)
            self.findings.said.append(f"first degree: {len(case.movements)} movements")
            await self._name_incidents(row)

    async def second_degree(self) -> None:
        for row in await self._search(endpoints.SECOND, "second degree"):
            case = Case(**_of_row(row), court_level=CourtLevel.SECOND)
            self._keep(CourtLevel.SECOND, row, case, is_complete=False)
            self.findings.fail(Outcome.PARTIAL, "second degree: this API only says that the case is there")

    async def _search(self, degree: str, name: str) -> list[ResultRow]:
        """Return the degree's cases of the asked number, none where it has none or the visit cannot go on."""
        page = await self._read(endpoints.build_search(self.base, degree, self.case_number))
        if page.outcome is Outcome.NOT_FOUND:
            self.findings.said.append(f"{name}: no such case")
            return []
        if page.outcome is not Outcome.FOUND_NEW:
            self.findings.fail(page.outcome, f"{name}: {page.reason}", page)
            return []
        mine = [row for row in page.results if row.case_number == self.case_number]
        if not mine or len(mine) > _MOST_CASES:
            reason = f"{len(mine)} of {len(page.results)} listed cases have the number asked for"
            self.findings.fail(Outcome.PAGE_CHANGED, f"{name}: {reason}", page)
            return []
        return mine

    async def _case(self, row: ResultRow) -> Case | None:
        """Return a case out of its parts; None, and the failure noted, when one of them is missing."""
        code = row.internal_id or ""
        parts: list[Case] = []
        for request in (
            endpoints.build_basics(self.base, code),
            endpoints.build_parties(self.base, code),
            endpoints.build_movements(self.base, code),
        ):
            page = await self._read(request)
            if page.outcome is not Outcome.FOUND_NEW or page.case is None:
                self.findings.fail(page.outcome, f"first degree, {request.kind}: {page.reason}", page)
                return None
            parts.append(page.case)
        basics, parties, movements = parts
        if basics.internal_id != code:
            self.findings.fail(Outcome.PAGE_CHANGED, "first degree: the API answered for another case")
            return None
        if not parties.parties or not movements.movements:
            # An empty list says nothing of why it is empty: a sealed case was never seen here.
            self.findings.fail(Outcome.PARTIAL, "first degree: the API names no parties, or no movements")
            return None
        known = {name: value for name, value in basics if value not in (None, ())}
        return Case(
            **{**_of_row(row), **known},
            court_level=CourtLevel.FIRST,
            parties=parties.parties,
            parties_total=parties.parties_total,
            movements=movements.movements,
            movements_total=movements.movements_total,
        )

    async def _name_incidents(self, row: ResultRow) -> None:
        """Say that there are incidents. They are not opened: no answer tells whose number they have."""
        page = await self._read(endpoints.build_incidents(self.base, row.internal_id or ""))
        if page.outcome is not Outcome.FOUND_NEW:
            self.findings.fail(page.outcome, f"first degree, incidents: {page.reason}", page)
        elif page.results:
            self.findings.said.append(f"first degree: {len(page.results)} incidents, which are not opened")

    async def _read(self, request: PageRequest) -> ParsedPage:
        raw = await self.session.fetch(request)
        return parse(raw.body, page=request.kind, content_type=raw.headers.get("content-type"))

    def _keep(self, level: CourtLevel, row: ResultRow, case: Case, *, is_complete: bool) -> None:
        snapshot = InstanceSnapshot(
            system=CourtSystem.ESAJ,
            court_level=level,
            code=row.internal_id or "",
            is_complete=is_complete,
            is_complete_parties=is_complete,
            case=case,
        )
        self.findings.instances.append(snapshot)


def _of_row(row: ResultRow) -> dict[str, Any]:
    return {
        "case_number": row.case_number,
        "case_number_text": row.case_number_text,
        "case_number_valid": True,
        "internal_id": row.internal_id,
        "case_class": row.case_class,
        "subjects": row.subjects,
        "jurisdiction": row.jurisdiction,
    }


def _report(findings: _Findings) -> VisitReport:
    said, instances = "; ".join(findings.said), tuple(findings.instances)
    if findings.failure and instances:
        return VisitReport(Outcome.PARTIAL, said, instances, findings.page)
    if findings.failure:
        return VisitReport(findings.failure, said, page_that_failed=findings.page)
    return VisitReport(Outcome.FOUND_NEW if instances else Outcome.NOT_FOUND, said, instances)
