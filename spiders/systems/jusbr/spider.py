"""Visits a case on jus.br, with the operator's token: the search says whether it is there, the details show it."""

from collections.abc import Mapping
from typing import ClassVar

from schemas.case_number import CaseNumber
from schemas.courts import Access, Capability, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import CourtSpider, Session, VisitReport
from spiders.errors import PageChanged
from spiders.systems.jusbr import endpoints
from spiders.systems.pdpj.spider import TOKEN, fetch_with_token, report_of, understand


class JusbrSpider(CourtSpider, is_system=True):
    """One tribunal's cases on jus.br. Tokens are personal: only the operator's own is ever used."""

    system = CourtSystem.JUSBR
    addresses: ClassVar[Mapping[str, str]] = {"api": "https://portaldeservicos.pdpj.jus.br/api/v2"}
    access = Access.LOGIN
    capabilities = frozenset({Capability.BY_NUMBER, Capability.DOCUMENTS})
    needs_credential = TOKEN

    def __init__(self, addresses: Mapping[str, str] | None = None, *, token: str) -> None:
        """Args: token: the operator's token of the PDPJ, without "Bearer"."""
        super().__init__(addresses)
        self._token = token

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Search for the number, then open the case: one snapshot per proceeding. A sealed one seals the case."""
        base = self.base["api"]
        raw = await fetch_with_token(session, endpoints.build_search_request(base, self._token, case_number))
        found = understand(raw, self.system)
        if found.is_sealed or found.outcome is not Outcome.FOUND_NEW:
            return VisitReport(Outcome.SEALED if found.is_sealed else found.outcome, found.reason, (), found)
        listed = _listed(found, case_number)
        raw = await fetch_with_token(session, endpoints.build_case_request(base, self._token, case_number))
        page = understand(raw, self.system)
        report = report_of(page, case_number, self.system)
        if report.outcome is Outcome.FOUND_NEW and len(report.instances) < listed:
            reason = f"the portal lists {listed} proceedings and showed {len(report.instances)}"
            return VisitReport(Outcome.PARTIAL, reason, report.instances, page)
        return report


def _listed(found: ParsedPage, case_number: CaseNumber) -> int:
    """Return how many proceedings the search lists; raises PageChanged when it lists another case."""
    rows = [row for row in found.results if row.case_number == case_number]
    if not rows:
        raise PageChanged("the search answered with another case", expected=case_number)
    return sum(len(row.proceedings) for row in rows)
