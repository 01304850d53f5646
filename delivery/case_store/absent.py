"""Stores visits that did not show a case: not found, sealed, or failed. None of them looks like an empty result."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from delivery.case_store import announcements, repository
from delivery.case_store.distributions import build_distribution, publish_distribution
from delivery.case_store.records import WITHHELD, CaseRow, CaseState
from delivery.case_store.withholding import withhold_told
from delivery.events.record import record_events
from delivery.quotas.watches import list_watchers, publish_watch
from runtime.stream.base import UnitOfWork
from schemas.captures import Capture
from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from schemas.topics import DISTRIBUTIONS

PurgeCase = Callable[[repository.Transaction, str, datetime], object]

_HIDES_SEALED = frozenset({CourtSystem.PJE, CourtSystem.PJE_REST})
_SAYS_NOTHING_OF_CASE = frozenset({Outcome.NOT_FOUND, Outcome.CAPTCHA, Outcome.BLOCKED})
"""A system that is out of service may show the case when it is back; one behind a wall is not waited for."""
_SUSPICIOUS_VISITS = 3
_SUSPICIOUS_AFTER = timedelta(hours=24)


def store_not_found(case: CaseRow, capture: Capture, unit: UnitOfWork, now: datetime) -> None:
    """A court does not show the case: tell its watchers once per absence, unless another court system shows it."""
    asked = {answer.system.value for answer in capture.answers} | {capture.provenance.system or ""}
    # A visit of several systems is noted without a name as well as under theirs.
    if case.is_sealed or case.is_found_elsewhere(asked | {""} if capture.answers else asked):
        return
    _count_absence(case, capture)
    if _is_missed_for_long(case, capture) and _is_kept_in_pje(case, capture, unit):
        _withhold(case, capture, unit, "it may be sealed")
        return
    if case.state is not CaseState.POSSIBLY_SEALED:
        case.enter(CaseState.NOT_FOUND, capture.explanation, capture.visited_at)
    watchers = [watcher.company_id for watcher in list_watchers(unit.connection, case.case_number)]
    record_events(unit.connection, announcements.not_found(case, watchers), now)


def _count_absence(case: CaseRow, capture: Capture) -> None:
    case.absent_visits += 1
    if case.absent_since is None:
        case.absent_since = capture.visited_at
        case.not_found_episode += 1


def _withhold(case: CaseRow, capture: Capture, unit: UnitOfWork, why: str) -> None:
    if case.state is not CaseState.POSSIBLY_SEALED:
        withhold_told(unit.connection, case.case_number)
    since = (case.absent_since or capture.visited_at).date()
    reason = f"not found on {case.absent_visits} visits since {since}: {why}"
    case.enter(CaseState.POSSIBLY_SEALED, reason, capture.visited_at)


def _is_missed_for_long(case: CaseRow, capture: Capture) -> bool:
    is_long = case.absent_since is not None and capture.visited_at - case.absent_since >= _SUSPICIOUS_AFTER
    return case.obtained_at is not None and is_long and case.absent_visits >= _SUSPICIOUS_VISITS


def _is_kept_in_pje(case: CaseRow, capture: Capture, unit: UnitOfWork) -> bool:
    """PJe answers a sealed case like one that does not exist; a visit of several systems names none of them."""
    instances = repository.list_instances(unit.connection, case.case_number)
    if all(instance.is_listed for instance in instances):
        return False  # no court has ever shown it
    if capture.provenance.system is not None:
        return capture.provenance.system in _HIDES_SEALED
    return any(instance.system in _HIDES_SEALED for instance in instances)


def _is_gone_where_it_was(case: CaseRow, capture: Capture, unit: UnitOfWork) -> bool:
    """PJe does not show a case that it showed, and only systems that never showed it, or do no more, were not asked.

    DataJud is a copy of the courts' systems: what it showed is in one of them.
    """
    said = {answer.system: answer.outcome for answer in capture.answers}
    gone = {system for system, outcome in said.items() if outcome is Outcome.NOT_FOUND}
    if capture.outcome is not Outcome.PARTIAL or not gone or set(said.values()) - _SAYS_NOTHING_OF_CASE:
        return False
    instances = repository.list_instances(unit.connection, case.case_number)
    held = {instance.system for instance in instances if not instance.is_listed} - {CourtSystem.DATAJUD}
    return bool(held & gone & _HIDES_SEALED) and all(
        case.said_last(system) == Outcome.NOT_FOUND for system in held - gone
    )


def store_failure(case: CaseRow, capture: Capture, unit: UnitOfWork) -> None:
    """The visit proved nothing: the case says why, unless it is the whole tribunal's or its names stay withheld."""
    if capture.outcome in TRIBUNAL_WIDE or case.is_sealed:
        return
    if _is_gone_where_it_was(case, capture, unit):
        _count_absence(case, capture)
        if _is_missed_for_long(case, capture):
            _withhold(case, capture, unit, "it may be sealed, or in a system that cannot be asked")
    if case.state in WITHHELD:
        return
    case.enter(CaseState(capture.outcome.value), capture.explanation, capture.visited_at)


def store_sealed(case: CaseRow, reason: str, unit: UnitOfWork, now: datetime, purges: Mapping[str, PurgeCase]) -> None:
    """Delete what delivery holds of the case, tell its companies, and tell the other stages to do the same.

    Nothing of it is repeated while the case stays sealed; seen public and sealed again, it is a new episode.
    """
    if case.is_sealed:
        return
    connection, number = unit.connection, case.case_number
    case.is_sealed = True
    case.enter(CaseState.SEALED, reason, now)
    case.absent_since, case.absent_visits = None, 0
    _forget(case, unit, now, purges)
    watchers = {watcher.company_id for watcher in list_watchers(connection, number)}
    told = sorted(watchers | set(repository.list_grantees(connection, number)))
    record_events(connection, announcements.sealed(case, told), now)
    publish_watch(unit, number, case.tribunal, is_sealed=True, now=now)
    publish_distribution(unit, case)


def forget_withheld(case: CaseRow, unit: UnitOfWork, now: datetime, purges: Mapping[str, PurgeCase]) -> None:
    """Delete what every stage holds of a case that may be sealed, and go on visiting it: it may be found again.

    Capture deletes for the first request, and watches again by the second.
    """
    _forget(case, unit, now, purges)
    for is_sealed in (True, False):
        publish_watch(unit, case.case_number, case.tribunal, is_sealed=is_sealed, now=now)
    unit.publish(DISTRIBUTIONS, case.case_number, build_distribution(case, []).model_copy(update={"is_sealed": True}))
    repository.save_case(unit.connection, case)


def _forget(case: CaseRow, unit: UnitOfWork, now: datetime, purges: Mapping[str, PurgeCase]) -> None:
    """Delete what delivery holds of a case, as a new episode of the purge ledger and a new revision."""
    case.seal_episode += 1
    case.next_revision()
    case.case_class = case.judging_body = case.jurisdiction = None
    case.distributed_on = case.distributed_on_basis = case.listed_on = None
    repository.delete_content(unit.connection, case.case_number)
    for purge in purges.values():
        purge(unit.connection, case.case_number, now)
    holders = ["cases", *purges]
    repository.add_purges(unit.connection, case.case_number, holders=holders, episode=case.seal_episode, now=now)
