"""Visits a case at PJe-JT as far as it is open: its basic data. The case itself stands behind an image captcha."""

from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import CourtSpider, Session, VisitReport
from spiders.errors import PageChanged
from spiders.recognise import parse_page
from spiders.systems.pje_jt import endpoints
from spiders.systems.pje_jt.vocabulary import DEGREE_NAMES

_NO_CONTENT = 204
_BEHIND = "the case itself stands behind an image captcha, which Arauto does not solve"


class PjeJtSpider(CourtSpider, is_system=True):
    """A labour court's service, at the address `api`. The step that asks for the captcha is never requested."""

    system = CourtSystem.PJE_JT

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask both degrees for basic data. A case that one of them has ends with `captcha`; any sealed one seals it."""
        seen: list[str] = []
        last: ParsedPage | None = None
        for degree in endpoints.DEGREES:
            page = await self._basic_data(case_number, degree, session)
            if page is None or page.outcome is Outcome.NOT_FOUND:
                continue
            if page.outcome is not Outcome.FOUND_NEW or page.is_sealed:
                outcome = Outcome.SEALED if page.is_sealed else page.outcome
                return VisitReport(outcome, page.reason, page_that_failed=page)
            if any(row.case_number != case_number for row in page.results):
                raise PageChanged("the service answered with another case", expected=case_number)
            seen += [f"{DEGREE_NAMES[degree]} has it as {row.case_class}" for row in page.results]
            last = page
        if not seen:
            return VisitReport(Outcome.NOT_FOUND, "neither degree has a case of this number")
        return VisitReport(Outcome.CAPTCHA, f"{'; '.join(seen)}; {_BEHIND}", page_that_failed=last)

    async def _basic_data(self, number: CaseNumber, degree: str, session: Session) -> ParsedPage | None:
        """Return what a degree says; None when it says that it has nothing (204)."""
        request = endpoints.build_basic_request(self.base["api"], number, degree)
        raw = await session.fetch(request)
        if raw.status == _NO_CONTENT:
            return None
        page = parse_page(
            raw.body, system=CourtSystem.PJE_JT, page=request.kind, content_type=raw.headers.get("content-type")
        )
        if page.outcome is Outcome.PAGE_CHANGED:
            raise PageChanged(page.reason)
        return page
