"""Visits a case in TJPA's unified consultation, entry by entry, and searches it by a party's name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber, InvalidCaseNumber
from schemas.cases import Case, Movement
from schemas.courts import CourtLevel, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.base import CourtSpider, ListedCase, PageRequest, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.tjpa_unificada import endpoints
from spiders.systems.tjpa_unificada.paging import joined

_NO_CONTENT = 204
_MOST_PAGES = 200
_FEWEST_WORDS = 2
_DEGREES = {CourtLevel.FIRST.value: "1", CourtLevel.SECOND.value: "2"}
_ROUTE_FAILED = frozenset({Outcome.UPSTREAM_ERROR, Outcome.PAGE_CHANGED})


@dataclass(frozen=True, slots=True)
class _Movements:
    """The movements of one entry, or in words why they could not be read."""

    rows: tuple[Movement, ...] = ()
    failure: str = ""


class TjpaSpider(CourtSpider, is_system=True):
    """TJPA's REST service, at the address `api`."""

    system = CourtSystem.TJPA

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask for the number: one snapshot per entry. Any sealed entry seals the case."""
        page = await self._read(endpoints.build_case_request(self.base["api"], case_number), session)
        if page.is_sealed or page.outcome is not Outcome.FOUND_NEW or page.case is None:
            outcome = Outcome.SEALED if page.is_sealed else page.outcome
            return VisitReport(outcome, page.reason, page_that_failed=page)
        if page.case.case_number != case_number:
            raise PageChanged("the service answered with another case", expected=case_number)
        instances: list[InstanceSnapshot] = []
        failures: list[str] = []
        for entry in (page.case, *page.cases):
            movements = await self._movements(case_number, entry, session)
            failures += filter(None, [movements.failure])
            instances.append(_snapshot(entry, movements))
        outcome = Outcome.PARTIAL if failures else Outcome.FOUND_NEW
        said = "; ".join([f"{len(instances)} entries", *failures])
        return VisitReport(outcome, said, tuple(instances), page if failures else None)

    async def search_name(self, name: str, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases of everybody of this name, each number once.

        Raises VisitFailed for a name of one word, which the service does not search.
        """
        if len(name.split()) < _FEWEST_WORDS:
            raise VisitFailed(Outcome.UNSUPPORTED, "TJPA searches names of at least two words")
        persons = await self._read(endpoints.build_persons_request(self.base["api"], name), session)
        if persons.outcome is Outcome.NOT_FOUND:
            return
        if persons.page != PageKind.PARTY_LIST:
            raise VisitFailed(_error_of(persons), persons.reason)
        told: set[str] = set()
        for person in dict.fromkeys((row.name or "", row.code or "") for row in persons.results):
            async for row in self._cases_of(*person, session):
                listed = _listed(row)
                if listed is not None and listed.case_number not in told:
                    told.add(listed.case_number)
                    yield listed

    async def _cases_of(self, name: str, system: str, session: Session) -> AsyncIterator[ResultRow]:
        """Yield the rows of all pages. The list ends where a page brings nothing new: totals vary between calls."""
        seen: set[tuple[str | None, str | None]] = set()
        for number in range(1, _MOST_PAGES + 1):
            request = endpoints.build_cases_of_person_request(self.base["api"], name, system, number)
            page = await self._read(request, session)
            if page.outcome not in (Outcome.FOUND_NEW, Outcome.SEALED, Outcome.NOT_FOUND):
                raise VisitFailed(_error_of(page), page.reason)
            new = [row for row in page.results if (row.case_number_text, row.internal_id) not in seen]
            seen |= {(row.case_number_text, row.internal_id) for row in new}
            for row in new:
                yield row
            if not new:
                return
        raise VisitFailed(Outcome.UPSTREAM_ERROR, f"the list of cases did not end after {_MOST_PAGES} pages")

    async def _movements(self, number: CaseNumber, entry: Case, session: Session) -> _Movements:
        """Read an entry's movements by the paged route, else by the one that gives all at once."""
        degree, document = _DEGREES.get(entry.court_level or "", "1"), entry.internal_id or ""
        try:
            return await self._paged(number, document, degree, session)
        except (PageChanged, VisitFailed) as error:
            if isinstance(error, VisitFailed) and error.outcome not in _ROUTE_FAILED:
                return _Movements(failure=f"the movements could not be read: {error.reason}")
        try:
            request = endpoints.build_all_movements_request(self.base["api"], document, degree)
            page = await self._read(request, session)
        except (PageChanged, VisitFailed) as error:
            return _Movements(failure=f"neither route of the movements answered: {error}")
        return _of_page(page)

    async def _paged(self, number: CaseNumber, document: str, degree: str, session: Session) -> _Movements:
        rows: tuple[Movement, ...] = ()
        for place in range(1, _MOST_PAGES + 1):
            request = endpoints.build_movement_page_request(self.base["api"], number, document, degree, place)
            page = await self._read(request, session)
            if page.outcome is Outcome.NOT_FOUND and rows:
                return _Movements(rows, failure="the pages of movements ended early")
            if page.case is None:
                raise VisitFailed(_error_of(page), page.reason)
            more, total = joined(rows, page.case.movements), page.case.movements_total or 0
            if len(more) >= total:
                return _Movements(more)
            if len(more) == len(rows):
                return _Movements(more, failure=f"the service counts {total} movements and showed {len(more)}")
            rows = more
        return _Movements(rows, failure=f"the movements did not end after {_MOST_PAGES} pages")

    async def _read(self, request: PageRequest, session: Session) -> ParsedPage:
        raw = await session.fetch(request)
        return _nothing(request) if raw.status == _NO_CONTENT else _understand(raw)


