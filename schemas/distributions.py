"""`distributions.v1`: a case new to the store, or with other parties, date or sealing; or republished by a sweep."""

from datetime import date, datetime
from enum import StrEnum

from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.model import FrozenModel


class DistributedOnBasis(StrEnum):
    """Where the distribution date comes from, best first."""

    COURT = "court"
    DISTRIBUTION_LIST = "distribution_list"
    FILING = "filing"
    FIRST_SEEN = "first_seen"


class Distribution(FrozenModel):
    """What is known of a case's distribution; a sealed case has no parties."""

    case_number: CaseNumber
    tribunal: str
    distributed_on: date | None
    distributed_on_basis: DistributedOnBasis | None
    obtained_at: datetime
    case_class: str | None = None
    judging_body: str | None = None
    jurisdiction: str | None = None
    origin: str | None = None
    """Of an appeal: the court that it comes from."""
    parties: tuple[Party, ...] = ()
    is_sealed: bool = False
    is_sweep: bool = False
    is_partial: bool = False
    """The names come from a list (a gazette's recipients): no court has shown the case's parties yet."""
    revision: int
    """Grows with each change of the case in the store; an older one is ignored."""
