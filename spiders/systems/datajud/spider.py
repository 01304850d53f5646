"""Visits a case in DataJud, and lists the cases filed in a range of days."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import Capability, CourtLevel, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import CourtSpider, ListedCase, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.datajud import endpoints
from spiders.systems.datajud.paging import Cursor, sort_values
from spiders.systems.datajud.vocabulary import day_of


class DatajudSpider(CourtSpider, is_system=True):
    """One tribunal's index. DataJud has no parties: what a visit shows of them is never complete."""

    system = CourtSystem.DATAJUD
    capabilities = frozenset({Capability.BY_NUMBER, Capability.DISTRIBUTION_LIST})
    addresses: ClassVar[Mapping[str, str]] = {"api": "https://api-publica.datajud.cnj.jus.br"}
    alias: ClassVar[str]

    _facts: ClassVar[tuple[str, ...]] = (*CourtSpider._facts, "alias")

    def __init__(self, addresses: Mapping[str, str] | None = None, *, key: str, page_size: int = 1000) -> None:
        """Args: key: the public key, as the CNJ publishes it; the same for everybody, replaced at any time."""
        super().__init__(addresses)
        self._key = key
        self._page_size = page_size

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask the index for one case: one snapshot per document. Any sealed document seals the case."""
        raw = await session.fetch(endpoints.by_number(self.base["api"], self.alias, self._key, case_number))
        page = _understand(raw)
        if page.outcome is not Outcome.FOUND_NEW or page.is_sealed:
            outcome = Outcome.SEALED if page.is_sealed else page.outcome
            return VisitReport(outcome, page.reason, page_that_failed=page)
        if any(case.case_number != case_number for case in page.cases):
            raise PageChanged("the index answered with another case", expected=case_number)
        is_whole = not page.next_pages
        instances = tuple(_snapshot(case, is_whole) for case in page.cases)
        is_complete = all(instance.is_complete for instance in instances)
        explanation = f"{len(instances)} documents in DataJud's index"
        return VisitReport(Outcome.FOUND_NEW if is_complete else Outcome.PARTIAL, explanation, instances)

    async def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases filed from one day to another, once per number and degree, without invalid numbers.

        Raises VisitFailed when an answer is not a list, or when fewer documents came than the index counts.
        """
        cursor, told = Cursor(self._page_size), set[tuple[str, str | None]]()
        while not cursor.is_at_end:
            request = endpoints.by_filing_date(
                self.base["api"],
                self.alias,
                self._key,
                (first, last),
                size=cursor.size,
                search_after=cursor.search_after,
            )
            raw = await session.fetch(request)
            page = _understand(raw)
            if page.outcome is Outcome.NOT_FOUND and cursor.read == 0:
                return
            if page.outcome not in (Outcome.FOUND_NEW, Outcome.SEALED):
                raise VisitFailed(page.outcome, page.reason)
            for case in cursor.advance(page, sort_values(raw.body)):
                filed = _filed(case, first, last)
                if filed and (filed.case_number, case.court_level) not in told:
                    told.add((filed.case_number, case.court_level))
                    yield filed

    async def list_updates(
        self, case_numbers: Sequence[CaseNumber], since: datetime, session: Session
    ) -> AsyncIterator[CaseNumber]:
        """Yield which of some cases the index took in anew since a moment. Raises VisitFailed."""
        request = endpoints.updated_since(self.base["api"], self.alias, self._key, case_numbers, since)
        page = _understand(await session.fetch(request))
        if page.outcome is Outcome.NOT_FOUND:
            return
        if page.outcome not in (Outcome.FOUND_NEW, Outcome.SEALED):
            raise VisitFailed(page.outcome, page.reason)
        if len(page.cases) < (page.results_total or 0):
            found = f"the index counts {page.results_total} documents and showed {len(page.cases)}"
            raise VisitFailed(Outcome.UPSTREAM_ERROR, found)
        asked = set(case_numbers)
        for number in sorted({case.case_number for case in page.cases if case.case_number in asked}):
            yield CaseNumber(number)


def _understand(raw: RawPage) -> ParsedPage:
    return parse_page(raw.body, system=CourtSystem.DATAJUD, content_type=raw.headers.get("content-type"))


def _snapshot(case: Case, is_whole: bool) -> InstanceSnapshot:
    if case.court_level is None or case.court_level not in set(CourtLevel):
        raise PageChanged("a document names a degree that nobody knows", found=case.court_level)
    return InstanceSnapshot(
        system=CourtSystem.DATAJUD,
        court_level=CourtLevel(case.court_level),
        code=case.internal_id or "",
        is_complete=is_whole and case.movements_total is not None,
        is_complete_parties=False,
        case=case,
    )


def _filed(case: Case, first: date, last: date) -> ListedCase | None:
    """Make the entry of a document filed in these days; of a sealed one only its number is told."""
    if not case.case_number or not case.case_number_valid:
        return None
    number = CaseNumber(case.case_number)
    if case.is_sealed:
        return ListedCase(number, CourtSystem.DATAJUD, Case(), is_sealed=True)
    filed_on = date.fromisoformat(day_of(case.filed_on)) if case.filed_on else None
    if filed_on is None or not first <= filed_on <= last:
        return None
    return ListedCase(number, CourtSystem.DATAJUD, case, distributed_on=filed_on, basis=DistributedOnBasis.FILING)
