"""Visits a case at the STJ: search by unique number, then each case that carries it by its register number."""

import re

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.base import CourtSpider, RawPage, Session, VisitReport
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.stj import endpoints

_MOST_CASES = 40
"""Appeals and writs of one case carry its number; the search shows 40 of them on a page."""


class StjSpider(CourtSpider, is_system=True):
    """The public search. The number on its pages is mostly that of the court of origin."""

    system = CourtSystem.STJ

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask for the case: one snapshot per register number. Any sealed one seals the visit."""
        page = understand(await session.fetch(endpoints.by_number(self.base["search"], case_number)))
        if page.page == PageKind.CASE_DETAIL and page.case is not None:
            return _report([page], case_number)
        if page.page != PageKind.RESULT_LIST or page.outcome is not Outcome.FOUND_NEW:
            return _failed(page)
        registers = [re.sub(r"\D", "", row.internal_id or "") for row in page.results]
        pages = []
        for register in registers[:_MOST_CASES]:
            found = understand(await session.fetch(endpoints.by_register(self.base["search"], register)))
            if found.page != PageKind.CASE_DETAIL or found.case is None:
                return _failed(found)
            if re.sub(r"\D", "", found.case.internal_id or "") != register:
                raise PageChanged("the search answered with another case", expected=register)
            pages.append(found)
        return _report(pages, case_number)


def _report(pages: list[ParsedPage], case_number: CaseNumber) -> VisitReport:
    if any(page.case is None or page.case.case_number != case_number for page in pages):
        raise PageChanged("the court answered with another case", expected=case_number)
    sealed = next((page for page in pages if page.is_sealed), None)
    if sealed is not None:
        return VisitReport(Outcome.SEALED, "the court marks the case as sealed", page_that_failed=sealed)
    missing = [page.reason for page in pages if page.outcome is not Outcome.FOUND_NEW]
    instances = tuple(_snapshot(page.case or Case(), page.outcome is Outcome.FOUND_NEW) for page in pages)
    said = f"{len(instances)} cases, {sum(len(each.case.movements) for each in instances)} phases"
    outcome = Outcome.PARTIAL if missing else Outcome.FOUND_NEW
    return VisitReport(outcome, "; ".join([said, *missing]), instances)


def _snapshot(case: Case, is_whole: bool) -> InstanceSnapshot:
    return InstanceSnapshot(
        system=CourtSystem.STJ,
        court_level=CourtLevel.SUPERIOR,
        code=case.internal_id or "",
        is_complete=is_whole,
        is_complete_parties=is_whole,
        case=case,
    )


def _failed(page: ParsedPage) -> VisitReport:
    """A form or list that reads well and is not what was asked is a temporary error."""
    if page.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    proves_nothing = page.outcome in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED)
    return VisitReport(Outcome.UPSTREAM_ERROR if proves_nothing else page.outcome, page.reason, page_that_failed=page)


def understand(raw: RawPage) -> ParsedPage:
    """Read a fetched page; walls that no system knows are named too."""
    return parse_page(raw.body, system=CourtSystem.STJ, content_type=raw.headers.get("content-type"))
