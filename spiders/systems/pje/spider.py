"""Visits a case in PJe's public consultation: form, search, detail, and all further pages of each degree."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import Capability, CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.base import CourtSpider, ListedCase, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.html5 import read_html
from spiders.printed_numbers import number_of
from spiders.recognise import parse_page
from spiders.systems.pje import endpoints
from spiders.systems.pje.further_pages import FurtherPages
from spiders.systems.pje.scripts import read_search_form

_FEWEST_WORDS = 2
"""Several courts demand it (reported, JS); others answer one word with thousands of cases, cut at 30."""
_LEVELS = {"1g": CourtLevel.FIRST, "2g": CourtLevel.SECOND}


@dataclass(frozen=True, slots=True)
class _Degree:
    """What one degree's installation came to."""

    outcome: Outcome
    explanation: str
    instances: tuple[InstanceSnapshot, ...] = ()
    page: ParsedPage | None = None


class PjeSpider(CourtSpider, is_system=True):
    """One tribunal's installations, by degree: `addresses` has `1g`, and `2g` where its address is known."""

    system = CourtSystem.PJE
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME})

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask each degree for the case: one snapshot per degree that shows it."""
        degrees = [
            await _visit_degree(_LEVELS[key], base, case_number, session) for key, base in sorted(self.base.items())
        ]
        instances = tuple(instance for degree in degrees for instance in degree.instances)
        failed = [degree for degree in degrees if not degree.instances and degree.outcome is not Outcome.NOT_FOUND]
        explanation = "; ".join(degree.explanation for degree in degrees)
        if not instances:
            worst = failed[0] if failed else degrees[0]
            return VisitReport(worst.outcome, explanation, page_that_failed=worst.page)
        is_complete = not failed and all(degree.outcome is Outcome.FOUND_NEW for degree in degrees if degree.instances)
        outcome = Outcome.FOUND_NEW if is_complete else Outcome.PARTIAL
        return VisitReport(outcome, explanation, instances, failed[0].page if failed else None)

    async def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases in which somebody of this name is a party, degree by degree.

        Raises VisitFailed for a name of one word, for a wall, and behind the rows of a list that the court cuts.
        """
        if len(name.split()) < _FEWEST_WORDS:
            raise VisitFailed(Outcome.UNSUPPORTED, "PJe's courts search for names of at least two words")
        for key, base in sorted(self.base.items()):
            answer = await _ask_name(base, name, session)
            for row in answer.results:
                if listed := _listed(row):
                    yield listed
            if answer.is_truncated or answer.outcome is Outcome.PARTIAL:
                raise VisitFailed(Outcome.PARTIAL, f"{_LEVELS[key]}: {answer.message or answer.reason}")


async def _ask_name(base: str, name: str, session: Session) -> ParsedPage:
    raw_form = await session.fetch(endpoints.form_request(base))
    form_page = understand(raw_form)
    if form_page.page != PageKind.SEARCH_FORM or form_page.outcome is Outcome.CAPTCHA:
        raise _refusal(form_page)
    form = read_search_form(read_html(raw_form.body, raw_form.headers.get("content-type"))[1])
    answer = understand(await session.fetch(endpoints.name_request(raw_form.url, form, name)))
    if answer.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(answer.reason)
    if answer.page != PageKind.RESULT_LIST and answer.outcome is not Outcome.NOT_FOUND:
        raise _refusal(answer)
    return answer


def _refusal(page: ParsedPage) -> VisitFailed:
    proves_nothing = page.outcome in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED)
    return VisitFailed(Outcome.UPSTREAM_ERROR if proves_nothing else page.outcome, page.message or page.reason)


def _listed(row: ResultRow) -> ListedCase | None:
    """Return a row as a case to visit; a number that does not hold is no case."""
    number, _, is_valid = number_of(row.case_number_text or "")
    if number is None or not is_valid:
        return None
    known = {"case_class": row.case_class, "subjects": row.subjects, "parties": row.parties}
    case = Case(case_number=number, internal_id=row.internal_id, **known)
    return ListedCase(CaseNumber(number), CourtSystem.PJE, case, is_sealed=row.is_sealed)


