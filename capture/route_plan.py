"""Which of a tribunal's systems a visit asks, and what their answers mean together (pure).

A case is asked where it was seen last; the other systems only from time to time, or when that one no longer shows it.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, VERIFYING, Outcome
from spiders.base import VisitReport

LOOK_AGAIN_AFTER = timedelta(days=30)
"""How long a system that did not show a case is left alone while another one shows it."""


@dataclass(frozen=True, slots=True)
class CaseRoute:
    """What one system said of a case the last time."""

    system: CourtSystem
    is_shown: bool
    asked_at: datetime
    movements: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Systems to ask in any case, those to ask when these do not show the case, and those that cannot be asked.

    `shown` holds the movements that each system showed which showed the case the last time.
    """

    first: tuple[CourtSystem, ...]
    then: tuple[CourtSystem, ...] = ()
    missing: Mapping[CourtSystem, str] = field(default_factory=dict)
    shown: Mapping[CourtSystem, int] = field(default_factory=dict)
    fallback: CourtSystem | None = None
    """Asked last, when no system shows the case and some could not be asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system answered in a visit."""

    system: CourtSystem
    report: VisitReport
    requests: int = 0
    retry_after_seconds: float | None = None

    @property
    def movements(self) -> int:
        return sum(len(instance.case.movements) for instance in self.report.instances)


def plan_routes(
    known: Sequence[CaseRoute],
    systems: Sequence[CourtSystem],
    missing: Mapping[CourtSystem, str],
    *,
    now: datetime,
    probe: CourtSystem | None = None,
    fallback: CourtSystem | None = None,
) -> RoutePlan:
    """Plan a visit. Args: systems: all that may hold the case, likely ones first; missing: why some are not asked."""
    memory = {route.system: route for route in known}
    askable = [system for system in systems if system not in missing or system is probe]
    shown = {system: memory[system].movements for system in systems if system in memory and memory[system].is_shown}
    first = [system for system in askable if system in shown]
    first += [system for system in askable if system not in first and _is_look_due(memory.get(system), now)]
    if not shown:
        first = askable
    if probe is not None and probe in askable and probe not in first:
        first.append(probe)
    return RoutePlan(
        first=tuple(first),
        then=tuple(system for system in askable if system not in first),
        missing={system: why for system, why in missing.items() if system not in first},
        shown=shown,
        fallback=None if shown.keys() - {fallback} else fallback,
    )


def _is_look_due(route: CaseRoute | None, now: datetime) -> bool:
    return route is None or now - route.asked_at >= LOOK_AGAIN_AFTER


def must_look_elsewhere(plan: RoutePlan, answers: Sequence[Answer]) -> bool:
    """Say whether the systems that were left alone are asked too: the case is gone where it was, or cut short.

    A system that could not be read says neither.
    """
    said = {answer.system: answer for answer in answers if answer.system in plan.shown}
    return not said or any(
        answer.report.outcome is Outcome.NOT_FOUND
        or (answer.report.instances and answer.movements < plan.shown[system])
        for system, answer in said.items()
    )


_WORST_FIRST = (
    Outcome.RATE_LIMITED,
    Outcome.LOGIN_REQUIRED,
    Outcome.PAGE_CHANGED,
    Outcome.UPSTREAM_ERROR,
    Outcome.TIMEOUT,
    Outcome.PARTIAL,
    Outcome.UNSUPPORTED,
)
"""Which word a visit to several systems gets when they disagree and none shows the case."""


def merge(plan: RoutePlan, answers: Sequence[Answer]) -> VisitReport:
    """Make one report of the answers: found where one shows the case, "not found" only when every system says so."""
    if len(answers) == 1 and not plan.missing:
        return answers[0].report
    outcomes = {answer.report.outcome for answer in answers}
    instances = tuple(instance for answer in answers for instance in answer.report.instances)
    explanation = explain(plan, answers)
    if Outcome.SEALED in outcomes:
        return VisitReport(Outcome.SEALED, explanation)
    if instances:
        is_whole = not plan.missing.keys() & plan.shown.keys()
        is_whole &= all(_leaves_nothing_open(plan, answer) for answer in answers)
        return VisitReport(Outcome.FOUND_NEW if is_whole else Outcome.PARTIAL, explanation, instances)
    return VisitReport(_word_of_nothing(plan, outcomes), explanation)


def _word_of_nothing(plan: RoutePlan, outcomes: Set[Outcome]) -> Outcome:
    if outcomes <= TRIBUNAL_WIDE:
        return min(outcomes)
    trouble = next((outcome for outcome in _WORST_FIRST if outcome in outcomes), None)
    if trouble is not None:
        return trouble
    # Where a system that may hold the case could not be asked, nobody knows whether it does.
    return Outcome.PARTIAL if plan.missing or outcomes & TRIBUNAL_WIDE else Outcome.NOT_FOUND


def explain(plan: RoutePlan, answers: Sequence[Answer]) -> str:
    """Say in words what each system answered, and why others were not asked."""
    if len(answers) == 1 and (not plan.missing or answers[0].report.instances):
        return answers[0].report.explanation
    said = [f"{answer.system.value}: {answer.report.explanation or answer.report.outcome.value}" for answer in answers]
    return "; ".join([*said, *(f"{system.value} was not asked: {why}" for system, why in plan.missing.items())])


def _leaves_nothing_open(plan: RoutePlan, answer: Answer) -> bool:
    """A system at a wall that never showed the case may hold nothing of it; one that did holds what was not seen."""
    outcome = answer.report.outcome
    if outcome in TRIBUNAL_WIDE:
        return answer.system not in plan.shown
    return outcome in VERIFYING or outcome is Outcome.NOT_FOUND
