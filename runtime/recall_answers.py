"""What `arauto party recall` answers: of each number, of what would find more, and in all."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from schemas.model import FrozenModel


class Diagnosis(StrEnum):
    """What became of a number; those from `no_names` on are in the base."""

    INVALID = "invalid"
    NOT_COVERED = "tribunal_not_covered"
    SUSPENDED = "tribunal_suspended"
    NEVER_SEEN = "never_seen"
    NOT_AVAILABLE = "not_available"
    NO_NAMES = "no_names"
    NO_MATCH = "no_match"
    FILTERED = "filtered"
    WAITING = "waiting"
    SENT = "sent"


IN_BASE = (Diagnosis.NO_NAMES, Diagnosis.NO_MATCH, Diagnosis.FILTERED, Diagnosis.WAITING, Diagnosis.SENT)


class Matched(FrozenModel):
    """A monitored party whose expression finds a printed name, and the first rule that does not hold."""

    party_id: UUID
    name: str
    status: str
    printed: str
    expression_version: int
    stage: str
    reason: str | None
    answer: str
    facts: dict[str, Any]


class Nearest(FrozenModel):
    """The monitored party whose name is nearest to a printed one that none finds."""

    party_id: UUID
    name: str
    status: str
    printed: str
    read_as: str
    score: int
    spelling: tuple[str, ...]
    obstacle: str | None = None
    """What keeps the printed name from being found, where it may well be the monitored one."""
    why: str | None = None


class SentTo(FrozenModel):
    """One endpoint's delivery of the event."""

    url: str
    state: str
    delivered_at: datetime | None


class Sent(FrozenModel):
    """The event by which the company was told."""

    event_id: UUID
    sent_at: datetime
    is_retroactive: bool
    endpoints: tuple[SentTo, ...]


class Diagnosed(FrozenModel):
    """What became of one number; `place` is where it stands in the file."""

    place: str
    number: str
    diagnosis: Diagnosis
    reason: str | None = None
    answer: str
    tribunal: str | None = None
    matches: tuple[Matched, ...] = ()
    nearest: Nearest | None = None
    sent: Sent | None = None


class Widening(FrozenModel):
    """An expression that would find more: for a person to look at, since a near name may be somebody else's."""

    party_id: UUID
    name: str
    printed: str
    read_as: str
    numbers: tuple[str, ...]
    """Those of the file that it would find."""
    threshold: int | None = None
    """Likely names from this likeness on would find it, without another expression."""
    more_likely: int | None = None
    """Printed names that likely names would find by that, and the party as it is does not."""
    adds: str | None = None
    rex: str | None = None
    is_fuzzy: bool = False
    more_names: int | None = None
    """Printed names of the last days that it finds and the party as it is does not."""
    fewer_names: int | None = None
    """Those that the party finds as it is, and would not by this expression."""
    refused: str | None = None
    """Why the expression cannot be widened."""
    more_by_name: int | None = None
    """Names that a party of the printed name would find, and this party as it is does not."""


def summarise(rows: Sequence[Diagnosed], *, repeated: int) -> dict[str, Any]:
    """Return how many numbers got which diagnosis, and what share the company was sent; None of nothing."""
    counts = {each.value: sum(row.diagnosis is each for row in rows) for each in Diagnosis}
    numbers = len(rows) - counts[Diagnosis.INVALID]
    in_base = sum(counts[each] for each in IN_BASE)
    named = sum(counts[each] for each in (Diagnosis.FILTERED, Diagnosis.WAITING, Diagnosis.SENT))
    return {
        "lines": len(rows) + repeated,
        "numbers": numbers,
        "repeated": repeated,
        "in_base": in_base,
        "diagnoses": {name: count for name, count in counts.items() if count},
        "recall_in_base": _share(counts[Diagnosis.SENT], in_base),
        "recall_overall": _share(counts[Diagnosis.SENT], numbers),
        "names_found_in_base": _share(named, in_base),
    }


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