def _understand(raw: RawPage) -> ParsedPage:
    """Read an answer. A list of the unified consultation is asked for by kind: `[]` alone does not tell it."""
    page = parse_page(raw.body, system=CourtSystem.TJPA, content_type=raw.headers.get("content-type"))
    if page.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    return page


def _nothing(request: PageRequest) -> ParsedPage:
    reason = "The service answered that it has nothing (204)."
    return ParsedPage(system=CourtSystem.TJPA, page=request.kind, outcome=Outcome.NOT_FOUND, reason=reason)


def _of_page(page: ParsedPage) -> _Movements:
    if page.case is None:
        return _Movements(failure=f"the movements could not be read: {page.reason}")
    return _Movements(page.case.movements)


def _snapshot(entry: Case, movements: _Movements) -> InstanceSnapshot:
    if entry.court_level is None:
        raise PageChanged("an entry does not tell its degree", expected="instancia")
    is_complete = not movements.failure
    total = len(movements.rows) if is_complete else None
    return InstanceSnapshot(
        system=CourtSystem.TJPA,
        court_level=CourtLevel(entry.court_level),
        code=entry.internal_id or "",
        is_complete=is_complete,
        case=entry.model_copy(update={"movements": movements.rows, "movements_total": total}),
    )


def _listed(row: ResultRow) -> ListedCase | None:
    """Return a row as a listed case; None for an old number, which no other system knows either."""
    try:
        number = CaseNumber(row.case_number or "")
    except InvalidCaseNumber:
        return None
    case = Case(
        case_number=number,
        case_number_text=row.case_number_text,
        case_number_valid=True,
        tribunal=row.tribunal,
        internal_id=row.internal_id,
        case_class=row.case_class,
        class_code=row.class_code,
        judging_body=row.judging_body,
        jurisdiction=row.jurisdiction,
        distributed_on=row.distributed_on,
        is_sealed=row.is_sealed,
    )
    day = row.distributed_on
    return ListedCase(
        case_number=number,
        system=CourtSystem.TJPA,
        case=case,
        distributed_on=date.fromisoformat(day[:10]) if day else None,
        basis=DistributedOnBasis.COURT if day else None,
        is_sealed=row.is_sealed,
    )


def _error_of(page: ParsedPage) -> Outcome:
    """Return the outcome of an answer that is not of the kind asked for."""
    return Outcome.UPSTREAM_ERROR if page.outcome is Outcome.FOUND_NEW else page.outcome
