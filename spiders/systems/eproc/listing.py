"""Turns eproc's lists into listed cases: the two steps of a search by name, and the list of distributions."""

from datetime import date

from schemas.case_number import CaseNumber, InvalidCaseNumber
from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import ListedDistribution, PageKind, ParsedPage, ResultRow
from spiders.base import ListedCase, RawPage, Session
from spiders.errors import PageChanged, VisitFailed
from spiders.roles import fold
from spiders.systems.eproc import endpoints
from spiders.systems.eproc.fetching import NOT_AN_ANSWER, understand

_MOST_PERSONS = 20
"""Persons of exactly one name whose cases are opened in one search; more are a name that says too little."""


async def cases_of(name: str, raw: RawPage, session: Session) -> list[ListedCase]:
    """Return the cases behind the answer to a search by name: persons to choose from, cases, or one case at once."""
    page = understand(raw)
    if page.outcome is Outcome.NOT_FOUND:
        return []
    if page.page == PageKind.CASE_DETAIL and page.case is not None and page.outcome is Outcome.FOUND_NEW:
        return [_listed(page.case, is_sealed=page.is_sealed)] if page.case.case_number else []
    if page.page == PageKind.RESULT_LIST:
        return _rows(page)
    require_list(page, PageKind.PARTY_LIST)
    persons = [row for row in page.results if fold(row.name or "") == fold(name)]
    if len(persons) > _MOST_PERSONS:
        raise VisitFailed(Outcome.PARTIAL, f"{len(persons)} persons have this name")
    found: list[ListedCase] = []
    for person in persons:
        answer = understand(
            await session.fetch(endpoints.link_request(raw.url, person.url or "", PageKind.RESULT_LIST))
        )
        if answer.outcome is not Outcome.NOT_FOUND:
            found += _rows(answer)
    return found


def _rows(page: ParsedPage) -> list[ListedCase]:
    require_list(page, PageKind.RESULT_LIST)
    return [_of_row(row) for row in page.results if row.case_number]


def require_list(page: ParsedPage, kind: PageKind) -> None:
    """Raise VisitFailed unless the page is a whole list of this kind."""
    if page.page != kind or page.outcome is not Outcome.FOUND_NEW:
        outcome = Outcome.UPSTREAM_ERROR if page.outcome in NOT_AN_ANSWER else page.outcome
        raise VisitFailed(outcome, page.reason)
    if page.next_pages:
        raise VisitFailed(Outcome.PARTIAL, "the court shows only a part of the list")


def _of_row(row: ResultRow) -> ListedCase:
    case = Case(case_number=row.case_number, subjects=row.subjects, parties=row.parties)
    return _listed(case, is_sealed=row.is_sealed)


def _listed(case: Case, *, is_sealed: bool) -> ListedCase:
    """Nothing but its number is kept of a sealed case."""
    kept = Case(case_number=case.case_number) if is_sealed else case
    return ListedCase(_valid(case.case_number), CourtSystem.EPROC, kept, is_sealed=is_sealed)


def _valid(number: str | None) -> CaseNumber:
    try:
        return CaseNumber(number or "")
    except InvalidCaseNumber as error:
        raise PageChanged("a list shows a case number whose check digits are wrong") from error


def distribution_of(row: ListedDistribution, day: date) -> ListedCase:
    """Return a row of the list of a day; raises PageChanged when the row is of another day."""
    if row.distributed_on != day.isoformat() or row.case_number is None:
        raise PageChanged("the list shows another day than the one asked for", expected=day.isoformat())
    is_sealed = row.is_sealed or row.initials_only
    case = Case(
        case_number=row.case_number,
        case_class=row.case_class,
        judging_body=row.judging_body,
        jurisdiction=row.jurisdiction,
        distributed_on=row.distributed_on,
        parties=row.parties,
    )
    return ListedCase(
        case_number=_valid(row.case_number),
        system=CourtSystem.EPROC,
        case=Case(case_number=row.case_number) if is_sealed else case,
        distributed_on=day,
        basis=DistributedOnBasis.DISTRIBUTION_LIST,
        is_sealed=is_sealed,
    )
