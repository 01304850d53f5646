"""Which distributions are delivered: one pure function, in the order in which a refusal is explained.

docs/explanation/which_distributions_are_delivered.md tells the rules. Leaves to handler.py where the facts come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from runtime.clock import business_date
from schemas.courts import Side


class Verdict(StrEnum):
    """What becomes of a match; `joined` is a match of a distribution that the company has already."""

    DELIVERED = "delivered"
    JOINED = "joined"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why; each refusal has exactly one, the first rule that does not hold."""

    INSIDE_WINDOW = "inside_window"
    ALREADY_DELIVERED = "already_delivered"
    PARTY_UNKNOWN = "party_unknown"
    PARTY_NOT_ACTIVE = "party_not_active"
    EXPRESSION_NOT_IN_FORCE = "expression_not_in_force"
    TRIBUNAL_FILTERED = "tribunal_filtered"
    SIDE_FILTERED = "side_filtered"
    SEALED = "sealed"
    NO_DATE = "no_date"
    BEFORE_WINDOW = "before_window"
    BEFORE_DISTRIBUTED_FROM = "before_distributed_from"
    BEFORE_REGISTRATION = "before_registration"


_FILTERS = (
    Reason.PARTY_NOT_ACTIVE,
    Reason.EXPRESSION_NOT_IN_FORCE,
    Reason.TRIBUNAL_FILTERED,
    Reason.SIDE_FILTERED,
    Reason.SEALED,
    Reason.NO_DATE,
    Reason.BEFORE_WINDOW,
    Reason.BEFORE_DISTRIBUTED_FROM,
    Reason.BEFORE_REGISTRATION,
)
_OF_A_DATE = frozenset({Reason.BEFORE_WINDOW, Reason.BEFORE_DISTRIBUTED_FROM, Reason.BEFORE_REGISTRATION})


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A monitored party as it is now; `version_in_force` is None while no expression is in force."""

    status: str
    version_in_force: int | None
    window_days: int
    distributed_from: date | None
    only_after_registration: bool
    tribunals: Sequence[str] | None
    side: Side | None
    registered_at: datetime
    effective_since: datetime
    in_force_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as the store has it now; names of a sealed case, or of one that may be sealed, are withheld."""

    tribunal: str
    distributed_on: date | None
    is_withheld: bool
    obtained_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason."""

    verdict: Verdict
    reason: Reason


def decide(
    case: CaseFacts,
    party: PartyFacts | None,
    hits: Sequence[tuple[int, Side | None]],
    *,
    today: date,
    is_delivered: bool,
) -> Decision:
    """Decide about one monitored party in one case.

    Args:
        case: the case now.
        party: the monitored party now; None when there is none.
        hits: expression version and side of each printed name that matched.
        today: the business date.
        is_delivered: whether the company was sent this case's distribution before.
    """
    refusal = _find_refusal(case, party, hits, today)
    if refusal:
        return Decision(Verdict.REFUSED, refusal)
    if is_delivered:
        return Decision(Verdict.JOINED, Reason.ALREADY_DELIVERED)
    return Decision(Verdict.DELIVERED, Reason.INSIDE_WINDOW)


def passes_side(party: PartyFacts, side: Side | None) -> bool:
    """Whether a hit passes the party's filter; a court that does not say the side does not hide the distribution."""
    return party.side is None or side is None or side == party.side


def window_starts_on(party: PartyFacts, today: date) -> date:
    return today - timedelta(days=party.window_days)


def is_retroactive(case: CaseFacts, party: PartyFacts) -> bool:
    """Whether the case was obtained before the party, its expression or its filters were what they are."""
    return case.obtained_at < party.effective_since


def list_refusals(
    case: CaseFacts, party: PartyFacts | None, hits: Sequence[tuple[int, Side | None]], today: date
) -> list[Reason]:
    """List every rule that does not hold, the deciding one first."""
    if party is None:
        return [Reason.PARTY_UNKNOWN]
    in_force = [side for version, side in hits if version == party.version_in_force]
    standing = (
        (Reason.PARTY_NOT_ACTIVE, party.status != "active"),
        (Reason.EXPRESSION_NOT_IN_FORCE, not in_force),
        (Reason.TRIBUNAL_FILTERED, party.tribunals is not None and case.tribunal not in party.tribunals),
        (Reason.SIDE_FILTERED, bool(in_force) and not any(passes_side(party, side) for side in in_force)),
        (Reason.SEALED, case.is_withheld),
    )
    return [reason for reason, fails in standing if fails] + _list_date_refusals(case.distributed_on, party, today)


def list_filters(
    case: CaseFacts, party: PartyFacts | None, hits: Sequence[tuple[int, Side | None]], today: date
) -> dict[str, list[Reason]]:
    """Say which rules a match passes and which it fails, each by the reason that it refuses for.

    A rule that cannot be asked (of an unknown party, or of a date that there is none of) is in neither list.
    """
    failed = list_refusals(case, party, hits, today)
    unknown = _OF_A_DATE if Reason.NO_DATE in failed else frozenset()
    asked = _FILTERS if party is not None else ()
    return {
        "passed": [reason for reason in asked if reason not in failed and reason not in unknown],
        "failed": failed,
    }


def _find_refusal(
    case: CaseFacts, party: PartyFacts | None, hits: Sequence[tuple[int, Side | None]], today: date
) -> Reason | None:
    return next(iter(list_refusals(case, party, hits, today)), None)


def _list_date_refusals(distributed_on: date | None, party: PartyFacts, today: date) -> list[Reason]:
    if distributed_on is None:
        return [Reason.NO_DATE]
    from_day = party.distributed_from
    registered_on = business_date(party.registered_at)
    rules = (
        (Reason.BEFORE_WINDOW, distributed_on < window_starts_on(party, today)),
        (Reason.BEFORE_DISTRIBUTED_FROM, from_day is not None and distributed_on < from_day),
        (Reason.BEFORE_REGISTRATION, party.only_after_registration and distributed_on < registered_on),
    )
    return [reason for reason, fails in rules if fails]
