"""TJMT's service as a system that is known and never visited; what a saved answer says of a number that was asked."""

from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.base import CourtSpider, Session, VisitReport
from spiders.errors import PageChanged
from spiders.systems.tjmt_rest.pages import parse


class TjmtRestSpider(CourtSpider, is_system=True):
    """The service demands a header that the page's script signs: an access control, which is not passed."""

    system = CourtSystem.TJMT
    why_unsupported = (
        "live visits of its portal are unsupported: it demands a signature that only its own page can make; "
        "only saved answers are read"
    )

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask nobody."""
        return VisitReport(Outcome.UNSUPPORTED, self.why_unsupported)


def read_answer_about(number: CaseNumber, body: bytes, content_type: str | None = None) -> ParsedPage:
    """Return what an answer says of the number that was asked.

    Raises PageChanged for one about other cases: a filter that the service does not know is ignored, and then the whole
    base is listed (2026-06-29, VOY).
    """
    page = parse(body, content_type=content_type)
    shown = [page.case.case_number] if page.case else [row.case_number for row in page.results]
    others = [each for each in shown if each != number]
    if others or (page.page == PageKind.RESULT_LIST and (page.results_total or 0) > len(shown)):
        raise PageChanged("the answer is about other cases than the one asked for", found=len(others), expected=number)
    return page
