"""Whether a tribunal can be read: each of its systems is suspended at a wall or after failures in a row, probed, and
back by itself; the tribunal is suspended while none of them is left (pure).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from capture.schedule import probe_wait
from schemas.courts import CourtSystem
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from schemas.tribunal_status import RouteStatus, TribunalState, TribunalStatus

FAILURES_TO_SUSPEND = 5
COMPLAINTS_TO_SUSPEND = 2

_PLAIN_WORDS = {
    Outcome.CAPTCHA: "The court asks for a captcha, which Arauto does not solve.",
    Outcome.BLOCKED: "The court refuses automatic requests.",
    Outcome.MAINTENANCE: "The court says that its system is out of service.",
    Outcome.UPSTREAM_ERROR: "The court's system answers with errors.",
    Outcome.TIMEOUT: "The court's system does not answer in time.",
    Outcome.PAGE_CHANGED: "The court's pages are not as they were; they are being looked at.",
    Outcome.LOGIN_REQUIRED: "The court asks for a login.",
    Outcome.RATE_LIMITED: "The court asks for fewer requests.",
}


@dataclass(frozen=True, slots=True)
class RouteHealth:
    """The state of one system of a tribunal, as its row has it."""

    tribunal: str
    system: CourtSystem
    state: TribunalState
    since: datetime
    outcome: Outcome | None = None
    reason: str = ""
    next_attempt_at: datetime | None = None
    probes: int = 0
    episode: int = 0
    failures_in_row: int = 0
    last_success_at: datetime | None = None
    complaint: str = ""
    """Of its canaries: the route is read, and shows less than it must."""
    complaints_in_row: int = 0
    is_fallback: bool = False
    """Asked as a last resort: it decides nothing, and customers are not told of it."""

    def status(self) -> RouteStatus:
        """Return what is published of the route."""
        return RouteStatus(
            system=self.system,
            state=self.state,
            outcome=self.outcome,
            reason=self.reason,
            since=self.since,
            next_attempt_at=self.next_attempt_at,
            last_success_at=self.last_success_at,
            complaint=self.complaint,
        )


@dataclass(frozen=True, slots=True)
class TribunalHealth:
    """The state of one tribunal with its routes; `notice` is what customers should know although it can be read."""

    tribunal: str
    state: TribunalState
    since: datetime
    is_by_operator: bool = False
    outcome: Outcome | None = None
    reason: str = ""
    next_attempt_at: datetime | None = None
    episode: int = 0
    notice: str = ""
    routes: tuple[RouteHealth, ...] = ()

    @property
    def deciding(self) -> tuple[RouteHealth, ...]:
        """The routes that make the tribunal readable."""
        return tuple(route for route in self.routes if not route.is_fallback)

    def status(self) -> TribunalStatus:
        """Return what is published."""
        successes = [route.last_success_at for route in self.deciding if route.last_success_at is not None]
        return TribunalStatus(
            tribunal=self.tribunal,
            state=self.state,
            outcome=self.outcome,
            reason=self.reason,
            since=self.since,
            next_attempt_at=self.next_attempt_at,
            episode=self.episode,
            last_success_at=max(successes, default=None),
            notice=self.notice,
            routes=tuple(route.status() for route in self.deciding),
        )


_OF_ONE_PAGE = frozenset(_PLAIN_WORDS) - TRIBUNAL_WIDE - {Outcome.RATE_LIMITED}


def after_visit(
    health: RouteHealth,
    outcome: Outcome,
    explanation: str,
    *,
    is_probe: bool,
    now: datetime,
    failures_of_case: int = 0,
) -> RouteHealth:
    """Return a route's state after one visit.

    A case that failed before and fails again says nothing new of its court: the retries of a few bad pages come due
    together, and would look like a court that is down.
    """
    if outcome is Outcome.UNSUPPORTED:
        return health
    if failures_of_case and outcome in _OF_ONE_PAGE and not is_probe:
        return health
    if outcome in TRIBUNAL_WIDE or outcome in _PLAIN_WORDS:
        return _after_trouble(health, outcome, explanation, is_probe=is_probe, now=now)
    health = replace(health, failures_in_row=0, last_success_at=now)
    if health.state is TribunalState.SUSPENDED and is_probe:
        return replace(
            health,
            state=TribunalState.ACTIVE,
            outcome=None,
            reason="The court can be read again.",
            since=now,
            next_attempt_at=None,
            probes=0,
        )
    return health


def after_canary(health: RouteHealth, complaint: str, *, is_probe: bool, now: datetime) -> RouteHealth:
    """Return a route's state after a visit of a known case; a complaint says what the visit did not show.

    One leaves the route read, with the complaint in its health; the second in a row suspends it.
    """
    if not complaint:
        return replace(health, complaint="", complaints_in_row=0)
    health = replace(health, complaint=complaint, complaints_in_row=health.complaints_in_row + 1)
    if health.state is TribunalState.ACTIVE and health.complaints_in_row < COMPLAINTS_TO_SUSPEND:
        return health
    if health.state is TribunalState.ACTIVE:
        health = replace(health, failures_in_row=FAILURES_TO_SUSPEND - 1)
    return _after_trouble(health, Outcome.PAGE_CHANGED, complaint, is_probe=is_probe, now=now)


def after_idle_probe(health: RouteHealth, now: datetime) -> RouteHealth:
    """Return the state when a probe was due and there was no case to try with."""
    return replace(health, next_attempt_at=now + probe_wait(health.probes + 1), probes=health.probes + 1)


def summarise(health: TribunalHealth, now: datetime) -> TribunalHealth:
    """Return the tribunal's state that follows from its routes': suspended when no route is left."""
    if health.is_by_operator or not health.deciding:
        return health
    suspended = [route for route in health.deciding if route.state is TribunalState.SUSPENDED]
    if len(suspended) < len(health.deciding):
        return _recovered(health, now) if health.state is TribunalState.SUSPENDED else health
    attempts = [route.next_attempt_at for route in suspended if route.next_attempt_at is not None]
    is_new = health.state is not TribunalState.SUSPENDED
    return replace(
        health,
        state=TribunalState.SUSPENDED,
        outcome=suspended[0].outcome,
        reason=_reason_of(suspended),
        since=now if is_new else health.since,
        next_attempt_at=min(attempts, default=None),
        episode=health.episode + (1 if is_new else 0),
    )


def _recovered(health: TribunalHealth, now: datetime) -> TribunalHealth:
    return replace(
        health,
        state=TribunalState.ACTIVE,
        outcome=None,
        reason="The court can be read again.",
        since=now,
        next_attempt_at=None,
    )


def _reason_of(routes: Sequence[RouteHealth]) -> str:
    if len({route.reason for route in routes}) == 1:
        return routes[0].reason
    return " ".join(f"{route.system.value}: {route.reason}" for route in routes)


def under_policy(
    health: TribunalHealth, *, is_enabled: bool, suspended_reason: str | None, disabled_reason: str, now: datetime
) -> TribunalHealth:
    """Return the state that the operator's policy makes of it; unchanged when the policy says nothing new."""
    if not is_enabled:
        wanted = (TribunalState.DISABLED, disabled_reason)
    elif suspended_reason is not None:
        wanted = (TribunalState.SUSPENDED, suspended_reason)
    elif health.is_by_operator:
        wanted = (TribunalState.ACTIVE, "The court is read again.")
    else:
        return health
    if (health.state, health.reason) == wanted and (health.is_by_operator or health.state is TribunalState.ACTIVE):
        return health
    is_off = wanted[0] is not TribunalState.ACTIVE
    return replace(
        health,
        state=wanted[0],
        reason=wanted[1],
        is_by_operator=is_off,
        outcome=None,
        since=now,
        next_attempt_at=None,
        episode=health.episode + (1 if is_off and health.state is TribunalState.ACTIVE else 0),
    )


def _after_trouble(
    health: RouteHealth, outcome: Outcome, explanation: str, *, is_probe: bool, now: datetime
) -> RouteHealth:
    failures = health.failures_in_row + 1
    words = _PLAIN_WORDS[outcome]
    reason = words if explanation.lower() in words.lower() else f"{words} ({explanation})"
    if health.state is TribunalState.SUSPENDED:
        if not is_probe:
            return health
        probes = health.probes + 1
        return replace(health, outcome=outcome, reason=reason, probes=probes, next_attempt_at=now + probe_wait(probes))
    if outcome not in TRIBUNAL_WIDE and failures < FAILURES_TO_SUSPEND:
        return replace(health, failures_in_row=failures)
    return replace(
        health,
        state=TribunalState.SUSPENDED,
        outcome=outcome,
        reason=reason,
        since=now,
        next_attempt_at=now + probe_wait(0),
        probes=0,
        episode=health.episode + 1,
        failures_in_row=failures,
    )
