"""What today's reading of a visit says otherwise than the stored one: movements, parties, header, outcome (pure)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.captures import InstanceSnapshot
from schemas.cases import Case, Movement, Party
from schemas.outcomes import Outcome
from spiders.select import collapse

_APART = {"movements", "parties", "documents"}


@dataclass(frozen=True, slots=True)
class InstanceDifference:
    """One place where a case is alive, as it was read and is read."""

    place: str
    added: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    """Movements that are read otherwise: before, now."""
    parties_added: tuple[str, ...] = ()
    parties_lost: tuple[str, ...] = ()
    header: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    is_new: bool = False
    is_gone: bool = False

    @property
    def is_empty(self) -> bool:
        found = (self.added, self.lost, self.changed, self.parties_added, self.parties_lost, self.header)
        return not (any(found) or self.is_new or self.is_gone)


@dataclass(frozen=True, slots=True)
class ReadingDifference:
    """Two readings of one visit."""

    outcome: tuple[Outcome, Outcome]
    instances: tuple[InstanceDifference, ...]

    @property
    def is_empty(self) -> bool:
        return self.outcome[0] is self.outcome[1] and not self.instances


def compare_readings(
    before: Sequence[InstanceSnapshot], now: Sequence[InstanceSnapshot], outcome: tuple[Outcome, Outcome]
) -> ReadingDifference:
    """Compare two readings of the same pages; only what differs is in the result."""
    old = {_place(snapshot): snapshot for snapshot in before}
    new = {_place(snapshot): snapshot for snapshot in now}
    _pair_renamed(old, new)
    compared = [_compare(place, old.get(place), new.get(place)) for place in sorted(old.keys() | new.keys())]
    return ReadingDifference(outcome, tuple(found for found in compared if not found.is_empty))


Place = tuple[str, str, str]


def _place(snapshot: InstanceSnapshot) -> Place:
    return snapshot.system.value, snapshot.court_level.value, snapshot.code


def _pair_renamed(old: dict[Place, InstanceSnapshot], new: dict[Place, InstanceSnapshot]) -> None:
    """A code that only one reading found is the same instance, where only one can be meant."""
    for place in list(new.keys() - old.keys()):
        same = [other for other in old.keys() - new.keys() if other[:2] == place[:2]]
        rivals = [other for other in new.keys() - old.keys() if other[:2] == place[:2]]
        if len(same) == len(rivals) == 1:
            old[place] = old.pop(same[0])


def _compare(place: Place, old: InstanceSnapshot | None, new: InstanceSnapshot | None) -> InstanceDifference:
    before, now = (old.case if old else Case()), (new.case if new else Case())
    added, lost, changed = _compare_movements(before.movements, now.movements)
    parties_before, parties_now = Counter(map(_party, before.parties)), Counter(map(_party, now.parties))
    return InstanceDifference(
        place=" ".join(part for part in place if part),
        added=added,
        lost=lost,
        changed=changed,
        parties_added=tuple((parties_now - parties_before).elements()),
        parties_lost=tuple((parties_before - parties_now).elements()),
        header=_compare_headers(before, now),
        is_new=old is None,
        is_gone=new is None,
    )


def _compare_movements(
    before: Sequence[Movement], now: Sequence[Movement]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Pair what is left over on a day with one of each as a change; the order of rows says nothing."""
    old, new = Counter(map(_movement, before)), Counter(map(_movement, now))
    lost, added = list((old - new).elements()), list((new - old).elements())
    by_day: dict[str, list[str]] = defaultdict(list)
    for text in lost:
        by_day[text[:10]].append(text)
    days = Counter(text[:10] for text in added)
    changed = [(by_day[t[:10]][0], t) for t in added if days[t[:10]] == 1 and len(by_day.get(t[:10], ())) == 1]
    for was, becomes in changed:
        lost.remove(was)
        added.remove(becomes)
    return tuple(added), tuple(lost), tuple(changed)


def _movement(movement: Movement) -> str:
    """The facts of a movement on one line, its day first."""
    day = movement.occurred_on.isoformat() if movement.occurred_on else (movement.occurred_at or "no date")
    others = movement.model_dump(mode="json", exclude={"occurred_on", "text"}, exclude_none=True)
    said = "; ".join(f"{name}: {value}" for name, value in sorted(others.items()) if value not in ("", [], {}, day))
    return f"{day} {collapse(movement.text)}" + (f" ({said})" if said else "")


def _party(party: Party) -> str:
    lawyers = ", ".join(sorted(lawyer.name for lawyer in party.lawyers))
    return f"{party.role_text or party.side or 'party'}: {party.name}" + (f" ({lawyers})" if lawyers else "")


def _compare_headers(before: Case, now: Case) -> dict[str, tuple[Any, Any]]:
    old, new = (case.model_dump(mode="json", exclude=_APART) for case in (before, now))
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


@dataclass(slots=True)
class Totals:
    """What a run of comparisons came to."""

    visits: int = 0
    same: int = 0
    different: int = 0
    incomplete: int = 0
    unreadable: int = 0
    applied: int = 0
    refused: int = 0
    movements_added: int = 0
    movements_lost: int = 0
    movements_changed: int = 0
    outcomes_changed: int = 0

    def count(self, difference: ReadingDifference) -> None:
        """Add one comparison."""
        self.same += difference.is_empty
        self.different += not difference.is_empty
        self.outcomes_changed += difference.outcome[0] is not difference.outcome[1]
        self.movements_added += sum(len(each.added) for each in difference.instances)
        self.movements_lost += sum(len(each.lost) for each in difference.instances)
        self.movements_changed += sum(len(each.changed) for each in difference.instances)
