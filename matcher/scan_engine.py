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

Written = tuple[tuple[bytes, ...], ...]
"""What is scanned for: all of any of these."""
Pattern = tuple[int, Written]


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
        self.weight = sum(weigh(written) for _, written in patterns)
        self._scan = database.scan

    def scan(self, data: bytes, found: list[int]) -> None:
        """Add the numbers of the patterns that may match."""
        self._scan(data, _note, 0, found)


def _note(number: int, _start: int, _end: int, _flags: int, found: list[int]) -> None:
    found.append(number)


def weigh(written: Written) -> int:
    """How many texts the engine compiles."""
    return sum(map(len, written))


def _texts(engine: ModuleType, patterns: Sequence[Pattern]) -> list[tuple[bytes, int, int]]:
    """The texts with their numbers and flags; those that must be found together are told apart by further numbers."""
    texts: list[tuple[bytes, int, int]] = []
    free = 1 + max(number for number, _ in patterns)
    for number, written in patterns:
        if all(len(form) == 1 for form in written):
            once = engine.HS_FLAG_SINGLEMATCH | engine.HS_FLAG_DOTALL
            texts += [(text, number, once) for (text,) in written]
            continue
        forms: list[bytes] = []
        for form in written:
            last = free + len(form)
            texts += [
                (text, part, engine.HS_FLAG_QUIET | engine.HS_FLAG_DOTALL)
                for text, part in zip(form, range(free, last), strict=True)
            ]
            forms.append(b"(%s)" % b"&".join(b"%d" % part for part in range(free, last)))
            free = last
        texts.append((b"|".join(forms), number, engine.HS_FLAG_COMBINATION | engine.HS_FLAG_SINGLEMATCH))
    return texts


def compile_segments(patterns: Sequence[Pattern]) -> tuple[list[Segment], list[int]]:
    """Compile patterns together; return the segments and the numbers of those that the engine refuses."""
    engine = load_engine()
    if engine is None or not patterns:
        return [], [number for number, _ in patterns]
    database = engine.Database(mode=engine.HS_MODE_BLOCK)
    texts = _texts(engine, patterns)
    try:
        database.compile(
            expressions=[text for text, _, _ in texts],
            ids=[number for _, number, _ in texts],
            flags=[flags for _, _, flags in texts],
        )
        return [Segment(patterns, database)], []
    except engine.error:
        if len(patterns) == 1:
            return [], [patterns[0][0]]
    middle = len(patterns) // 2
    first, second = compile_segments(patterns[:middle]), compile_segments(patterns[middle:])
    return first[0] + second[0], first[1] + second[1]
