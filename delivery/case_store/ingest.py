"""Handles `captures.v1`: the visit's outcome decides what becomes of the case, whose row is locked meanwhile.

Leaves fetching to capture and deciding about matches to monitoring. A stale or doubled capture changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from delivery.case_store import repository
from delivery.case_store.absent import PurgeCase, store_failure, store_not_found, store_sealed
from delivery.case_store.errors import ContradictoryCapture
from delivery.case_store.found import store_found
from delivery.case_store.listed import store_listed
from delivery.case_store.records import WITHHELD, CaseRow, CaseState
from delivery.case_store.sealing import shows_sealed
from delivery.events.purge import purge_case as purge_events
from delivery.monitoring.purge import purge_case as purge_monitoring
from delivery.quotas.watches import publish_watch
from delivery.webhooks.purge import purge_case as purge_webhooks
from runtime.clock import Clock
from runtime.stream.base import UnitOfWork
from schemas.capture_requests import Wish
from schemas.captures import Capture, SourceKind, VisitReason
from schemas.case_number import CaseNumber, InvalidCaseNumber
from schemas.model import FrozenModel
from schemas.outcomes import VERIFYING, Outcome
from schemas.topics import CAPTURES, Topic

GROUP = "case_store"
HELD_BY: Mapping[str, PurgeCase] = {
    "monitoring": purge_monitoring,
    "webhooks": purge_webhooks,
    "events": purge_events,
}
"""Who else in delivery holds something of a case, in the order in which they are asked to delete it."""
_SHOWN = VERIFYING | {Outcome.PARTIAL}
_SEALED_REASON = "the court has sealed the case"
_log = structlog.get_logger()


class CaptureHandler:
    """The case store's work on visits.

    Args:
        clock: business time.
        purges: who else in delivery holds something of a case, by name; each deletes it in the same transaction.
    """

    group = GROUP
    topics: Sequence[Topic[FrozenModel]] = (CAPTURES,)

    def __init__(self, clock: Clock, purges: Mapping[str, PurgeCase] = HELD_BY) -> None:
        self._clock = clock
        self._purges = purges

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        """Store one visit. Raises ContradictoryCapture."""
        assert isinstance(message, Capture)
        _check(message)
        now = self._clock.now()
        if _is_listed(message) and shows_sealed(message):
            return  # a list that hides names says nothing that may be kept
        case = self._take_case(message, unit, now)
        if case is None:
            return
        if _is_listed(message):
            store_listed(case, message, unit, now)
            repository.save_case(unit.connection, case)
            return
        if message.provenance.source is SourceKind.HINT:
            publish_watch(unit, case.case_number, case.tribunal, is_sealed=case.is_sealed, now=now, wish=Wish.HINTED)
            return
        system, visit_id = message.provenance.system or "", str(message.visit_id)
        if case.is_stale(system, visit_id, message.visited_at, revision=message.revision):
            _log.info("capture_is_stale", case_number=case.case_number, visit_id=visit_id)
            return
        outcome = self._store(case, message, unit, now)
        said = {answer.system.value: answer.outcome for answer in message.answers}
        if message.instances or system not in said:
            said[system] = outcome
        for name, each in said.items():
            case.note_visit(name, visit_id, message.visited_at, each, revision=message.revision)
        case.last_outcome = outcome.value
        repository.save_case(unit.connection, case)

    def on_dead_letter(self, topic: Topic[FrozenModel], key: str, reason: str, unit: UnitOfWork) -> None:
        """A message about a case was refused: the case says so until a visit finds it."""
        mark_dead_letter(unit, key, (topic.name, reason), self._clock.now())

    def _take_case(self, capture: Capture, unit: UnitOfWork, now: datetime) -> CaseRow | None:
        """Lock the case; one that nobody watches becomes known only by a visit that shows it, or shows it sealed."""
        is_shown = bool(capture.instances) or shows_sealed(capture)
        if is_shown and (capture.provenance.source is SourceKind.PRIMARY or _names_parties(capture)):
            return repository.lock_or_add_case(unit.connection, capture.case_number, capture.tribunal, now)
        return repository.lock_case(unit.connection, capture.case_number)

    def _store(self, case: CaseRow, capture: Capture, unit: UnitOfWork, now: datetime) -> Outcome:
        if shows_sealed(capture):
            store_sealed(case, _SEALED_REASON, unit, now, self._purges)
            return Outcome.SEALED
        if capture.instances:
            return store_found(case, capture, unit, now)
        if capture.outcome is Outcome.NOT_FOUND:
            store_not_found(case, capture, unit, now)
        else:
            store_failure(case, capture, unit)
        return capture.outcome


def _is_listed(capture: Capture) -> bool:
    """Whether a capture is what a list of distributions shows of a case; every other hint is a wish for a visit."""
    is_hint = capture.provenance.source is SourceKind.HINT
    return is_hint and capture.reason is VisitReason.DISCOVERED and bool(capture.instances)


def _names_parties(capture: Capture) -> bool:
    return _is_listed(capture) and any(snapshot.case.parties for snapshot in capture.instances)


def _check(capture: Capture) -> None:
    """Refuse a visit that contradicts itself. Raises ContradictoryCapture."""
    if capture.outcome in VERIFYING and not capture.instances:
        raise ContradictoryCapture(f"{capture.case_number}: found, and nothing is shown")
    if capture.instances and capture.outcome not in _SHOWN | {Outcome.SEALED}:
        raise ContradictoryCapture(f"{capture.case_number}: {capture.outcome}, and yet something is shown")
    for snapshot in capture.instances:
        if snapshot.case.case_number not in (None, capture.case_number):
            raise ContradictoryCapture(f"{capture.case_number}: the page is of {snapshot.case.case_number}")


def mark_dead_letter(unit: UnitOfWork, key: str, refusal: tuple[str, str], now: datetime) -> None:
    """Put the case that a message's key names into the state `dead_letter`; withheld names stay withheld.

    The key is a case number, alone or behind a company's id; the refusal is a topic and a reason, of which only the
    first line is kept: what follows may quote the message.
    """
    topic, reason = refusal
    try:
        number = CaseNumber(key[-20:])
    except InvalidCaseNumber:
        return
    case = repository.lock_case(unit.connection, number)
    if case is not None and case.state not in WITHHELD:
        first_line = (reason.splitlines() or [""])[0][:200]
        case.enter(CaseState.DEAD_LETTER, f"a message of {topic} was refused: {first_line}", now)
        repository.save_case(unit.connection, case)
