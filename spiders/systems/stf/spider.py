"""Visits a case at the STF: search by unique number, the page of the case, its tabs of participants and movements."""

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.base import CourtSpider, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.stf import endpoints
from spiders.systems.stf.tabs import PARTIES_PAGE

_KIND_OF_TAB = {"parties": PARTIES_PAGE, "movements": PageKind.MOVEMENTS_PAGE}


class StfSpider(CourtSpider, is_system=True):
    """The portal. Most numbers that it shows are those of the court of origin."""

    system = CourtSystem.STF

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask the portal for the case. A tab that cannot be read leaves the visit partial."""
        raw = await session.fetch(endpoints.search_request(self.base["portal"], case_number))
        page = understand(raw)
        if page.page != PageKind.CASE_DETAIL or page.case is None:
            return _failed(page)
        if page.case.case_number != case_number:
            raise PageChanged("the portal answered with another case", expected=case_number)
        if page.is_sealed:
            return VisitReport(Outcome.SEALED, "the portal marks the case as sealed", page_that_failed=page)
        return await _with_tabs(raw, page, page.case, session)


async def _with_tabs(raw: RawPage, page: ParsedPage, case: Case, session: Session) -> VisitReport:
    missing = [] if page.outcome is Outcome.FOUND_NEW else [page.reason]
    tabs, failures = await _tabs(raw, page, session)
    missing += failures
    whole = _joined(case, tabs)
    snapshot = InstanceSnapshot(
        system=CourtSystem.STF,
        court_level=CourtLevel.SUPERIOR,
        code=case.internal_id or "",
        is_complete="movements" in tabs and page.outcome is Outcome.FOUND_NEW,
        is_complete_parties="parties" in tabs and page.outcome is Outcome.FOUND_NEW,
        case=whole,
    )
    said = f"{len(whole.movements)} movements" + (f", incomplete: {'; '.join(missing)}" if missing else "")
    return VisitReport(Outcome.PARTIAL if missing else Outcome.FOUND_NEW, said, (snapshot,))


async def _tabs(raw: RawPage, page: ParsedPage, session: Session) -> tuple[dict[str, Case], list[str]]:
    """Return the tabs that could be read, and why others could not; a wall before one ends the asking."""
    tabs: dict[str, Case] = {}
    failures: list[str] = []
    for more in page.next_pages:
        if more.url is None:
            continue
        kind = _KIND_OF_TAB[more.of]
        try:
            tab = understand(await session.fetch(endpoints.tab_request(raw.url, more.url, kind)))
        except VisitFailed as failure:
            return tabs, [*failures, f"{more.of}: {failure.reason}"]
        if tab.page == kind and tab.outcome is Outcome.FOUND_NEW and tab.case is not None:
            tabs[more.of] = tab.case
        else:
            failures.append(f"{more.of}: {tab.reason}")
    return tabs, failures


def _joined(case: Case, tabs: dict[str, Case]) -> Case:
    parties, movements = tabs.get("parties", Case()), tabs.get("movements", Case())
    return case.model_copy(
        update={
            "parties": parties.parties,
            "parties_total": parties.parties_total,
            "movements": movements.movements,
            "movements_total": movements.movements_total,
            "documents": movements.documents,
        }
    )


def _failed(page: ParsedPage) -> VisitReport:
    if page.outcome is Outcome.PAGE_CHANGED:
        raise PageChanged(page.reason)
    outcome = Outcome.UPSTREAM_ERROR if page.outcome is Outcome.FOUND_NEW else page.outcome
    return VisitReport(outcome, page.reason, page_that_failed=page)


def understand(raw: RawPage) -> ParsedPage:
    """Read a fetched page; walls that no system knows are named too."""
    return parse_page(raw.body, system=CourtSystem.STF, content_type=raw.headers.get("content-type"))
