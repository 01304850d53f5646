"""What the scheduler orders and what comes back: values that pass between database steps and spiders."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from capture.archive import KeptPage
from capture.route_plan import Answer, RoutePlan
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.base import VisitReport

_VISITS = UUID("a6f4c0f9-4a55-5d9e-8a3b-7a1d6c1c2f10")


@dataclass(frozen=True, slots=True)
class VisitOrder:
    """One claimed visit."""

    case_number: CaseNumber
    tribunal: str
    reason: VisitReason
    due_at: datetime
    attempt: int
    failures: int = 0
    """Failed visits of this case in a row before this one."""
    filed_on: date | None = None
    listed_on: date | None = None
    plan: RoutePlan | None = None
    """None asks every system."""
    probe: CourtSystem | None = None
    """The suspended system that this visit tries."""

    @property
    def is_probe(self) -> bool:
        return self.probe is not None

    @property
    def visit_id(self) -> UUID:
        """The same for every try to publish this visit, also after a crash."""
        return uuid5(_VISITS, f"{self.case_number}:{self.due_at.isoformat()}:{self.attempt}")


@dataclass(frozen=True, slots=True)
class VisitResult:
    """How a visit ended: with a report, or released (`report` is None) because the court could not be asked."""

    order: VisitOrder
    report: VisitReport | None
    visited_at: datetime
    pages: tuple[KeptPage, ...] = ()
    requests: int = 0
    spider: str = ""
    spider_version: str = ""
    answers: tuple[Answer, ...] = ()
    asides: tuple[Answer, ...] = ()
    """Answers that say nothing of the case, and how their source does: a fallback's that does not show it."""
    retry_after_seconds: float | None = None

    @property
    def system(self) -> CourtSystem | None:
        """The one system that was asked; None when it were several."""
        return self.answers[0].system if len(self.answers) == 1 else None

    @property
    def said(self) -> tuple[Answer, ...]:
        """Every answer that a source gave."""
        return (*self.answers, *self.asides)

    @property
    def outcome(self) -> Outcome | None:
        return self.report.outcome if self.report else None
