"""`expression_status.v1`: an expression of a monitored party that takes too long, and that it no longer counts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.model import FrozenModel


class ExpressionState(StrEnum):
    """Whether one version of an expression is asked while distributions are matched."""

    QUARANTINED = "quarantined"
    RELEASED = "released"


class ExpressionStatus(FrozenModel):
    """One turn of one version of a party's expression; a version is quarantined once, and released once."""

    company_id: UUID
    monitored_party_id: UUID
    monitored_party_name: str
    expression_version: int
    rex: str
    nrex: str | None
    state: ExpressionState
    reason: str
    since: datetime
    """Since when it is in this state."""
    replaced_by: int | None = None
    """The version that is in force instead, once it is released."""
