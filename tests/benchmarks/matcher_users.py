"""What a thousand users' expressions without literals cost beside the monitored names."""

from collections.abc import Sequence
from typing import Any

from matcher.expressions import WORK_SECONDS
from matcher.folding import fold_text
from matcher.names_index import NamesIndex
from matcher.user_index import UserExpressions
from tests.benchmarks.matcher_clock import Clock, Stopwatch
from tests.benchmarks.matcher_expressions import expressions_without_literals
from tests.benchmarks.matcher_sample import SEED

_EXPRESSIONS = 1_000
_FEW_NAMES = 10_000
"""Below so many monitored names a run only shows that it works, and a tenth of the expressions does."""
_ROUNDS = 8


def measure_slowdown(index: NamesIndex, texts: Sequence[str]) -> dict[str, Any]:
    """Find names that the index has not seen, and ask the expressions about the same ones, in turns."""
    expressions, compiling = _registered(_EXPRESSIONS if len(index) >= _FEW_NAMES else _EXPRESSIONS // 10)
    of_names, of_users = Stopwatch(), Stopwatch()
    asked = timeouts = 0
    size = len(texts) // _ROUNDS
    for turn in range(_ROUNDS):
        some = texts[turn * size : (turn + 1) * size]
        with of_names:
            index.find_many(some)
        with of_users:
            counted = _decide(expressions, list(map(fold_text, some)))
            asked, timeouts = asked + counted[0], timeouts + counted[1]
    return {
        "slowdown": of_users.wall / of_names.wall,
        "core_slowdown": of_users.core / of_names.core,
        "core_us_for_a_name": 1e6 * of_users.core / (size * _ROUNDS),
        "expressions": len(expressions),
        "by_class": dict(expressions.counts()),
        "compile_seconds": compiling,
        "decided_per_name": asked / (size * _ROUNDS),
        "timeouts": timeouts,
    }


def _registered(count: int) -> tuple[UserExpressions[int], float]:
    """Register the expressions and compile them, which happens once: return them with the seconds it takes."""
    expressions: UserExpressions[int] = UserExpressions()
    clock = Clock()
    for place, rex in enumerate(expressions_without_literals(count, SEED)):
        expressions.add(place, rex)
        expressions.pattern(place)
    expressions.build()
    return expressions, clock.read()[0]


def _decide(expressions: UserExpressions[int], folded: Sequence[str]) -> tuple[int, int]:
    """Ask the `regex` module about each candidate; return how many were asked, and how many took too long."""
    asked = timeouts = 0
    for name, candidates in zip(folded, expressions.candidates_of(folded), strict=True):
        asked += len(candidates)
        for key in candidates:
            try:
                expressions.pattern(key).search(name, timeout=WORK_SECONDS)
            except TimeoutError:
                timeouts += 1
    return asked, timeouts
