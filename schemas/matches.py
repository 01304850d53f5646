"""`matches.v1`: which monitored parties of one company matched which party of a case, and why."""

from datetime import datetime
from uuid import UUID

from schemas.case_number import CaseNumber
from schemas.courts import Side
from schemas.model import FrozenModel


class Explanation(FrozenModel):
    """Why one monitored party matched one printed name. `span` are offsets into `printed`, end exclusive."""

    monitored_party_id: UUID
    monitored_party_name: str
    expression_version: int
    expression: str
    printed: str
    folded: str
    matched_text: str
    span: tuple[int, int]
    side: Side | None = None


class Match(FrozenModel):
    """All hits of one company in one case, by one reading of its parties."""

    company_id: UUID
    case_number: CaseNumber
    tribunal: str
    explanations: tuple[Explanation, ...]
    parties_revision: int
    """The monitor counter under which this was decided."""
    matched_at: datetime
    is_sweep: bool = False
    is_reach_back: bool = False