async def _visit_degree(level: CourtLevel, base: str, case_number: CaseNumber, session: Session) -> _Degree:
    raw_form = await session.fetch(endpoints.form_request(base))
    form_page = understand(raw_form)
    if form_page.page != PageKind.SEARCH_FORM or form_page.outcome is Outcome.CAPTCHA:
        return _failed(level, form_page)
    form = read_search_form(read_html(raw_form.body, raw_form.headers.get("content-type"))[1])
    raw_answer = await session.fetch(endpoints.search_request(raw_form.url, form, case_number))
    answer = understand(raw_answer)
    if answer.page == PageKind.SEARCH_FORM and answer.outcome is not Outcome.CAPTCHA:
        return _Degree(Outcome.UPSTREAM_ERROR, f"{level}: the search came back with the form", page=answer)
    if answer.outcome is not Outcome.FOUND_NEW:
        return _failed(level, answer)
    rows = [row for row in answer.results if row.case_number == case_number]
    if not rows:
        raise PageChanged("the search answered with another case", expected=case_number)
    visited = [await _visit_case(level, raw_form.url, row, session) for row in rows]
    return _joined(visited)


async def _visit_case(level: CourtLevel, form_url: str, row: ResultRow, session: Session) -> _Degree:
    raw = await session.fetch(endpoints.detail_request(form_url, row.url or ""))
    page = understand(raw)
    if page.page != PageKind.CASE_DETAIL or page.case is None:
        return _failed(level, page)
    if page.case.case_number != row.case_number:
        raise PageChanged("the link led to another case", expected=row.case_number)
    further = FurtherPages(raw, page, session)
    case = await further.whole_case()
    is_complete = page.outcome is Outcome.FOUND_NEW and not (further.missing_movements or further.missing_documents)
    snapshot = InstanceSnapshot(
        system=CourtSystem.PJE,
        court_level=level,
        code=row.internal_id or "",
        is_complete=is_complete,
        is_complete_parties=page.outcome is Outcome.FOUND_NEW
        and not further.missing_parties
        and not _poles_lost(row, case),
        case=case,
    )
    missing = [*further.missing_documents, *further.missing_movements, *further.missing_parties]
    missing += _poles_lost(row, case)
    if page.outcome is not Outcome.FOUND_NEW:
        missing.append(page.reason)
    said = f"{len(case.movements)} movements" + (f", incomplete: {'; '.join(missing)}" if missing else "")
    return _Degree(Outcome.PARTIAL if missing else Outcome.FOUND_NEW, f"{level}: {said}", (snapshot,))


def _poles_lost(row: ResultRow, case: Case) -> list[str]:
    """An empty pole looks like a lost one; the row of the search names the first party of each."""
    shown = {party.side for party in case.parties}
    return [f"the {party.side.value} pole" for party in row.parties if party.side and party.side not in shown]


def _joined(visited: list[_Degree]) -> _Degree:
    """Join the proceedings that one degree has under one number (rare)."""
    failed = next((one for one in visited if one.outcome is not Outcome.FOUND_NEW), None)
    instances = tuple(instance for one in visited for instance in one.instances)
    if failed is None:
        return _Degree(Outcome.FOUND_NEW, "; ".join(one.explanation for one in visited), instances)
    return _Degree(Outcome.PARTIAL if instances else failed.outcome, failed.explanation, instances, failed.page)


def _failed(level: CourtLevel, page: ParsedPage) -> _Degree:
    """Say why a degree showed no case. A page without the expected kind that reads well is a temporary error."""
    outcome = page.outcome
    if outcome in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED):
        outcome = Outcome.UPSTREAM_ERROR
    if outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    return _Degree(outcome, f"{level}: {page.reason}", page=page)


def understand(raw: RawPage) -> ParsedPage:
    """Read a fetched page; walls that no system knows are named too."""
    return parse_page(raw.body, system=CourtSystem.PJE, content_type=raw.headers.get("content-type"))
