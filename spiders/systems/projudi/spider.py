"""Visits a case in Projudi: the form says whether a captcha stands there, and then the visit ends with it.

Where the form asks for none, the number is searched, and the cases of TJGO's list are opened until one shows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.base import CourtSpider, PageRequest, Session, VisitReport
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.projudi import endpoints

Skin = Literal["tjgo", "tjpr", "cnj"]


@dataclass(frozen=True, slots=True)
class _Routes:
    """How a skin is asked; without a search, its form is all that is known of it."""

    build_form: Callable[[str], PageRequest]
    build_search: Callable[[str, CaseNumber], PageRequest] | None = None


_ROUTES: Mapping[Skin, _Routes] = MappingProxyType(
    {
        "tjgo": _Routes(endpoints.build_tjgo_form_request, endpoints.build_tjgo_search),
        "tjpr": _Routes(endpoints.build_tjpr_form_request, endpoints.build_tjpr_search),
        "cnj": _Routes(endpoints.build_cnj_form_request),
    }
)
_MOST_OPENED = 5
"""Short numbers of different years and units may be alike; more than a few mean another kind of list."""


class ProjudiSpider(CourtSpider, is_system=True):
    """One installation, at the address `consulta`; `skin` says which pages it has."""

    system = CourtSystem.PROJUDI
    skin: ClassVar[Skin] = "cnj"

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Open the form, search the number, open what is listed. A wall ends the visit and is told."""
        routes, base = _ROUTES[self.skin], self.base["consulta"]
        form = await self._read(routes.build_form(base), session)
        if form.outcome is not Outcome.UNSUPPORTED:
            return _ended(form)
        if routes.build_search is None:
            return VisitReport(Outcome.UNSUPPORTED, "how this form is answered is not known", page_that_failed=form)
        answer = await self._read(routes.build_search(base, case_number), session)
        if answer.page == PageKind.RESULT_LIST and answer.outcome is Outcome.FOUND_NEW:
            return await self._open_listed(answer, case_number, session)
        return _report(answer, case_number)

    async def _open_listed(self, listed: ParsedPage, case_number: CaseNumber, session: Session) -> VisitReport:
        """Open the rows with the number's short form until one shows the whole number."""
        rows = [row for row in listed.results if _is_short_of(row, case_number)]
        if not rows:
            raise PageChanged("the court listed cases, but none with the number asked for", expected=case_number)
        opened = [row for row in rows if not row.is_sealed][:_MOST_OPENED]
        for row in opened:
            request = endpoints.build_tjgo_case_request(self.base["consulta"], row.internal_id or "")
            page = await self._read(request, session)
            if page.case is None or page.case.case_number == case_number:
                return _report(page, case_number, row.internal_id)
        if opened != rows or listed.next_pages:
            # A sealed row shows no more of its number than this: alone it is the case, among others it may be another.
            is_the_case = len(listed.results) == 1 and rows[0].is_sealed
            reason = (
                "the list shows the case as sealed" if is_the_case else "not all cases with these digits could be read"
            )
            outcome = Outcome.SEALED if is_the_case else Outcome.PARTIAL
            return VisitReport(outcome, reason, page_that_failed=listed)
        return VisitReport(Outcome.NOT_FOUND, "the listed cases with these digits have other numbers")

    async def _read(self, request: PageRequest, session: Session) -> ParsedPage:
        raw = await session.fetch(request)
        page = parse_page(raw.body, system=CourtSystem.PROJUDI, content_type=raw.headers.get("content-type"))
        if page.outcome is Outcome.PAGE_CHANGED:
            raise PageChanged(page.reason)
        return page


def _ended(page: ParsedPage) -> VisitReport:
    """Say why a page showed no case; one that reads well and is not the page asked for is a temporary error."""
    wrong = page.outcome in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED)
    return VisitReport(Outcome.UPSTREAM_ERROR if wrong else page.outcome, page.reason, page_that_failed=page)


def _report(page: ParsedPage, case_number: CaseNumber, code: str | None = None) -> VisitReport:
    if page.is_sealed:
        return VisitReport(Outcome.SEALED, page.reason, page_that_failed=page)
    if page.page != PageKind.CASE_DETAIL or page.case is None:
        return _ended(page)
    if page.case.case_number != case_number:
        raise PageChanged("the court showed another case", expected=case_number)
    is_complete = page.outcome is Outcome.FOUND_NEW
    snapshot = _snapshot(page.case, code, is_complete=is_complete)
    return VisitReport(page.outcome, page.reason, (snapshot,), None if is_complete else page)


def _snapshot(case: Case, code: str | None, *, is_complete: bool) -> InstanceSnapshot:
    """A page that names no judging body of a known kind is the first degree's: boards and chambers name themselves."""
    return InstanceSnapshot(
        system=CourtSystem.PROJUDI,
        court_level=CourtLevel(case.court_level or CourtLevel.FIRST),
        code=code or "",
        is_complete=is_complete,
        is_complete_parties=is_complete,
        case=case,
    )


def _is_short_of(row: ResultRow, number: CaseNumber) -> bool:
    """Compare "77022-6" with the sequence and check digits of a number, both without leading zeros."""
    sequence, _, check = (row.case_number_text or "").partition("-")
    return (
        sequence.isdecimal()
        and check.isdecimal()
        and (int(sequence), int(check))
        == (
            int(number.sequence),
            int(number.check),
        )
    )
