"""Finds the first-degree cases of a party by name: the form, the list, its further pages one after the other.

The court searches by the exact full name. A list that says more than it shows is a failure behind the rows it gave.
"""

from collections.abc import AsyncIterator

from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.base import ListedCase, PageRequest, Session
from spiders.errors import PageChanged, VisitFailed
from spiders.systems.esaj import endpoints
from spiders.systems.esaj.pages import parse

_MOST_PAGES = 40
"""1,000 cases of one name; who has more is followed by other sources."""


async def search_name(base: str, name: str, session: Session) -> AsyncIterator[ListedCase]:
    """Yield each case once. Raises VisitFailed for a wall, an error, and behind the rows of a list that is cut."""
    form = await _read(endpoints.build_form_request(base), session)
    if form.page != PageKind.SEARCH_FORM or form.outcome is not Outcome.UNSUPPORTED:
        raise _refusal(form)
    page = await _read(endpoints.build_name_search(base, name), session)
    if page.outcome is Outcome.NOT_FOUND:
        return
    if page.page == PageKind.CASE_DETAIL and page.outcome is Outcome.FOUND_NEW:
        for listed in _only_case(page):
            yield listed
        return
    seen: set[str | None] = set()
    total, is_truncated, number = page.results_total, bool(page.is_truncated), 1
    while True:
        if page.page != PageKind.RESULT_LIST or page.outcome is not Outcome.FOUND_NEW:
            raise _refusal(page)
        fresh = [row for row in page.results if row.internal_id not in seen]
        if not fresh:
            raise VisitFailed(Outcome.PARTIAL, f"page {number} of the list repeats those before it")
        seen |= {row.internal_id for row in fresh}
        for row in fresh:
            if listed_case := _listed(row):
                yield listed_case
        following = next((more for more in page.next_pages if more.page == number + 1), None)
        if following is None or number == _MOST_PAGES:
            break
        number += 1
        page = await _read(endpoints.build_results_request(base, following.url or ""), session)
    if is_truncated or following is not None or (total is not None and len(seen) < total):
        raise VisitFailed(Outcome.PARTIAL, f"the list counts {total} cases and shows {len(seen)}")


async def _read(request: PageRequest, session: Session) -> ParsedPage:
    raw = await session.fetch(request)
    page = parse(raw.body, content_type=raw.headers.get("content-type"))
    if page.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    return page


def _refusal(page: ParsedPage) -> VisitFailed:
    proves_nothing = page.outcome in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED, Outcome.NOT_FOUND)
    return VisitFailed(Outcome.UPSTREAM_ERROR if proves_nothing else page.outcome, page.message or page.reason)


def _only_case(page: ParsedPage) -> list[ListedCase]:
    """The court opens the only case of a name at once."""
    case = page.case
    if case is None or case.case_number is None or not case.case_number_valid:
        return []
    shown = Case() if case.is_sealed else case.model_copy(update={"movements": (), "documents": ()})
    return [ListedCase(CaseNumber(case.case_number), CourtSystem.ESAJ, shown, is_sealed=case.is_sealed)]


def _listed(row: ResultRow) -> ListedCase | None:
    """A row as a case to visit; an old number without check digits is no case that can be asked for."""
    try:
        number = CaseNumber(row.case_number or "")
    except ValueError:
        return None
    if row.is_sealed:
        return ListedCase(number, CourtSystem.ESAJ, Case(), is_sealed=True)
    case = Case(
        case_number=row.case_number,
        internal_id=row.internal_id,
        case_class=row.case_class,
        subjects=row.subjects,
        judging_body=row.judging_body,
        jurisdiction=row.jurisdiction,
        parties=row.parties,
    )
    return ListedCase(number, CourtSystem.ESAJ, case)
