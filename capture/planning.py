"""What follows from a visit: when the case is visited again, or never (pure)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from capture.business_days import next_business_day
from capture.schedule import (
    PARTIAL_TRIES,
    PARTIAL_WAIT,
    after_failure,
    next_regular,
    spread_time,
)
from monitor_config.tribunals import Hours
from runtime.clock import business_date
from schemas.captures import VisitReason
from schemas.outcomes import TRIBUNAL_WIDE, VERIFYING, Outcome

GIVE_UP_AFTER = 8
"""Failed visits in a row after which a case that nobody watches is visited no more."""
_UNSUPPORTED_WAIT_DAYS = 15.0
_WISHES = frozenset({VisitReason.ASKED, VisitReason.HINTED})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a visited case when its next visit is planned."""

    case_number: str
    reason: VisitReason
    is_watched: bool
    failures: int
    partials: int
    misses: int
    wished_reason: VisitReason | None
    interval_days: float
    hours: Hours | None
    discovery_tries: int
    is_shown: bool = True
    """Whether the visit showed anything of the case."""
    is_asked: bool = True
    """Whether any system was asked."""
    skips_recess: bool = False
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The next visit; `due_at` None: there is none."""

    due_at: datetime | None
    reason: VisitReason
    failures: int = 0
    partials: int = 0
    misses: int = 0
    is_given_up: bool = False

    @property
    def priority(self) -> int:
        return 0 if self.reason in _WISHES else 1


def is_failure(outcome: Outcome, *, is_shown: bool = True) -> bool:
    """Say whether an outcome leaves open what the court would have shown.

    A visit that shows nothing because a system that may hold the case could not be asked does, too.
    """
    if outcome is Outcome.PARTIAL and not is_shown:
        return True
    return outcome not in VERIFYING and outcome not in (Outcome.NOT_FOUND, Outcome.SEALED, Outcome.PARTIAL)


def plan_next(facts: CaseFacts, outcome: Outcome, now: datetime) -> Plan:
    """Return what follows from a visit's outcome (never one that acts on the tribunal)."""
    if outcome in TRIBUNAL_WIDE:
        raise ValueError(f"{outcome} acts on the tribunal, not on the case")
    if facts.wished_reason is not None:
        return Plan(now, facts.wished_reason)
    is_missed = outcome is Outcome.NOT_FOUND or (outcome is Outcome.PARTIAL and not facts.is_shown)
    if is_missed and facts.reason is VisitReason.DISCOVERED and not facts.is_watched:
        return _after_miss(facts, now)
    if outcome is Outcome.PARTIAL and facts.is_shown and facts.partials < PARTIAL_TRIES:
        return Plan(now + PARTIAL_WAIT, facts.reason, partials=facts.partials + 1)
    if outcome is not Outcome.UNSUPPORTED and is_failure(outcome, is_shown=facts.is_shown):
        return _after_failure(facts, now)
    if not facts.is_watched:
        return Plan(None, facts.reason)
    interval = facts.interval_days if outcome is not Outcome.UNSUPPORTED or facts.is_asked else _UNSUPPORTED_WAIT_DAYS
    return Plan(next_regular(now, facts.case_number, interval, facts.hours, facts.skips_recess), VisitReason.DUE)


def _after_failure(facts: CaseFacts, now: datetime) -> Plan:
    failures = facts.failures + 1
    if not facts.is_watched and failures >= GIVE_UP_AFTER:
        return Plan(None, facts.reason, is_given_up=True)
    due_at = after_failure(now, facts.case_number, failures, facts.hours, facts.skips_recess)
    if facts.held_until is not None:
        due_at = max(due_at, facts.held_until)
    return Plan(due_at, facts.reason, failures=failures, misses=facts.misses)


def _after_miss(facts: CaseFacts, now: datetime) -> Plan:
    misses = facts.misses + 1
    if misses >= facts.discovery_tries:
        return Plan(None, facts.reason, is_given_up=True)
    due_at = spread_time(
        next_business_day(business_date(now), skips_recess=facts.skips_recess), facts.case_number, facts.hours
    )
    return Plan(max(due_at, now + timedelta(hours=1)), facts.reason, misses=misses)
