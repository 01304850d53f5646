"""Stores a visit that found a case, and tells what it changed: instances, movements, parties, header, date, state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from delivery.case_store import announcements, repository
from delivery.case_store.dates import date_distribution, read_date
from delivery.case_store.differences import (
    Appearance,
    MovementChanges,
    compare_headers,
    compare_movements,
    page_digest,
)
from delivery.case_store.distributions import publish_distribution
from delivery.case_store.identity import IdentifiedMovement, digest, identify_movements, movement_id
from delivery.case_store.instances import assign_instances, by_preference
from delivery.case_store.parties import compare_parties, merge_parties, parties_digest
from delivery.case_store.records import CaseRow, CaseState, InstanceRow
from delivery.case_store.withholding import release_told
from delivery.events.record import EventDraft, record_events
from delivery.quotas.watches import Watcher, list_watchers, mark_registered, publish_watch
from runtime.stream.base import UnitOfWork
from schemas.capture_requests import Wish
from schemas.captures import Capture, InstanceSnapshot
from schemas.cases import Document, Party
from schemas.outcomes import Outcome

_ASK_AGAIN_AFTER = timedelta(hours=6)  # a page that stays short must not be visited in a circle


@dataclass(slots=True)
class _Visit:
    """One visit being stored: what it means so far."""

    case: CaseRow
    capture: Capture
    unit: UnitOfWork
    now: datetime
    watchers: list[Watcher]
    instances: list[InstanceRow]
    drafts: list[EventDraft] = field(default_factory=list)
    movements: list[dict[str, Any]] = field(default_factory=list)
    parties: dict[UUID, list[Party]] = field(default_factory=dict)
    documents: dict[UUID, tuple[Document, ...]] = field(default_factory=dict)
    stored_parties: dict[UUID, list[Party]] | None = None
    unfinished: str = ""
    """Why the visit counts as partial; empty when the court was read completely."""
    missing_parties: int = 0
    missing_lawyers: int = 0
    """How many the pages leave out that are known; they stay, and the visit counts as partial."""
    has_changes: bool = False

    @property
    def listeners(self) -> list[UUID]:
        return [watcher.company_id for watcher in self.watchers if watcher.is_registered]

    def agreeing(self, vanished: str | None) -> str | None:
        """Return what the visit before left out; the same pages read again are no second visit."""
        return None if self.capture.revision else vanished

    def load_parties(self) -> dict[UUID, list[Party]]:
        if self.stored_parties is None:
            self.stored_parties = repository.list_parties(self.unit.connection, self.case.case_number)
        return self.stored_parties


def store_found(case: CaseRow, capture: Capture, unit: UnitOfWork, now: datetime) -> Outcome:
    """Store what a court showed of a case that is locked; return the outcome with `unchanged` and `partial` decided."""
    connection = unit.connection
    is_first = case.obtained_at is None and case.revision == 0
    known = [] if is_first else repository.list_instances(connection, case.case_number)
    visit = _Visit(case, capture, unit, now, list_watchers(connection, case.case_number), known)
    visit.stored_parties = {} if is_first else None
    was_public = case.obtained_at is not None and case.state not in (CaseState.SEALED, CaseState.POSSIBLY_SEALED)
    _leave_absence(visit)
    _store_instances(visit)
    is_new_to_matching = _store_summary(visit) or not was_public
    outcome = _conclude(visit)
    record_events(connection, visit.drafts, now)
    if is_new_to_matching:
        _publish(visit)
    return outcome


def _leave_absence(visit: _Visit) -> None:
    """A case that was sealed, or not to be found, is public again."""
    case = visit.case
    if case.is_sealed:
        case.is_sealed = False
        publish_watch(visit.unit, case.case_number, case.tribunal, is_sealed=False, now=visit.now)
    if case.state is CaseState.POSSIBLY_SEALED:
        release_told(visit.unit.connection, case.case_number, visit.now)
    if case.state in (CaseState.NOT_FOUND, CaseState.POSSIBLY_SEALED, CaseState.SEALED) and visit.listeners:
        case.next_revision()
        change = {"state": [case.state.value, CaseState.FOUND.value]}
        visit.drafts += announcements.changed(case, visit.listeners, change)
    case.absent_since, case.absent_visits = None, 0


def _store_instances(visit: _Visit) -> None:
    connection, number = visit.unit.connection, visit.case.case_number
    assigned = assign_instances(number, visit.instances, visit.capture.instances, visit.capture.visited_at)
    known_ids = {instance.id for instance in visit.instances}
    pages = {id(snapshot): identify_movements(snapshot.case.movements) for snapshot, _ in assigned}
    unread = [
        instance.id
        for snapshot, instance in assigned
        if instance and instance.id in known_ids and not _is_unchanged(instance, snapshot, pages[id(snapshot)])
    ]
    stored = repository.list_known_movements(connection, number, unread)
    touched = []
    for snapshot, instance in assigned:
        if instance is None:
            visit.unfinished = "the page names no code, and several instances could be meant"
            continue
        if instance.id not in known_ids:
            visit.instances.append(instance)
        if _store_instance(visit, snapshot, instance, (pages[id(snapshot)], stored.get(instance.id, {}))):
            touched.append(instance)
    with connection.pipeline():
        repository.upsert_instances(connection, touched)
        repository.upsert_movements(connection, number, visit.movements, visit.capture.visited_at)
        repository.replace_parties(connection, visit.parties, number, known=known_ids)
        repository.replace_documents(connection, visit.documents, number, known=known_ids)


def _is_unchanged(instance: InstanceRow, snapshot: InstanceSnapshot, seen: Sequence[IdentifiedMovement]) -> bool:
    is_settled = instance.baseline_at is not None and instance.vanished_digest is None
    return is_settled and snapshot.is_complete and instance.movements_digest == page_digest(seen)


def _store_instance(
    visit: _Visit,
    snapshot: InstanceSnapshot,
    instance: InstanceRow,
    page: tuple[Sequence[IdentifiedMovement], dict[str, Any]],
) -> bool:
    """Compare one instance with its snapshot; True when its row is to be written."""
    seen, stored = page
    was_listed, instance.is_listed = instance.is_listed, False
    is_known = instance.baseline_at is not None or instance.parties_digest is not None
    had_baseline = instance.baseline_at is not None
    is_changed = _compare_header(visit, snapshot, instance, tells=had_baseline, was_listed=was_listed)
    is_changed |= _compare_documents(visit, snapshot, instance) or was_listed
    if not snapshot.is_complete:
        visit.unfinished = visit.unfinished or "the page shows only a part of the movements"
    if _is_unchanged(instance, snapshot, seen):
        return is_changed
    changes = compare_movements(
        stored,
        seen,
        is_complete=snapshot.is_complete,
        vanished_before=visit.agreeing(instance.vanished_digest),
        first_episode=instance.first_episode,
    )
    _store_movements(visit, instance, changes, tells=had_baseline)
    _settle(visit, snapshot, instance, (seen, changes))
    if snapshot.is_complete and not had_baseline:
        instance.baseline_at = visit.capture.visited_at
        visit.has_changes = True
        if visit.listeners:
            visit.case.next_revision()
            visit.drafts += announcements.new_instance(visit.case, visit.listeners, instance)
    return is_changed or not is_known or bool(changes.appeared or changes.withdrawn) or snapshot.is_complete


def _settle(
    visit: _Visit,
    snapshot: InstanceSnapshot,
    instance: InstanceRow,
    page: tuple[Sequence[IdentifiedMovement], MovementChanges],
) -> None:
    """Remember what the next visit of the instance is compared with."""
    seen, changes = page
    edits = len(changes.edited_from)
    instance.movements_present += len(changes.appeared) - edits - len(changes.withdrawn)
    is_concluded = snapshot.is_complete and changes.vanished_digest is None
    instance.movements_digest = page_digest(seen) if is_concluded else None
    if snapshot.is_complete:
        instance.vanished_digest = changes.vanished_digest
    if changes.vanished_digest:
        visit.unfinished = visit.unfinished or "the page shows fewer movements than before; a second visit decides"


def _store_movements(visit: _Visit, instance: InstanceRow, changes: MovementChanges, *, tells: bool) -> None:
    rows = [_movement_row(instance, appearance) for appearance in reversed(changes.appeared)]
    refreshed = [
        {**_movement_row(instance, Appearance(seen, known.episode, None)), "id": known.id}
        for seen, known in changes.refreshed
    ]
    gone = [*changes.withdrawn, *changes.edited_from]
    listeners = visit.listeners if tells else []
    if gone and listeners:
        hashes = [movement.hash for movement in gone]
        for old in repository.list_movements_by_hash(visit.unit.connection, instance, hashes).values():
            visit.drafts += announcements.movement_withdrawn(visit.case, listeners, instance, old)
    if changes.withdrawn:
        hashes = [movement.hash for movement in changes.withdrawn]
        repository.withdraw_movements(visit.unit.connection, instance, hashes, visit.now)
    for row in rows if listeners else ():
        visit.drafts += announcements.movement_created(visit.case, listeners, instance, row)
    visit.movements += [*rows, *refreshed]
    visit.has_changes |= bool(rows or gone)


def _movement_row(instance: InstanceRow, appearance: Appearance) -> dict[str, Any]:
    seen = appearance.seen
    return {
        **seen.movement.model_dump(mode="json"),
        "instance_id": instance.id,
        "hash": seen.hash,
        "id": movement_id(instance.id, seen.hash, appearance.episode),
        "episode": appearance.episode,
        "content_digest": seen.content_digest,
        "day": seen.day,
        "ordinal": seen.ordinal,
        "replaces": appearance.replaces,
    }


def _compare_header(
    visit: _Visit, snapshot: InstanceSnapshot, instance: InstanceRow, *, tells: bool, was_listed: bool
) -> bool:
    header, changes = compare_headers(instance.header, snapshot.case, is_complete=snapshot.is_complete)
    vanished_before, instance.header = instance.vanished_parties_digest, header
    changes = {**changes, **_compare_parties(visit, snapshot, instance, was_listed=was_listed)}
    visit.has_changes |= bool(changes)
    if changes and tells and visit.listeners:
        visit.case.next_revision()
        visit.drafts += announcements.changed(visit.case, visit.listeners, changes, instance)
    return bool(changes) or instance.vanished_parties_digest != vanished_before


def _compare_parties(
    visit: _Visit, snapshot: InstanceSnapshot, instance: InstanceRow, *, was_listed: bool
) -> dict[str, Any]:
    shown = list(snapshot.case.parties)
    if instance.parties_digest == parties_digest(shown):
        instance.vanished_parties_digest = None
        return {}
    old = visit.load_parties().get(instance.id, [])
    if not (snapshot.is_complete and snapshot.is_complete_parties):
        shown = merge_parties(old, shown)
    elif not was_listed:  # the names of a list end with the first page of the court
        shown = _keep_missing(visit, instance, old, shown)
    found = parties_digest(shown)
    if instance.parties_digest == found:
        return {}
    instance.parties_digest = found
    visit.parties[instance.id] = shown
    return {"parties": [announcements.told_parties(old), announcements.told_parties(shown)]}


def _keep_missing(visit: _Visit, instance: InstanceRow, old: Sequence[Party], shown: Sequence[Party]) -> list[Party]:
    """Return the parties that a complete page shows, and those that it leaves out until a second page agrees."""
    vanished_before = visit.agreeing(instance.vanished_parties_digest)
    changes = compare_parties(old, shown, vanished_before=vanished_before)
    instance.vanished_parties_digest = changes.vanished_digest
    visit.missing_parties += changes.missing_parties
    visit.missing_lawyers += changes.missing_lawyers
    return list(changes.parties)


def _compare_documents(visit: _Visit, snapshot: InstanceSnapshot, instance: InstanceRow) -> bool:
    """Documents are links here; addresses change from visit to visit, and are stored when something else changed."""
    documents = snapshot.case.documents
    if not snapshot.is_complete or (not documents and instance.documents_digest is None):
        return False
    found = digest(sorted(f"{item.id}|{item.title}|{item.kind}|{item.is_locked}" for item in documents))
    if instance.documents_digest == found:
        return False
    instance.documents_digest = found
    visit.documents[instance.id] = documents
    return True


def _store_summary(visit: _Visit) -> bool:
    """Derive the case's own header and date from its instances; True when the matcher has to see the case again."""
    case, capture = visit.case, visit.capture
    instances = by_preference(visit.instances)
    case.obtained_at = case.obtained_at or capture.visited_at
    filings = [capture.filed_on, *(instance.header.get("filed_on") for instance in instances)]
    case.filed_on = next((day for day in map(read_date, filings) if day), case.filed_on)
    case.listed_on = case.listed_on or read_date(capture.listed_on)
    dated = (case.distributed_on, case.distributed_on_basis)
    case.distributed_on, basis = date_distribution(
        case.case_number,
        court_dates=[instance.header.get("distributed_on") for instance in instances],
        filed_on=case.filed_on,
        listed_on=case.listed_on,
        first_seen_at=case.obtained_at,
    )
    case.distributed_on_basis = basis.value if basis else None
    for name in ("case_class", "judging_body", "jurisdiction"):
        setattr(case, name, next((row.header[name] for row in instances if row.header.get(name)), None))
    return bool(visit.parties) or dated != (case.distributed_on, case.distributed_on_basis)


