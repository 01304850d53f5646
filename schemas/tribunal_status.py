"""`tribunal_status.v1`: whether a tribunal can be read, and why not."""

from datetime import datetime
from enum import StrEnum

from schemas.courts import CourtSystem
from schemas.model import FrozenModel
from schemas.outcomes import Outcome


class TribunalState(StrEnum):
    """The states that a customer can see."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DISABLED = "disabled"


class RouteStatus(FrozenModel):
    """One system of a tribunal: whether it can be read, and in plain words why not."""

    system: CourtSystem
    state: TribunalState
    outcome: Outcome | None = None
    reason: str
    since: datetime
    next_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    complaint: str = ""
    """Set while the route is read and yet known cases show less than they must: it is degraded."""


class TribunalStatus(FrozenModel):
    """One state of one tribunal; `episode` counts its suspensions, so that each is told once.

    A tribunal with a route left is active; `routes` says which are not. `notice` is set when it can be read and yet
    less is done than is promised, with the figure.
    """

    tribunal: str
    state: TribunalState
    outcome: Outcome | None = None
    reason: str
    since: datetime
    next_attempt_at: datetime | None = None
    episode: int
    last_success_at: datetime | None = None
    notice: str = ""
    routes: tuple[RouteStatus, ...] = ()
    told_at: datetime | None = None
    """When this was said: of two copies of one episode the later one counts."""
