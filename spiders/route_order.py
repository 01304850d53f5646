"""In which order a tribunal's systems are asked about a number, by what was observed of their numbers; never a rule.

An observation only saves requests: where it is wrong, the other systems are asked all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem

Observation = Callable[[CaseNumber], bool]


class _HasSystem(Protocol):
    @property
    def system(self) -> CourtSystem: ...


Route = TypeVar("Route", bound=_HasSystem)


def _begins_with(digit: str, since: int) -> Observation:
    return lambda number: int(number[9:13]) >= since and number.startswith(digit)


_LIKELY: Mapping[tuple[str, CourtSystem], Observation] = {
    # PROTOCOLS 1: new TJSP eproc cases observed begin with 4; eproc began there on 2025-03-31.
    ("TJSP", CourtSystem.EPROC): _begins_with("4", 2025),
    # PROTOCOLS 2: a TJMS number beginning with 5 in a distribution text of 2026-10, where eproc takes new cases.
    ("TJMS", CourtSystem.EPROC): _begins_with("5", 2026),
}


def order_for(tribunal: str, case_number: CaseNumber, routes: Sequence[Route]) -> tuple[Route, ...]:
    """Return the routes, those first in which numbers like this one were seen; the others keep their order."""

    def is_unlikely(route: Route) -> bool:
        seen = _LIKELY.get((tribunal, route.system))
        return seen is None or not seen(case_number)

    return tuple(sorted(routes, key=is_unlikely))
