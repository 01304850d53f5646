"""Which snapshot of a visit belongs to which stored instance; pure.

A court's code may be missing on one visit and printed on the next: the instance goes on where only one can be meant.
"""

from collections.abc import Sequence
from datetime import datetime

from delivery.case_store.errors import ContradictoryCapture
from delivery.case_store.identity import instance_id
from delivery.case_store.records import InstanceRow
from schemas.captures import InstanceSnapshot

Place = tuple[str, str, str]

_LEVELS = ("G1", "JE", "G2", "TR", "SUP")


def assign_instances(
    case_number: str, known: Sequence[InstanceRow], snapshots: Sequence[InstanceSnapshot], seen_at: datetime
) -> list[tuple[InstanceSnapshot, InstanceRow | None]]:
    """Give each snapshot its instance, known or new; None where several known ones could be meant.

    Raises ContradictoryCapture when two snapshots claim the same place.
    """
    if len({_place(snapshot) for snapshot in snapshots}) < len(snapshots):
        raise ContradictoryCapture(f"{case_number}: two instances of one visit have the same system, level and code")
    rows = list(known)
    by_place = {(row.system, row.court_level, row.code): row for row in rows}
    exact = {_place(snapshot): by_place[_place(snapshot)] for snapshot in snapshots if _place(snapshot) in by_place}
    claimed = {row.id for row in exact.values()}
    result: list[tuple[InstanceSnapshot, InstanceRow | None]] = []
    for snapshot in snapshots:
        row = exact.get(_place(snapshot))
        if row is None:
            others = [row for row in rows if row.id not in claimed and _is_continued_by(row, snapshot)]
            if len(others) > 1:
                result.append((snapshot, None))
                continue
            row = others[0] if others else _new_instance(case_number, rows, snapshot, seen_at)
            row.code = snapshot.code or row.code
            claimed.add(row.id)
            if not others:
                rows.append(row)
        result.append((snapshot, row))
    return result


def by_preference(instances: Sequence[InstanceRow]) -> list[InstanceRow]:
    """Sort by degree, first degree first, then by first sight, lists last: in this order they describe the case."""
    return sorted(
        instances, key=lambda row: (row.is_listed, _LEVELS.index(row.court_level), row.first_seen_at, row.ordinal)
    )


def _place(snapshot: InstanceSnapshot) -> Place:
    return snapshot.system.value, snapshot.court_level.value, snapshot.code


def _is_continued_by(row: InstanceRow, snapshot: InstanceSnapshot) -> bool:
    is_same_place = (row.system, row.court_level) == (snapshot.system.value, snapshot.court_level.value)
    return is_same_place and "" in (row.code, snapshot.code)


def _new_instance(
    case_number: str, rows: Sequence[InstanceRow], snapshot: InstanceSnapshot, seen_at: datetime
) -> InstanceRow:
    system, level = snapshot.system.value, snapshot.court_level.value
    ordinal = 1 + sum((row.system, row.court_level) == (system, level) for row in rows)
    return InstanceRow(
        id=instance_id(case_number, system, level, ordinal),
        case_number=case_number,
        system=system,
        court_level=level,
        code=snapshot.code,
        ordinal=ordinal,
        first_seen_at=seen_at,
    )
