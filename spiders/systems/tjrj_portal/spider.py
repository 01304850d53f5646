"""TJRJ's older portal as a system that is known and never visited: its cases are in other systems now."""

from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, Session, VisitReport


class TjrjPortalSpider(CourtSpider, is_system=True):
    """The portal of 2015 to 2020."""

    system = CourtSystem.TJRJ
    is_retired = True
    why_unsupported = "it is history: only its saved pages are read, and its cases are asked of other systems"

    async def visit(self, case_number: CaseNumber, session: Session) -> VisitReport:
        """Ask nobody."""
        return VisitReport(Outcome.UNSUPPORTED, self.why_unsupported)
