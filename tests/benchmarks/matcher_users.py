"""What a thousand users' expressions without literals cost beside the monitored names."""

from collections.abc import Sequence
from typing import Any

from matcher.expressions import WORK_SECONDS
from matcher.folding import fold_text
from matcher.names_index import NamesIndex
from matcher.user_index import UserExpressions
from tests.benchmarks.matcher_clock import Clock
from tests.benchmarks.matcher_expressions import expressions_without_literals
from tests.benchmarks.matcher_sample import SEED

_EXPRESSIONS = 1_000
_FEW_NAMES = 10_000
"""Below so many monitored names a run only shows that it works, and a tenth of the expressions does."""
_ROUNDS = 8


def measure_slowdown(index: NamesIndex, texts: Sequence[str]) -> dict[str, Any]:
    """Find with and without the expressions in turns, each time names that the index has not seen."""
    expressions, compiling = _registered(_EXPRESSIONS if len(index) >= _FEW_NAMES else _EXPRESSIONS // 10)
    seconds, core = [0.0, 0.0], [0.0, 0.0]
    size = len(texts) // _ROUNDS
    asked = timeouts = 0
    for turn in range(_ROUNDS):
        clock = Clock()
        for text in texts[turn * size : (turn + 1) * size]:
            index.find(text)
            if turn % 2:
                counted = _decide(expressions, fold_text(text))
                asked, timeouts = asked + counted[0], timeouts + counted[1]
        wall, worked = clock.read()
        seconds[turn % 2] += wall
        core[turn % 2] += worked
    clock = Clock()
    for text in texts:
        _decide(expressions, fold_text(text))
    alone = clock.read()[1]
    return {
        "slowdown": seconds[1] / seconds[0] - 1,
        "core_slowdown": core[1] / core[0] - 1,
        "core_us_alone": 1e6 * alone / len(texts),
        "expressions": len(expressions),
        "by_class": dict(expressions.counts()),
        "compile_seconds": compiling,
        "decided_per_name": asked / (size * _ROUNDS / 2),
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


def _decide(expressions: UserExpressions[int], folded: str) -> tuple[int, int]:
    """Ask the `regex` module about each candidate; return how many were asked, and how many took too long."""
    candidates, timeouts = expressions.candidates(folded), 0
    for key in candidates:
        try:
            expressions.pattern(key).search(folded, timeout=WORK_SECONDS)
        except TimeoutError:
            timeouts += 1
    return len(candidates), timeouts
