"""`captures.v1`: one visit to a court and what it showed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.model import FrozenModel
from schemas.outcomes import Outcome


class VisitReason(StrEnum):
    """Why a case was visited."""

    DUE = "due"
    ASKED = "asked"
    HINTED = "hinted"
    DISCOVERED = "discovered"
    CANARY = "canary"
    """A known case, visited to see whether the court is still read well; published only when somebody watches it."""


class SourceKind(StrEnum):
    """Whether the source decides about an instance or only hints."""

    PRIMARY = "primary"
    HINT = "hint"


class PageProvenance(FrozenModel):
    """One page of a visit: its address and the SHA-256 under which the original bytes are archived."""

    url: str
    sha256: str
    status: int
    kind: str


class Provenance(FrozenModel):
    """Where a capture comes from."""

    source: SourceKind
    system: CourtSystem | None
    spider: str
    spider_version: str
    fetched_at: datetime
    pages: tuple[PageProvenance, ...] = ()


class InstanceSnapshot(FrozenModel):
    """One place where a case number is alive, as this visit saw it.

    `code` is the court's internal code or appeal number ("" where it has none). A snapshot that is not complete shows
    only part of the movements (or parties) and concludes nothing about what is missing.
    """

    system: CourtSystem
    court_level: CourtLevel
    code: str = ""
    is_complete: bool
    is_complete_parties: bool = True
    case: Case


class SystemAnswer(FrozenModel):
    """What one of the systems asked in a visit answered."""

    system: CourtSystem
    outcome: Outcome


class Capture(FrozenModel):
    """One visit: exactly one outcome; instances only when the outcome is found or partial."""

    visit_id: UUID
    revision: int = 0
    """0: as the visit was read at the time; higher: its archived pages were read again."""
    case_number: CaseNumber
    tribunal: str
    reason: VisitReason
    outcome: Outcome
    explanation: str
    visited_at: datetime
    instances: tuple[InstanceSnapshot, ...] = ()
    provenance: Provenance
    answers: tuple[SystemAnswer, ...] = ()
    """Every system that was asked; empty: the one of the provenance."""
    filed_on: str | None = None
    """DataJud's filing date (ISO), where the case was discovered there."""
    listed_on: str | None = None
    """The distribution date (ISO) that a list of distributions gives, where one showed the case."""
