"""Visits a case by MNI, with the credentials of the operator's own agreement."""

from collections.abc import Mapping
from typing import ClassVar

from schemas.captures import InstanceSnapshot
from schemas.case_number import CaseNumber
from schemas.courts import Access, CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, Session, VisitReport
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.mni import endpoints
from spiders.systems.mni.endpoints import MniCredential


class MniSpider(CourtSpider, is_system=True):
    """One tribunal's MNI service: one call, one instance. Addresses: `mni`, the service's own address."""

    system = CourtSystem.MNI
    access = Access.LOGIN
    needs_credential: ClassVar[str | None] = "credential"

    def __init__(self, addresses: Mapping[str, str] | None = None, *, credential: str) -> None:
        """Args: credential: `user:password` as the operator stored it; the password may hold colons."""
        super().__init__(addresses)
        user, _, password = credential.partition(":")
        self._credential = MniCredential(user, password)

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask for one case. Raises VisitFailed (from the session) and PageChanged."""
        request = endpoints.by_number(self.base["mni"], self._credential, case_number)
        raw = await session.fetch(request)
        page = parse_page(raw.body, system=CourtSystem.MNI, content_type=raw.headers.get("content-type"))
        if page.outcome not in (Outcome.FOUND_NEW, Outcome.PARTIAL) or page.case is None:
            return VisitReport(page.outcome, page.reason, page_that_failed=page)
        case = page.case
        if case.case_number != case_number:
            raise PageChanged("the court answered with another case", expected=case_number)
        if case.court_level not in set(CourtLevel):
            raise PageChanged("the answer does not say in which degree the case is", found=case.court_level)
        # An answer without any movement cannot be told from one whose movements the court left out.
        is_whole = page.outcome is Outcome.FOUND_NEW and bool(case.movements)
        instance = InstanceSnapshot(
            system=CourtSystem.MNI,
            court_level=CourtLevel(str(case.court_level)),
            code="",
            is_complete=is_whole,
            case=case,
        )
        explanation = page.reason if is_whole else f"{page.reason} Its movements are not all told."
        return VisitReport(
            Outcome.FOUND_NEW if is_whole else Outcome.PARTIAL, explanation, (instance,), None if is_whole else page
        )
