"""What one saved page says: the models behind `arauto parse` (docs/reference/parse_output.md).

Parsers return a `ParsedPage`; `as_json` gives the flat form of the contract, with the case's keys at top level.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from schemas.cases import Case, Lawyer, Party
from schemas.courts import CourtSystem, Side
from schemas.model import FrozenModel
from schemas.outcomes import Outcome


class PageKind(StrEnum):
    """The kinds of page that show a case or a list; a page that shows neither has a word of its own."""

    CASE_DETAIL = "case_detail"
    MOVEMENTS_PAGE = "movements_page"
    RESULT_LIST = "result_list"
    CHOOSE_CASE_MODAL = "choose_case_modal"
    PARTY_LIST = "party_list"
    DATAJUD_SEARCH = "datajud_search"
    PUBLICATION_LIST = "publication_list"
    DJEN_CLIPPING = "djen_clipping"
    DISTRIBUTION_LIST = "distribution_list"
    PUSH_EMAIL = "push_email"
    SEARCH_FORM = "search_form"
    NOT_FOUND = "not_found"
    WALL = "wall"
    ERROR = "error"
    UNKNOWN = "unknown"


class NextPage(FrozenModel):
    """Something still to fetch: `of` is movements, parties, documents or results."""

    of: str
    page: int | None = None
    url: str | None = None


class LastMovement(FrozenModel):
    """The newest movement that a result row shows."""

    occurred_on: date | None = None
    occurred_at: str | None = None
    text: str


class ResultRow(FrozenModel):
    """A row of a result list or of a choice; of a list of persons only `name`, `document` and `url`."""

    name: str | None = None
    document: str | None = None
    case_number: str | None = None
    case_number_text: str | None = None
    case_number_valid: bool | None = None
    tribunal: str | None = None
    internal_id: str | None = None
    code: str | None = None
    case_class: str | None = None
    class_code: str | None = None
    subjects: tuple[str, ...] = ()
    judging_body: str | None = None
    jurisdiction: str | None = None
    status_text: str | None = None
    distributed_on: str | None = None
    received_on: str | None = None
    parties: tuple[Party, ...] = ()
    last_movement: LastMovement | None = None
    url: str | None = None
    confidentiality_level: int | None = None
    proceedings: tuple[Case, ...] = ()
    is_sealed: bool = False


class Recipient(FrozenModel):
    """Somebody to whom a publication is addressed."""

    name: str
    role_text: str | None = None
    side: Side | None = None


class Publication(FrozenModel):
    """An item of a court gazette: a communication, an edition without cases, an item of a clipping."""

    publication_id: str | None = None
    case_number: str | None = None
    tribunal: str | None = None
    kind: str | None = None
    document_type: str | None = None
    title: str | None = None
    available_on: str | None = None
    judging_body: str | None = None
    court_level: str | None = None
    case_class: str | None = None
    recipients: tuple[Recipient, ...] = ()
    lawyers: tuple[Lawyer, ...] = ()
    item_number: int | None = None
    gazette_page: int | None = None
    main_case: str | None = None
    moves_to: str | None = None
    moved_case_number: str | None = None
    distributed_to: str | None = None
    distributed_on: str | None = None
    case_numbers: tuple[str, ...] = ()
    """Of a publication about several cases: all of them."""
    is_cancelled: bool = False
    cancelled_on: str | None = None
    cancellation_reason: str | None = None
    url: str | None = None
    text: str | None = None
    is_sealed: bool = False


class ListedDistribution(FrozenModel):
    """A case of a distribution list. `initials_only`: every party by initials, so it is treated as sealed."""

    case_number: str | None = None
    case_number_text: str | None = None
    case_class: str | None = None
    judging_body: str | None = None
    jurisdiction: str | None = None
    distributed_on: str | None = None
    """Of the list in which the case stands: a gazette's page may hold several lists."""
    parties: tuple[Party, ...] = ()
    initials_only: bool = False
    is_sealed: bool = False


class ParsedPage(FrozenModel):
    """One page, understood. `case` only for a page of one case; a page that was not found has none of the rows."""

    system: CourtSystem | None
    page: str
    outcome: Outcome
    reason: str
    message: str | None = None
    is_sealed: bool = False
    results_total: int | None = None
    is_truncated: bool | None = None
    page_number: int | None = None
    search_after: tuple[Any, ...] | None = None
    next_pages: tuple[NextPage, ...] = ()
    requested_number: str | None = None
    issued_on: str | None = None
    distributed_on: str | None = None
    """Of a distribution list: its date; a case's own stands in `case`."""
    mail_system: str | None = None
    case: Case | None = None
    cases: tuple[Case, ...] = ()
    results: tuple[ResultRow, ...] = ()
    publications: tuple[Publication, ...] = ()
    distributions: tuple[ListedDistribution, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the flat form: empty values left out, `is_sealed` always present, the case's keys at top level."""
        dumped = self.model_dump(mode="json", exclude={"case"})
        own = {key: value for key, value in dumped.items() if value is not None}
        case = self.case.model_dump(mode="json") if self.case else {}
        merged = {**case, **own, "is_sealed": self.is_sealed or bool(case.get("is_sealed"))}
        return {key: pruned for key, value in merged.items() if (pruned := _prune(value)) is not None}


def _prune(value: Any) -> Any:
    """Leave out nulls and empty lists, at every depth."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _prune(item)) is not None} or None
    if isinstance(value, list):
        return [_prune(item) for item in value] or None
    return value
