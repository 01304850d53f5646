"""Companies and the names they monitor, as values. The field's own names are kept: `rex`, `nrex`, `manual_rex`."""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from monitor_config.documents import normalise_document, normalise_oab
from schemas.courts import Side
from schemas.model import FrozenModel

DEFAULT_WINDOW_DAYS = 90
DEFAULT_FUZZY_THRESHOLD = 80
MOST_EXPRESSION = 10_000
"""Characters that are looked at; the matcher takes fewer and says so."""
MOST_EVIDENCE = 50
"""Lawyers or comarcas of one party."""


class PartyStatus(StrEnum):
    """Whether a party is matched; an archived one stays for its history alone."""

    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


def _plain(text: str) -> str:
    """Refuse what no database column, spreadsheet or terminal can hold."""
    if bad := next((c for c in text if unicodedata.category(c) in {"Cc", "Cs"} or ord(c) & 0xFFFE == 0xFFFE), None):
        raise ValueError(f"holds U+{ord(bad):04X}, which is no character to write with")
    return text


def _on_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


def _acronym(text: object) -> object:
    return text.strip().upper() if isinstance(text, str) else text


def _not_a_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is needed, not a truth value")
    return value


def _not_a_number(value: object) -> object:
    if isinstance(value, bool | int | float):
        raise ValueError("a date such as 2031-03-10 is needed, not a number")
    return value


def _says_something(text: str) -> str:
    # What folding leaves of a name: an apostrophe that Unicode takes for a letter is nobody's name.
    folded = unicodedata.normalize("NFKD", text)
    if not any(each.isalnum() and unicodedata.category(each) != "Lm" for each in folded):
        raise ValueError("a name needs letters or digits")
    return text


def _each_once(items: tuple[str, ...]) -> tuple[str, ...]:
    if not items:
        raise ValueError("an empty list says nothing; leave it out")
    return tuple(dict.fromkeys(items))


Name = Annotated[
    str,
    Field(min_length=2, max_length=300),
    BeforeValidator(_on_one_line),
    AfterValidator(_plain),
    AfterValidator(_says_something),
]
Expression = Annotated[str, Field(max_length=MOST_EXPRESSION), AfterValidator(_plain)]
Reference = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_on_one_line), AfterValidator(_plain)]
DocumentText = Annotated[str, Field(max_length=32), AfterValidator(normalise_document)]
Tribunals = Annotated[
    tuple[Annotated[str, Field(max_length=20), BeforeValidator(_acronym), AfterValidator(_plain)], ...],
    AfterValidator(_each_once),
]
Oabs = Annotated[
    tuple[Annotated[str, Field(max_length=32), AfterValidator(normalise_oab)], ...],
    Field(max_length=MOST_EVIDENCE),
    AfterValidator(_each_once),
]
Comarcas = Annotated[
    tuple[
        Annotated[str, Field(min_length=2, max_length=100), BeforeValidator(_on_one_line), AfterValidator(_plain)], ...
    ],
    Field(max_length=MOST_EVIDENCE),
    AfterValidator(_each_once),
]
Note = Annotated[str, Field(max_length=500), BeforeValidator(_on_one_line), AfterValidator(_plain)]
WindowDays = Annotated[int, Field(ge=0, le=365), BeforeValidator(_not_a_truth)]
FuzzyThreshold = Annotated[int, Field(ge=0, le=100), BeforeValidator(_not_a_truth)]
Day = Annotated[date, BeforeValidator(_not_a_number)]


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

    name: Name
    reference: Reference | None = None
    rex: Expression | None = None
    nrex: Expression | None = None
    manual_rex: bool | None = None
    fuzzy: bool | None = None
    fuzzy_threshold: FuzzyThreshold = DEFAULT_FUZZY_THRESHOLD
    window_days: WindowDays = DEFAULT_WINDOW_DAYS
    distributed_from: Day | None = None
    only_after_registration: bool = False
    tribunals: Tribunals | None = None
    side: Side | None = None
    document: DocumentText | None = None
    oabs: Oabs | None = None
    comarcas: Comarcas | None = None
    status: PartyStatus = PartyStatus.ACTIVE

    @property
    def is_manual(self) -> bool:
        """Whether the expression is kept from being generated again (DIST-14)."""
        return bool(self.rex) if self.manual_rex is None else self.manual_rex


class PartyChange(FrozenModel):
    """An edit; a field left out stays as it is, one set to none goes back to its default (`rex`: generated again)."""

    name: Name | None = None
    reference: Reference | None = None
    rex: Expression | None = None
    nrex: Expression | None = None
    manual_rex: bool | None = None
    fuzzy: bool | None = None
    fuzzy_threshold: FuzzyThreshold | None = None
    window_days: WindowDays | None = None
    distributed_from: Day | None = None
    only_after_registration: bool | None = None
    tribunals: Tribunals | None = None
    side: Side | None = None
    document: DocumentText | None = None
    oabs: Oabs | None = None
    comarcas: Comarcas | None = None

    @model_validator(mode="after")
    def _keeps_a_name(self) -> "PartyChange":
        if "name" in self.model_fields_set and self.name is None:
            raise ValueError("a party needs a name")
        return self


class MonitoredParty(FrozenModel):
    """A name that a company watches, with the expression in force (or the one that comes into force next)."""

    id: UUID
    company_id: UUID
    name: str
    reference: str | None
    document: str | None
    oabs: tuple[str, ...] | None
    comarcas: tuple[str, ...] | None
    status: PartyStatus
    manual_rex: bool
    fuzzy: bool | None
    fuzzy_threshold: int
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
    is_generated: bool
    in_force_at: datetime
    class_table: str | None = Field(default=None, exclude=True)
    """What `rex` was generated from: two expressions of one table accept the same names."""

    @property
    def is_fuzzy(self) -> bool:
        """Whether the fuzzy stage is asked where the expression finds nothing (DIST-50)."""
        return not self.manual_rex if self.fuzzy is None else self.fuzzy

    @property
    def own_rex(self) -> str | None:
        """The expression that a file must carry to register this party again; none where it would be generated."""
        return None if self.is_generated and not self.manual_rex else self.rex

    def as_new(self) -> NewParty:
        """Return what would register this party again."""
        same = {name: getattr(self, name) for name in NewParty.model_fields if name != "rex"}
        return NewParty.model_construct(rex=self.own_rex, **same)


class ExpressionVersion(FrozenModel):
    """One version of a party's expression; `in_force` is the newest whose time has come."""

    version: int
    rex: str
    nrex: str | None
    is_generated: bool
    created_at: datetime
    in_force_at: datetime
    state: str
    made_by: str | None
    reason: str | None
    class_table: str | None = Field(default=None, exclude=True)


class Origin(FrozenModel):
    """Who changes parties, and why; kept with every version of an expression."""

    made_by: Note | None = None
    reason: Note | None = None
