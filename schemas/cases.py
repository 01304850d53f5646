"""A case as a page of a court shows it: header, parties with lawyers, movements, document links.

The keys are those of the output contract of `arauto parse` (docs/reference/parse_output.md). `None` means that the page
does not say; text is as printed, with blanks collapsed.
"""

from datetime import date

from pydantic import Field

from schemas.courts import Side
from schemas.model import FrozenModel


class Lawyer(FrozenModel):
    """Somebody who acts for a party, as often as the page prints it."""

    name: str
    oab: str | None = None
    role_text: str | None = None
    document: str | None = None


class Party(FrozenModel):
    """A party as printed; `name` is the name alone, `document` the CPF or CNPJ with its mask."""

    name: str
    role_text: str | None = None
    side: Side | None = None
    document: str | None = None
    represented_by: str | None = None
    others: int | None = None
    is_sealed: bool = False
    lawyers: tuple[Lawyer, ...] = ()


class Movement(FrozenModel):
    """One row of a movement table. Exactly one of the two moments, or neither where the page prints none.

    `occurred_at` is ISO text as the source prints it (with offset only where the source has one): a page's local time
    is not guessed into UTC.
    """

    occurred_on: date | None = None
    occurred_at: str | None = None
    number: int | None = None
    text: str
    complement: str | None = None
    tpu_code: str | None = None
    document_ids: tuple[str, ...] = ()


class Document(FrozenModel):
    """A document that a page lists; `url` is None when it is locked."""

    id: str
    title: str | None = None
    url: str | None = None
    kind: str | None = None
    is_locked: bool = False
    listed_in: str = "documents"


class DeclaredParties(FrozenModel):
    """Rows per pole as a PJe page counts them, lawyers' rows included."""

    active: int | None = None
    passive: int | None = None
    third: int | None = None


class Case(FrozenModel):
    """What one page says of one case (or one instance of it)."""

    case_number: str | None = None
    case_number_text: str | None = None
    case_number_valid: bool | None = None
    court_number: str | None = None
    internal_id: str | None = None
    tribunal: str | None = None
    court_level: str | None = None
    case_class: str | None = None
    class_code: str | None = None
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    judging_body: str | None = None
    collegiate_body: str | None = None
    jurisdiction: str | None = None
    judge: str | None = None
    status_text: str | None = None
    badges: tuple[str, ...] = ()
    origin: str | None = None
    distributed_on: str | None = Field(None, description="ISO date, with time where the page prints one")
    distribution_dates: tuple[str, ...] = ()
    distribution_type: str | None = None
    filed_on: str | None = Field(None, description="ISO date, with time where the page prints one")
    amount_in_dispute: str | None = None
    reference_case: str | None = None
    related_cases: tuple[str, ...] = ()
    is_incident: bool | None = None
    confidentiality_level: int | None = None
    source_system: str | None = None
    lawyers: tuple[Lawyer, ...] = ()
    parties: tuple[Party, ...] = ()
    parties_total: int | None = None
    parties_declared: DeclaredParties | None = None
    movements: tuple[Movement, ...] = ()
    movements_total: int | None = None
    documents: tuple[Document, ...] = ()
    documents_total: int | None = None
    is_sealed: bool = False
