"""Visits a case by PJe's REST service: search, header, three poles and the movements, each list to its counted end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case, Movement, Party
from schemas.courts import CourtLevel, CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import CourtSpider, PageRequest, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.pje.participants import nest
from spiders.systems.pje_rest import endpoints
from spiders.systems.pje_rest.pages import Rows, movements_of, participants_of

_MOST_PAGES = 200
_LEVELS = {"1g": CourtLevel.FIRST, "2g": CourtLevel.SECOND}
_EVERY_SIDE = (Side.ACTIVE, Side.PASSIVE, Side.THIRD)
_PART_FAILED = frozenset({Outcome.UPSTREAM_ERROR, Outcome.PAGE_CHANGED, Outcome.PARTIAL, Outcome.TIMEOUT})
"""Ends of one list that leave the rest of the case readable; a block ends the visit."""
Row = TypeVar("Row")


@dataclass(slots=True)
class _Found:
    """The instances of a visit, and in words which lists could not be read to their end."""

    instances: list[InstanceSnapshot] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    page_that_failed: ParsedPage | None = None


class PjeRestSpider(CourtSpider, is_system=True):
    """The service of each degree, at the addresses `1g` and `2g`."""

    system = CourtSystem.PJE_REST

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask every degree for the number: one snapshot per proceeding. Any sealed one seals the case."""
        found = _Found()
        for level, base in self.base.items():
            search = await self._read(endpoints.build_search_request(base, case_number), session)
            if search.outcome is Outcome.NOT_FOUND:
                continue
            if search.outcome is not Outcome.FOUND_NEW:
                return VisitReport(search.outcome, search.reason, page_that_failed=search)
            tokens = [row.code or "" for row in search.results if row.case_number == case_number]
            if len(tokens) < len(search.results) or search.next_pages:
                raise PageChanged("the search shows other cases than the one asked for", expected=case_number)
            for token in tokens:
                ended = await self._add_proceeding(found, (level, base, token), case_number, session)
                if ended is not None:
                    return VisitReport(ended.outcome, ended.reason, page_that_failed=ended)
        if not found.instances:
            return VisitReport(Outcome.NOT_FOUND, "the service shows no such case; a sealed one would look the same")
        outcome = Outcome.PARTIAL if found.failures else Outcome.FOUND_NEW
        said = "; ".join([f"{len(found.instances)} proceedings", *found.failures])
        return VisitReport(outcome, said, tuple(found.instances), found.page_that_failed)

    async def _add_proceeding(
        self, found: _Found, at: tuple[str, str, str], number: CaseNumber, session: Session
    ) -> ParsedPage | None:
        """Add the proceeding with this token; return the page that ends the visit, None when it goes on."""
        level, base, token = at
        header = await self._read(endpoints.build_header_request(base, token), session)
        if header.outcome is not Outcome.FOUND_NEW or header.case is None:
            return header
        if header.case.case_number != number:
            raise PageChanged("the service answered with another case", expected=number)
        parties, unread = await self._parties(base, token, session)
        movements, unread_rows = await self._movements(base, token, session)
        found.failures += [*unread, *unread_rows]
        found.instances.append(_snapshot(header.case, level, (parties, not unread), (movements, not unread_rows)))
        return None

    async def _parties(self, base: str, token: str, session: Session) -> tuple[tuple[Party, ...], list[str]]:
        parties: list[Party] = []
        failures: list[str] = []
        for side in _EVERY_SIDE:

            def ask(page: int, side: Side = side) -> PageRequest:
                return endpoints.build_pole_request(base, token, side, page)

            rows, failure = await self._walk(ask, participants_of, session)
            parties += nest(rows, side)
            failures += [f"{side.value} pole: {failure}"] if failure else []
        if not any(party.side is Side.ACTIVE for party in parties) and not failures:
            failures.append("active pole: it is empty, which no case's is")
        return tuple(parties), failures

    async def _movements(self, base: str, token: str, session: Session) -> tuple[tuple[Movement, ...], list[str]]:
        rows, failure = await self._walk(
            lambda page: endpoints.build_movements_request(base, token, page), movements_of, session
        )
        if not rows and not failure:
            failure = "there are none, and every case has its distribution"
        return rows, [f"movements: {failure}"] if failure else []

    async def _walk(
        self, ask: Callable[[int], PageRequest], rows_of: Callable[[bytes, str | None], Rows[Row]], session: Session
    ) -> tuple[tuple[Row, ...], str]:
        """Read a list to its end; return its rows, and in words why they are not all of them.

        A first page may count only itself (RAD 2026-09-20): a full one is always followed by asking for the next.
        """
        rows: tuple[Row, ...] = ()
        counted = 0
        for place in range(_MOST_PAGES):
            try:
                page = await self._page(ask(place), rows_of, session)
            except PageChanged as changed:
                return rows, str(changed)
            except VisitFailed as failure:
                if failure.outcome not in _PART_FAILED:
                    raise
                return rows, failure.reason
            rows, counted = rows + page.rows, max(counted, page.count)
            if not page.rows or (len(rows) >= counted and len(page.rows) < page.size):
                return rows, "" if len(rows) == counted else f"the service counts {counted} and showed {len(rows)}"
        return rows, f"the pages did not end after {_MOST_PAGES}"

    async def _page(
        self, request: PageRequest, rows_of: Callable[[bytes, str | None], Rows[Row]], session: Session
    ) -> Rows[Row]:
        """Return a page of a list. Raises PageChanged, and VisitFailed for an answer that shows no list."""
        raw = await session.fetch(request)
        page = _understand(raw, request)
        if page.outcome is not Outcome.FOUND_NEW:
            raise VisitFailed(page.outcome, page.reason)
        return rows_of(raw.body, raw.headers.get("content-type"))

    async def _read(self, request: PageRequest, session: Session) -> ParsedPage:
        return _understand(await session.fetch(request), request)


def _understand(raw: RawPage, request: PageRequest) -> ParsedPage:
    """Read an answer as what was asked for: an empty list does not tell its kind."""
    page = parse_page(
        raw.body, system=CourtSystem.PJE_REST, page=request.kind, content_type=raw.headers.get("content-type")
    )
    if page.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    return page


def _snapshot(
    header: Case,
    level: str,
    parties: tuple[tuple[Party, ...], bool],
    movements: tuple[tuple[Movement, ...], bool],
) -> InstanceSnapshot:
    """Make the snapshot of a proceeding; a list that was not read whole claims no total."""
    (people, has_all_people), (rows, has_all_rows) = parties, movements
    totals = {
        "parties_total": len(people) if has_all_people else None,
        "movements_total": len(rows) if has_all_rows else None,
    }
    court_level = CourtLevel(header.court_level) if header.court_level else _LEVELS[level]
    shown = {"parties": people, "movements": rows, "court_level": court_level.value}
    return InstanceSnapshot(
        system=CourtSystem.PJE_REST,
        court_level=court_level,
        is_complete=has_all_rows,
        is_complete_parties=has_all_people,
        case=header.model_copy(update=shown | totals),
    )
