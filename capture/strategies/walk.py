"""How the numbers of an origin are walked: where to go on, which gaps are normal, when to stop; pure.

A walk goes forward from the highest number that the court has shown. Each day it begins there anew, because what was
absent yesterday may be there today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from monitor_config.discovery import SequenceWalkPolicy

_GAPS_KEPT = 60
_GAPS_NEEDED = 10
"""Fewer tell nothing about what is normal."""
_LEAST_PATIENCE = 5
_HIGHEST_SEQUENCE = 9_999_999


class Answer(StrEnum):
    """What a probe came to. `open`: the court could not be read, which says nothing about the number."""

    SHOWN = "shown"
    ABSENT = "absent"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the numbers of one series are walked."""

    highest: int
    tried_to: int
    absent_in_a_row: int = 0
    gaps: tuple[int, ...] = ()
    walked_on: date | None = None
    ended_on: date | None = None
    why_ended: str | None = None


def patience(gaps: Sequence[int], policy: SequenceWalkPolicy) -> int:
    """Return how many absent numbers in a row end a walk: twice the gap that 95 of 100 stay below."""
    if len(gaps) < _GAPS_NEEDED:
        return policy.absent_in_a_row
    usual = sorted(gaps)[int(0.95 * (len(gaps) - 1))]
    return min(max(2 * usual, _LEAST_PATIENCE), policy.most_absent_in_a_row)


def begin_day(walk: Walk, today: date, highest_known: int) -> Walk:
    """Start a day's walk at the highest number known, from whatever source."""
    if walk.walked_on == today:
        return walk
    highest = max(walk.highest, highest_known)
    return replace(
        walk, highest=highest, tried_to=highest, absent_in_a_row=0, walked_on=today, ended_on=None, why_ended=None
    )


def learn(walk: Walk, answers: Mapping[int, Answer], policy: SequenceWalkPolicy, today: date) -> Walk:
    """Take the answers of a batch, lowest number first; one that stayed open ends the day's walk before it."""
    for sequence in sorted(answers):
        answer = answers[sequence]
        if answer is Answer.OPEN:
            return replace(walk, tried_to=sequence - 1, ended_on=today, why_ended="the court could not be read")
        if answer is Answer.SHOWN:
            gaps = (*walk.gaps, walk.absent_in_a_row)[-_GAPS_KEPT:]
            walk = replace(walk, highest=sequence, tried_to=sequence, absent_in_a_row=0, gaps=gaps)
        else:
            walk = replace(walk, tried_to=sequence, absent_in_a_row=walk.absent_in_a_row + 1)
    if walk.absent_in_a_row >= patience(walk.gaps, policy):
        return replace(walk, ended_on=today, why_ended=f"{walk.absent_in_a_row} absent in a row")
    return walk


def next_batch(walk: Walk, policy: SequenceWalkPolicy, today: date, *, most: int) -> range:
    """Return the sequences to ask next; none when the day's walk is over."""
    if walk.ended_on == today:
        return range(0)
    left = patience(walk.gaps, policy) - walk.absent_in_a_row
    last = min(walk.tried_to + min(left, most), _HIGHEST_SEQUENCE)
    return range(walk.tried_to + 1, last + 1)
