"""The multi-pattern engine: one pass over a name tells which of many patterns may match it.

Hyperscan, because it scans in time that no pattern can blow up, and never gives up silently. RE2's sets compile faster,
but a set that outgrows its memory answers "nothing", which would lose matches.
"""

from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Any

import structlog

log = structlog.get_logger()

Pattern = tuple[int, tuple[bytes, ...]]
"""A number, and what is scanned for: it may match when any of it does."""


@cache
def load_engine() -> ModuleType | None:
    """The engine, or None where it cannot be loaded; then every expression that would be scanned is asked by itself."""
    try:
        import hyperscan

        trial = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        trial.compile(expressions=[b"A"], ids=[0], flags=[hyperscan.HS_FLAG_SINGLEMATCH])
    except Exception as error:  # noqa: BLE001 - a processor or system without it raises what it likes
        log.warning("scan_engine_missing", error=str(error), effect="expressions without letters are asked one by one")
        return None
    return hyperscan


class Segment:
    """Patterns compiled together. Not for several threads at once."""

    def __init__(self, patterns: Sequence[Pattern], database: Any) -> None:
        self.numbers = tuple(number for number, _ in patterns)
        self.weight = sum(len(written) for _, written in patterns)
        self._scan = database.scan

    def scan(self, data: bytes, found: list[int]) -> None:
        """Add the numbers of the patterns that may match."""
        self._scan(data, _note, 0, found)


def _note(number: int, _start: int, _end: int, _flags: int, found: list[int]) -> None:
    found.append(number)


def compile_segments(patterns: Sequence[Pattern]) -> tuple[list[Segment], list[int]]:
    """Compile patterns together; return the segments and the numbers of those that the engine refuses."""
    engine = load_engine()
    if engine is None or not patterns:
        return [], [number for number, _ in patterns]
    every = [(number, one) for number, written in patterns for one in written]
    database = engine.Database(mode=engine.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[written for _, written in every],
            ids=[number for number, _ in every],
            flags=[engine.HS_FLAG_SINGLEMATCH | engine.HS_FLAG_DOTALL] * len(every),
        )
        return [Segment(patterns, database)], []
    except engine.error:
        if len(patterns) == 1:
            return [], [patterns[0][0]]
    middle = len(patterns) // 2
    first, second = compile_segments(patterns[:middle]), compile_segments(patterns[middle:])
    return first[0] + second[0], first[1] + second[1]
