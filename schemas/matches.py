"""`matches.v1`: which monitored parties of one company matched which party of a case, and why."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from schemas.case_number import CaseNumber
from schemas.courts import Side
from schemas.model import FrozenModel

Stage = Literal["exact", "expression", "fuzzy", "truncated"]
EvidenceVerdict = Literal["confirmed", "contradicted", "silent"]


class Evidence(FrozenModel):
    """What one further fact says of a match by name; it explains and never decides."""

    kind: Literal["document", "lawyer", "comarca"]
    verdict: EvidenceVerdict
    monitored: str | None = None
    """What the company told; a CPF is masked as courts mask it."""
    printed: str | None = None
    """What the court prints; a CPF is masked as courts mask it."""


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
    stage: Stage = "expression"
    """What found the name: its key, an expression, the search for misspelt names (also for the name itself where an own
    expression has not found it), or the one for cut names."""
    score: float | None = None
    """How alike the names are, from 0 to 100; none where an expression decided."""
    edits: int | None = None
    """Letters by which the printed name differs, counted by sound; none where an expression decided."""
    reading: str | None = None
    """How the printed name was read: whole, or without what."""
    why: str | None = None
    """The reason in a sentence."""
    evidence: tuple[Evidence, ...] = ()


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
