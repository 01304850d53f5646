"""`tribunal_status.v1`: whether a tribunal can be read, and why not."""

from datetime import datetime
from enum import StrEnum

from schemas.model import FrozenModel
from schemas.outcomes import Outcome


class TribunalState(StrEnum):
    """The states that a customer can see."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DISABLED = "disabled"


class TribunalStatus(FrozenModel):
    """One state of one tribunal; `episode` counts its suspensions, so that each is told once."""

    tribunal: str
    state: TribunalState
    outcome: Outcome | None = None
    reason: str
    since: datetime
    next_attempt_at: datetime | None = None
    episode: int
    last_success_at: datetime | None = None
