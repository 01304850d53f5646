"""Visits a case in the data lake, with the operator's token: one answer holds all its proceedings."""

from collections.abc import Mapping
from typing import ClassVar

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import Access, Capability, CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.barriers import REFUSED
from spiders.base import CourtSpider, PageRequest, RawPage, Session, VisitReport
from spiders.errors import PageChanged, VisitFailed
from spiders.recognise import parse_page
from spiders.systems.pdpj import endpoints

TOKEN = "token"  # noqa: S105 - the kind of credential, not one
_TOKEN_REFUSED = "the token was refused: it has run out, or its owner may not see this case"  # noqa: S105 - a sentence


class PdpjSpider(CourtSpider, is_system=True):
    """One tribunal's cases in the data lake. Tokens are personal: only the operator's own is ever used."""

    system = CourtSystem.PDPJ
    addresses: ClassVar[Mapping[str, str]] = {
        "api": "https://api-processo-integracao.data-lake.pdpj.jus.br/processo-api/api/v1"
    }
    access = Access.LOGIN
    capabilities = frozenset({Capability.BY_NUMBER, Capability.DOCUMENTS})
    needs_credential = TOKEN

    def __init__(self, addresses: Mapping[str, str] | None = None, *, token: str) -> None:
        """Args: token: the operator's token of the PDPJ, without "Bearer"."""
        super().__init__(addresses)
        self._token = token

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask the lake for the case: one snapshot per proceeding. A sealed proceeding seals the case."""
        raw = await fetch_with_token(session, endpoints.build_case_request(self.base["api"], self._token, case_number))
        return report_of(understand(raw, self.system), case_number, self.system)


async def fetch_with_token(session: Session, request: PageRequest) -> RawPage:
    """Fetch with the operator's token. Raises VisitFailed: a plain 403 is the token's fault, not the address's."""
    try:
        return await session.fetch(request)
    except VisitFailed as failure:
        if failure.reason == REFUSED or failure.outcome is Outcome.LOGIN_REQUIRED:
            raise VisitFailed(Outcome.LOGIN_REQUIRED, _TOKEN_REFUSED) from failure
        raise


def understand(raw: RawPage, system: CourtSystem) -> ParsedPage:
    """Read a fetched answer."""
    return parse_page(raw.body, system=system, content_type=raw.headers.get("content-type"))


def report_of(page: ParsedPage, case_number: CaseNumber, system: CourtSystem) -> VisitReport:
    """Return what the page of a case comes to; raises PageChanged for a page that shows another case."""
    cases = tuple(filter(None, (page.case, *page.cases)))
    if any(case.case_number != case_number for case in cases):
        raise PageChanged("the source answered with another case", expected=case_number)
    if page.is_sealed:
        return VisitReport(Outcome.SEALED, page.reason, page_that_failed=page)
    if page.outcome not in (Outcome.FOUND_NEW, Outcome.PARTIAL) or not cases:
        outcome = Outcome.UPSTREAM_ERROR if page.outcome is Outcome.FOUND_NEW else page.outcome
        return VisitReport(outcome, page.reason, page_that_failed=page)
    is_complete = page.outcome is Outcome.FOUND_NEW
    instances = tuple(_snapshot(case, system, is_complete=is_complete) for case in cases)
    return VisitReport(page.outcome, page.reason, instances, None if is_complete else page)


def _snapshot(case: Case, system: CourtSystem, *, is_complete: bool) -> InstanceSnapshot:
    if case.court_level is None:
        raise PageChanged("a proceeding does not tell its degree", expected="grau")
    return InstanceSnapshot(
        system=system,
        court_level=CourtLevel(case.court_level),
        code=case.internal_id or "",
        is_complete=is_complete and case.movements_total is not None,
        is_complete_parties=is_complete and case.parties_total is not None,
        case=case,
    )
