"""Reads cases for the API and the command line; a company reads a case only through a grant.

Works with the stage role, and with the tenant role, whose row-level security says the same once more.
"""

from datetime import date, datetime
from uuid import UUID

from delivery.case_store import repository
from delivery.case_store.distributions import is_partial, list_case_parties
from delivery.case_store.errors import CaseNotReadable
from delivery.case_store.instances import by_preference
from delivery.case_store.records import WITHHELD, CaseRow, CaseState, InstanceRow
from delivery.case_store.tribunals import find_tribunal_status
from schemas.case_number import CaseNumber
from schemas.cases import Document, Party
from schemas.model import FrozenModel
from schemas.tribunal_status import TribunalStatus


class InstanceView(FrozenModel):
    """One place where the case is alive; `header` has the keys of `arauto parse`."""

    id: UUID
    system: str
    court_level: str
    code: str
    movements: int
    baseline_at: datetime | None
    header: dict[str, object]


class CaseSummary(FrozenModel):
    """A case with its state; every state but `found` says why and since when."""

    case_number: CaseNumber
    case_number_masked: str
    tribunal: str
    state: CaseState
    state_reason: str
    state_since: datetime
    last_visited_at: datetime | None
    last_verified_at: datetime | None
    distributed_on: date | None
    distributed_on_basis: str | None
    obtained_at: datetime | None
    case_class: str | None
    judging_body: str | None
    jurisdiction: str | None
    is_sealed: bool
    revision: int


class CaseView(CaseSummary):
    """A whole case; `tribunal_status` is that of its tribunal, which may keep it from being visited.

    `is_partial`: the parties are those of a list (a gazette's recipients), and no court has shown any yet.
    """

    instances: tuple[InstanceView, ...]
    parties: tuple[Party, ...]
    is_partial: bool
    documents: tuple[Document, ...]
    tribunal_status: TribunalStatus | None


class MovementView(FrozenModel):
    """A movement as its court shows it, or showed it until it was withdrawn."""

    id: UUID
    system: str
    court_level: str
    code: str
    occurred_on: date | None
    occurred_at: str | None
    number: int | None
    text: str
    complement: str | None
    tpu_code: str | None
    ordinal: int
    document_ids: tuple[str, ...]
    first_seen_at: datetime
    is_present: bool
    withdrawn_at: datetime | None
    replaces: UUID | None


def get_case(
    connection: repository.Transaction, case_number: CaseNumber, *, company_id: UUID | None = None
) -> CaseView:
    """Return a case. Without company only for operators. Raises CaseNotReadable."""
    case = _get_row(connection, case_number, company_id)
    instances = by_preference(repository.list_instances(connection, case_number))
    is_withheld = case.state in WITHHELD
    shown = {} if is_withheld else repository.list_parties(connection, case_number)
    documents = [] if is_withheld else repository.list_documents(connection, case_number)
    return CaseView(
        **_summary(case).model_dump(),
        instances=tuple(_instance_view(instance) for instance in instances if not instance.is_listed),
        parties=tuple(list_case_parties(instances, shown)),
        is_partial=is_partial(instances, shown),
        documents=tuple(Document(**{name: row[name] for name in Document.model_fields}) for row in documents),
        tribunal_status=find_tribunal_status(connection, case.tribunal),
    )


def list_movements(
    connection: repository.Transaction,
    case_number: CaseNumber,
    *,
    company_id: UUID | None = None,
    with_withdrawn: bool = False,
) -> list[MovementView]:
    """List the movements of a case, newest first; of one that may be sealed none, and its state says why.

    Without company only for operators. Raises CaseNotReadable.
    """
    if _get_row(connection, case_number, company_id).state in WITHHELD:
        return []
    rows = repository.list_movements(connection, case_number, with_withdrawn=with_withdrawn)
    return [MovementView(**{name: row[name] for name in MovementView.model_fields}) for row in rows]


def list_cases(
    connection: repository.Transaction, company_id: UUID, *, after: str = "", limit: int = 100
) -> list[CaseSummary]:
    """List the cases that a company may read, by number, from behind `after` on."""
    return [_summary(case) for case in repository.list_cases(connection, company_id, after=after, limit=limit)]


def _get_row(connection: repository.Transaction, case_number: CaseNumber, company_id: UUID | None) -> CaseRow:
    is_readable = company_id is None or repository.has_grant(connection, company_id, case_number)
    case = repository.find_case(connection, case_number) if is_readable else None
    if case is None:
        raise CaseNotReadable(f"{case_number.masked} was not found", case_number=case_number)
    return case


def _summary(case: CaseRow) -> CaseSummary:
    known = {name: getattr(case, name) for name in CaseSummary.model_fields if name != "case_number_masked"}
    return CaseSummary(**known, case_number_masked=case.case_number.masked)


def _instance_view(instance: InstanceRow) -> InstanceView:
    return InstanceView(
        id=instance.id,
        system=instance.system,
        court_level=instance.court_level,
        code=instance.code,
        movements=instance.movements_present,
        baseline_at=instance.baseline_at,
        header=instance.header,
    )
