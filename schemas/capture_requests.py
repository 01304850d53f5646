"""`capture_requests.v1`: what delivery wants of capture for one case, always as an absolute state with its revision."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.case_number import CaseNumber
from schemas.model import FrozenModel


class Wish(StrEnum):
    """A wish for one visit, and why."""

    ASKED = "asked"
    HINTED = "hinted"


class CaptureRequest(FrozenModel):
    """An older revision than the known one is ignored; `weight` grows with the number of companies that watch."""

    case_number: CaseNumber
    tribunal: str
    revision: int
    is_watched: bool
    weight: int = 1
    is_sealed: bool = False
    wish: Wish | None = None
    companies: tuple[UUID, ...] = ()
    """Who watches, for sharing a scarce budget fairly; the first of many."""
    requested_at: datetime
