"""Reads what a tribunal publishes in the national gazette: lists of distribution, and every communication as a hint."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from typing import ClassVar

from schemas.cases import Case, Party
from schemas.courts import CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.pages import ParsedPage, Publication
from spiders.base import ListedCase, RawPage, Session
from spiders.errors import PageChanged
from spiders.gazette import is_distribution_list, is_sealed_name, read_distribution, valid_number
from spiders.initials import is_initials
from spiders.publishers import PublisherClient, tribunal_named_by
from spiders.recognise import parse_page
from spiders.systems.djen import endpoints
from spiders.systems.djen.paging import DayReading


class DjenClient(PublisherClient, is_system=True):
    """One publisher (`siglaTribunal`). Its items may be about cases of other tribunals: the number says whose."""

    system = CourtSystem.DJEN
    addresses: ClassVar[Mapping[str, str]] = {"api": "https://comunicaapi.pje.jus.br"}
    publisher: ClassVar[str]

    _facts: ClassVar[tuple[str, ...]] = (*PublisherClient._facts, "publisher")

    def __init__(self, addresses: Mapping[str, str] | None = None, *, page_size: int = 100) -> None:
        """Args: page_size: items to a page; the limit changed several times between 50 and 1000."""
        super().__init__(addresses)
        self._page_size = page_size

    async def list_publications(self, first: date, last: date, session: Session) -> AsyncIterator[Publication]:
        """Yield everything published on these days, both included, cancelled communications too.

        Raises VisitFailed (also when fewer came than are counted), PageChanged.
        """
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            async for publication in self._of_day(day, session):
                yield publication

    async def list_distributions(self, first: date, last: date, session: Session) -> AsyncIterator[ListedCase]:
        """Yield the cases of lists of distribution, and each other case once, when it first appears in these days.

        Only a list gives a date of distribution; the others are known to have been published on `available_on`.
        Cancelled communications and numbers with wrong check digits are left out. Raises VisitFailed, PageChanged.
        """
        told: set[str] = set()
        async for publication in self.list_publications(first, last, session):
            if publication.is_cancelled:
                continue
            listed = listed_case(publication, self.tribunal)
            if listed and (listed.basis is not None or listed.case_number not in told):
                told.add(listed.case_number)
                yield listed

    async def _of_day(self, day: date, session: Session) -> AsyncIterator[Publication]:
        reading = DayReading(self._page_size)
        while not reading.is_at_end:
            request = endpoints.by_day(
                self.base["api"], self.publisher, day, page=reading.page, page_size=self._page_size
            )
            for publication in reading.take(_understand(await session.fetch(request))):
                if publication.available_on != day.isoformat() or publication.tribunal != self.publisher:
                    raise PageChanged("the gazette answered with another day or publisher", expected=self.publisher)
                yield publication


def listed_case(publication: Publication, publisher: str) -> ListedCase | None:
    """Return what a communication says of a case, or None when it names no valid number.

    Hidden recipients and recipients by initials only make it sealed: then nothing but the number is kept.
    """
    number = valid_number(publication.case_number)
    if number is None:
        return None
    available_on = date.fromisoformat(publication.available_on) if publication.available_on else None
    if publication.is_sealed or _are_initials(publication):
        return ListedCase(number, CourtSystem.DJEN, Case(), available_on=available_on, is_sealed=True)
    distributed_on = date.fromisoformat(publication.distributed_on) if publication.distributed_on else None
    tribunal = tribunal_named_by(number.j_tr, publisher)
    return ListedCase(
        case_number=number,
        system=CourtSystem.DJEN,
        case=_open_case(publication, Case(case_number=number, case_number_valid=True, tribunal=tribunal)),
        distributed_on=distributed_on,
        basis=DistributedOnBasis.DISTRIBUTION_LIST if distributed_on else None,
        available_on=available_on,
    )


def _open_case(publication: Publication, known: Case) -> Case:
    """The unit that got the case is its judging body; of the minutes of a session it is the rapporteur's name."""
    body, judge = publication.judging_body, None
    if is_distribution_list(publication.kind):
        told = read_distribution(publication.text or "", publication.url, publication.judging_body)
        body, judge = (told.unit, told.judge) if told else (None, None)
    return known.model_copy(
        update={
            "court_level": publication.court_level,
            "case_class": publication.case_class,
            "judging_body": body,
            "judge": judge,
            "distributed_on": publication.distributed_on,
            "reference_case": publication.main_case,
            "parties": tuple(
                Party(name=each.name, role_text=each.role_text, side=each.side) for each in publication.recipients
            ),
            "lawyers": publication.lawyers,
        }
    )


def _are_initials(publication: Publication) -> bool:
    names = [recipient.name for recipient in publication.recipients]
    return bool(names) and all(is_initials(name) or is_sealed_name(name) for name in names)


def _understand(raw: RawPage) -> ParsedPage:
    return parse_page(raw.body, system=CourtSystem.DJEN, content_type=raw.headers.get("content-type"))
