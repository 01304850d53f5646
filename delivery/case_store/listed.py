"""Stores what a list of distributions or the gazette shows of a case: its names until a court shows some, and its date.

A list is no visit: it proves nothing about the case's state, seals nothing, and never withdraws what a court showed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from delivery.case_store import repository
from delivery.case_store.dates import date_distribution, read_date
from delivery.case_store.differences import compare_headers
from delivery.case_store.distributions import publish_distribution
from delivery.case_store.instances import assign_instances, by_preference
from delivery.case_store.parties import merge_parties, parties_digest
from delivery.case_store.records import WITHHELD, CaseRow, CaseState, InstanceRow
from runtime.stream.base import UnitOfWork
from schemas.captures import Capture
from schemas.cases import Party


def store_listed(case: CaseRow, capture: Capture, unit: UnitOfWork, now: datetime) -> None:
    """Add a list's names to a case of which no court has shown any, and its date to every case; the case is locked.

    Matching sees the case again when either says something new. Names of a withheld case stay away.
    """
    if case.is_sealed or case.state in WITHHELD:
        return
    instances = repository.list_instances(unit.connection, case.case_number)
    stored = repository.list_parties(unit.connection, case.case_number) if instances else {}
    is_changed = False
    if all(instance.is_listed or not stored.get(instance.id) for instance in instances):
        is_changed = _store_names(case, capture, unit, (instances, stored))
        if is_changed and case.state is CaseState.WAITING:
            case.enter(CaseState.PARTIAL, capture.explanation, now)
    if instances:
        case.obtained_at = case.obtained_at or capture.visited_at
    is_changed |= _store_date(case, capture, instances)
    if is_changed and case.obtained_at is not None:
        case.next_revision()
        publish_distribution(unit, case, (instances, repository.list_parties(unit.connection, case.case_number)))


def _store_names(
    case: CaseRow,
    capture: Capture,
    unit: UnitOfWork,
    known_so_far: tuple[list[InstanceRow], Mapping[UUID, Sequence[Party]]],
) -> bool:
    """Merge the names into the list's own row; True when there are others than before."""
    instances, stored = known_so_far
    naming = [snapshot for snapshot in capture.instances if snapshot.case.parties]
    known = {instance.id for instance in instances}
    changed = []
    for snapshot, instance in assign_instances(case.case_number, instances, naming, capture.visited_at):
        if instance is None:
            continue
        if instance.id not in known:
            instance.is_listed = True
            instances.append(instance)
        parties = merge_parties(stored.get(instance.id, []), snapshot.case.parties)
        if instance.parties_digest != (found := parties_digest(parties)):
            instance.header, _ = compare_headers(instance.header, snapshot.case)
            instance.parties_digest = found
            repository.upsert_instances(unit.connection, [instance])
            repository.replace_parties(unit.connection, {instance.id: parties}, case.case_number, known=known)
            changed.append(snapshot)
    _describe(case, instances)
    return bool(changed)


def _describe(case: CaseRow, instances: Sequence[InstanceRow]) -> None:
    ordered = by_preference(instances)
    for name in ("case_class", "judging_body", "jurisdiction"):
        setattr(case, name, next((row.header[name] for row in ordered if row.header.get(name)), None))


def _store_date(case: CaseRow, capture: Capture, instances: Sequence[InstanceRow]) -> bool:
    """Take the list's date where no better one is known; True when the case's date changed."""
    case.listed_on = _earlier(case.listed_on, read_date(capture.listed_on))
    case.filed_on = case.filed_on or read_date(capture.filed_on)
    dated = (case.distributed_on, case.distributed_on_basis)
    case.distributed_on, basis = date_distribution(
        case.case_number,
        court_dates=[instance.header.get("distributed_on") for instance in by_preference(instances)],
        listed_on=case.listed_on,
        filed_on=case.filed_on,
        first_seen_at=case.obtained_at,
    )
    case.distributed_on_basis = basis.value if basis else None
    return dated != (case.distributed_on, case.distributed_on_basis)


def _earlier(known: date | None, found: date | None) -> date | None:
    return min((day for day in (known, found) if day), default=None)
