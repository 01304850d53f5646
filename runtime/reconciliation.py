"""Compares what delivery asked capture to watch with what capture watches, and asks again where they differ."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from capture.watches import list_watches as list_capture_watches
from delivery.case_store.repository import lock_case
from delivery.quotas.watches import list_watches as list_asked_watches
from delivery.quotas.watches import publish_watch
from runtime.services import Installation
from schemas.case_number import CaseNumber

_PAGE = 1000
_FACTS = ("revision", "is_watched", "weight", "is_sealed")
_List = Callable[..., list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One case on which the two disagree; `held` is None where capture does not know it."""

    case_number: str
    asked: Mapping[str, Any]
    held: Mapping[str, Any] | None


def find_differences(opened: Installation) -> list[Difference]:
    """Compare both sides in one snapshot; what is still on its way on `capture_requests.v1` differs too."""
    with opened.database.transaction() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        held = {row["case_number"]: row for row in _list_all(list_capture_watches, connection)}
        return [
            Difference(row["case_number"], _facts(row), _facts(known) if known else None)
            for row in _list_all(list_asked_watches, connection)
            if (known := held.get(row["case_number"])) is None or _facts(known) != _facts(row)
        ]


def ask_again(opened: Installation, difference: Difference) -> None:
    """Publish the state that is wanted once more, under a new revision."""
    number = CaseNumber(difference.case_number)
    with opened.stream.unit_of_work() as unit:
        case = lock_case(unit.connection, number)
        if case is not None:
            publish_watch(unit, number, case.tribunal, is_sealed=case.is_sealed, now=opened.clock.now())


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _FACTS}


def _list_all(read: _List, connection: Any) -> Iterator[dict[str, Any]]:
    after = ""
    while rows := read(connection, after=after, limit=_PAGE):
        yield from rows
        after = rows[-1]["case_number"]