def _conclude(visit: _Visit) -> Outcome:
    """Decide what the visit proved, and tell who waits for the case to be registered."""
    case, capture = visit.case, visit.capture
    if capture.outcome is Outcome.PARTIAL:
        visit.unfinished = capture.explanation or visit.unfinished
    if visit.missing_parties or visit.missing_lawyers:
        visit.unfinished = "; ".join(filter(None, [visit.unfinished, _tell_missing(visit)]))
    if visit.unfinished:
        case.enter(CaseState.PARTIAL, visit.unfinished, capture.visited_at)
        _ask_complete_visit(visit)
        return Outcome.PARTIAL
    case.enter(CaseState.FOUND, "the court shows the case", capture.visited_at)
    case.last_verified_at = capture.visited_at
    case.complete_visit_asked_at = None
    waiting = [watcher for watcher in visit.watchers if not watcher.is_registered]
    for watcher in waiting:
        instances = [instance for instance in by_preference(visit.instances) if not instance.is_listed]
        visit.drafts += announcements.registered(case, watcher.company_id, watcher.episode, instances)
    companies = [watcher.company_id for watcher in waiting]
    mark_registered(visit.unit.connection, case.case_number, companies)
    return Outcome.FOUND_NEW if visit.has_changes else Outcome.FOUND_UNCHANGED


def _tell_missing(visit: _Visit) -> str:
    parties, lawyers = visit.missing_parties, visit.missing_lawyers
    counts = [f"{parties} {'party' if parties == 1 else 'parties'}"] if parties else []
    counts += [f"{lawyers} {'lawyer' if lawyers == 1 else 'lawyers'}"] if lawyers else []
    return f"the page leaves out {' and '.join(counts)} shown before; a second visit decides"


def _ask_complete_visit(visit: _Visit) -> None:
    case = visit.case
    asked_at = case.complete_visit_asked_at
    if asked_at is not None and visit.now - asked_at < _ASK_AGAIN_AFTER:
        return
    case.complete_visit_asked_at = visit.now
    publish_watch(visit.unit, case.case_number, case.tribunal, is_sealed=False, now=visit.now, wish=Wish.HINTED)


def _publish(visit: _Visit) -> None:
    visit.case.next_revision()
    parties = {**visit.load_parties(), **visit.parties}
    publish_distribution(visit.unit, visit.case, (visit.instances, parties))
