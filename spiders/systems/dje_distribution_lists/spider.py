"""Reads the lists of distribution that a tribunal printed in its own gazette."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import ClassVar

from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.pages import ListedDistribution, ParsedPage
from spiders.base import ListedCase, Session
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged, VisitFailed
from spiders.gazette import valid_number
from spiders.publishers import PublisherClient, tribunal_named_by
from spiders.recognise import parse_page
from spiders.systems.dje_distribution_lists import endpoints

_SATURDAY = 5


class GazetteListClient(PublisherClient, is_system=True):
    """One tribunal's gazette. `cadernos`: numbers of the parts in which lists of distribution stand."""

    system = CourtSystem.DISTRIBUTION_LISTS
    cadernos: ClassVar[tuple[str, ...]]
    first_day: ClassVar[date]

    _facts: ClassVar[tuple[str, ...]] = (*PublisherClient._facts, "cadernos", "first_day")

    async def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases that the issues of these days list, both included; no issue appears on weekends.

        Raises VisitFailed for days before the first issue and after the last one, for a caderno that the gazette does
        not give, and PageChanged.
        """
        closed_on = date.fromisoformat(self.closed_on) if self.closed_on else None
        if first < self.first_day or (closed_on and last > closed_on):
            reason = f"the gazette has issues from {self.first_day.isoformat()} to {self.closed_on or 'today'}"
            raise VisitFailed(Outcome.UNSUPPORTED, reason)
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() >= _SATURDAY:
                continue
            for caderno in self.cadernos:
                page = await self._caderno(day, caderno, session)
                for row in page.distributions:
                    if listed := listed_case(row, day, self.tribunal):
                        yield listed

    async def _caderno(self, day: date, caderno: str, session: Session) -> ParsedPage:
        raw = await session.fetch(endpoints.caderno(self.base["dje"], day, caderno))
        page = parse_page(raw.body, system=self.system, content_type=raw.headers.get("content-type"))
        if page.outcome not in (Outcome.FOUND_NEW, Outcome.UNSUPPORTED):
            raise VisitFailed(page.outcome, f"caderno {caderno} of {day.isoformat()}: {page.message or page.reason}")
        if page.issued_on not in (None, day.isoformat()):
            raise PageChanged("the gazette answered with another day's issue", found=page.issued_on)
        return page


def listed_case(row: ListedDistribution, available_on: date, publisher: str) -> ListedCase | None:
    """Return what a list prints of a case; of one printed by initials, or marked, nothing but its number."""
    number = valid_number(row.case_number)
    if number is None:
        return None
    if row.is_sealed or row.initials_only:
        return ListedCase(number, CourtSystem.DISTRIBUTION_LISTS, Case(), available_on=available_on, is_sealed=True)
    shown = {
        "case_number": number,
        "case_number_valid": True,
        "tribunal": tribunal_named_by(number.j_tr, publisher),
        "case_class": row.case_class,
        "judging_body": row.judging_body,
        "jurisdiction": row.jurisdiction,
        "court_level": level_of_body(row.judging_body) or CourtLevel.FIRST,
        "distributed_on": row.distributed_on,
        "parties": row.parties,
    }
    return ListedCase(
        case_number=number,
        system=CourtSystem.DISTRIBUTION_LISTS,
        case=Case.model_validate(shown),
        distributed_on=date.fromisoformat(row.distributed_on) if row.distributed_on else None,
        basis=DistributedOnBasis.DISTRIBUTION_LIST if row.distributed_on else None,
        available_on=available_on,
    )
