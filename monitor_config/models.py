"""Companies and the names they monitor, as values. The field's own names are kept: `rex`, `nrex`, `manual_rex`."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, field_validator

from schemas.courts import Side
from schemas.model import FrozenModel


class Company(FrozenModel):
    """A tenant."""

    id: UUID
    slug: str
    name: str
    plan: str
    case_quota: int
    expression_delay_hours: int
    created_at: datetime


class NewParty(FrozenModel):
    """What registers a party; without `rex` an expression is generated from the name (DIST-10)."""

    name: str = Field(min_length=2, max_length=300)
    document: str | None = Field(None, max_length=32)
    rex: str | None = None
    nrex: str | None = None
    manual_rex: bool | None = None
    window_days: int = Field(90, ge=0, le=365)
    distributed_from: date | None = None
    only_after_registration: bool = False
    tribunals: tuple[str, ...] | None = None
    side: Side | None = None

    @field_validator("name")
    @classmethod
    def _name_says_something(cls, name: str) -> str:
        if not any(character.isalnum() for character in name):
            raise ValueError("a name needs letters or digits")
        return " ".join(name.split())

    @property
    def is_manual(self) -> bool:
        """Whether the expression is the company's own, which no word list may change (DIST-14)."""
        return bool(self.rex) if self.manual_rex is None else self.manual_rex


class PartyChange(FrozenModel):
    """An edit; a field left out stays as it is. Use `fields_set` to tell "left out" from "set to none"."""

    name: str | None = None
    rex: str | None = None
    nrex: str | None = None
    manual_rex: bool | None = None
    window_days: int | None = Field(None, ge=0, le=365)
    distributed_from: date | None = None
    only_after_registration: bool | None = None
    tribunals: tuple[str, ...] | None = None
    side: Side | None = None


class MonitoredParty(FrozenModel):
    """A name that a company watches, with the expression in force (or the one that comes into force next)."""

    id: UUID
    company_id: UUID
    name: str
    document: str | None
    status: str
    manual_rex: bool
    window_days: int
    distributed_from: date | None
    only_after_registration: bool
    tribunals: tuple[str, ...] | None
    side: Side | None
    registered_at: datetime
    effective_since: datetime
    revision: int
    expression_version: int
    rex: str
    nrex: str | None
    in_force_at: datetime
