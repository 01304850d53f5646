"""Visits a case in DataJud, and lists the cases filed in a range of days."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import CourtSpider, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.datajud import endpoints
from spiders.systems.datajud.paging import Cursor, sort_values
from spiders.systems.datajud.vocabulary import day_of


@dataclass(frozen=True, slots=True)
class FiledCase:
    """A case that DataJud says was filed on a day. `court_level` G2 may be the appeal of an old case."""

    case_number: CaseNumber
    filed_on: date
    court_level: str | None
    case_class: str | None
    judging_body: str | None


class DatajudSpider(CourtSpider, is_system=True):
    """One tribunal's index. DataJud has no parties: what a visit shows of them is never complete."""

    system = CourtSystem.DATAJUD
    addresses: ClassVar[Mapping[str, str]] = {"api": "https://api-publica.datajud.cnj.jus.br"}
    alias: ClassVar[str]

    _facts: ClassVar[tuple[str, ...]] = (*CourtSpider._facts, "alias")

    def __init__(self, addresses: Mapping[str, str] | None = None, *, key: str) -> None:
        """Args: key: the public key, as the CNJ publishes it; the same for everybody, replaced at any time."""
        super().__init__(addresses)
        self._key = key

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

    async def discover(
        self, filed_from: date, filed_to: date, session: Session, page_size: int = 1000
    ) -> AsyncIterator[FiledCase]:
        """Yield the cases filed from one day to another, each number once, without sealed ones and invalid numbers.

        Raises VisitFailed when an answer is not a list, or when fewer documents came than the index counts.
        """
        cursor, told = Cursor(page_size), set[str]()
        while not cursor.is_at_end:
            request = endpoints.by_filing_date(
                self.base["api"],
                self.alias,
                self._key,
                (filed_from, filed_to),
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
                filed = _filed(case)
                if filed and filed_from <= filed.filed_on <= filed_to and filed.case_number not in told:
                    told.add(filed.case_number)
                    yield filed


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


def _filed(case: Case) -> FiledCase | None:
    if case.is_sealed or not case.case_number or not case.case_number_valid or not case.filed_on:
        return None
    return FiledCase(
        case_number=CaseNumber(case.case_number),
        filed_on=date.fromisoformat(day_of(case.filed_on)),
        court_level=case.court_level,
        case_class=case.case_class,
        judging_body=case.judging_body,
    )
