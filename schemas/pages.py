"""What one saved page says: the models behind `arauto parse` (docs/reference/parse_output.md).

Parsers return a `ParsedPage`; `as_json` gives the flat form of the contract, with the case's keys at top level.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from schemas.cases import Case, Party
from schemas.courts import CourtSystem
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
    """A row of a result list or of a choice."""

    case_number: str | None = None
    case_number_text: str | None = None
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
    case: Case | None = None
    cases: tuple[Case, ...] = ()
    results: tuple[ResultRow, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the flat form: empty values left out, `is_sealed` always present, the case's keys at top level."""
        own = self.model_dump(mode="json", exclude={"case"})
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
