"""Checks and compiles expressions. They are tenants' input: length, size of repeats and time are bounded.

The dialect is the `regex` module's, folded like names; the search ignores case.
"""

from dataclasses import dataclass

import regex

from matcher.errors import BadExpression
from matcher.folding import fold_expression
from matcher.generation import generate_expression, is_distinctive

MAX_LENGTH = 2_000
MAX_REPEATS = 10_000  # the product of nested counted repeats
MAX_UNROLLED = 200_000  # characters after counted repeats are written out; compiling 20 times more takes 9 s and 2.5 GB
MAX_DEPTH = 50  # of groups and sets in one another; the module compiles by recursion
TRIAL_SECONDS = 0.05
WORK_SECONDS = 0.02

_COUNTED = regex.compile(r"\{(\d*),?(\d*)\}")
_ESCAPED = regex.compile(r"\\.", regex.DOTALL)
# Long names of one letter, of repeated words and of alternating letters: what backtracking suffers from.
_TRIALS = ("A" * 120, "SA " * 60, "AB" * 60, "JOAO DA SILVA " * 8, "1 " * 80)


def compile_expression(expression: str) -> regex.Pattern[str]:
    """Compile a checked expression."""
    return regex.compile(fold_expression(expression), regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MatcherExpressions:
    """The port that registering parties needs of the matcher (monitor_config.parties.Expressions)."""

    def generate(self, name: str) -> str:
        if not is_distinctive(name):
            raise BadExpression(f"{name!r} has no word that tells it from other names; write it whole, or give `rex`")
        return generate_expression(name)

    def check(self, expression: str) -> None:
        check_expression(expression)


def check_expression(expression: str) -> None:
    """Refuse an expression that cannot be used. Raises BadExpression, which says what, where, and what to do."""
    if not expression.strip():
        raise BadExpression("the expression is empty; leave it out to have one generated from the name")
    if len(expression) > MAX_LENGTH:
        raise BadExpression(f"the expression has {len(expression)} characters; {MAX_LENGTH} are allowed")
    _refuse_large_repeats(expression)
    _refuse_deep_nesting(expression)
    try:
        pattern = compile_expression(expression)
    except (regex.error, ValueError, RecursionError) as error:  # ValueError: flags that contradict each other
        # The module says where in its own message: "missing ), unterminated subpattern at position 4".
        raise BadExpression(f"the expression is not valid: {error}") from error
    if pattern.search("", timeout=TRIAL_SECONDS):
        raise BadExpression("the expression finds the empty text, so it would match every party; make a part required")
    for trial in _TRIALS:
        try:
            pattern.search(trial, timeout=TRIAL_SECONDS)
        except TimeoutError as error:
            raise BadExpression(
                f"the expression takes more than {TRIAL_SECONDS * 1000:.0f} ms on a name of {len(trial)} characters; "
                "avoid repeats inside repeats, such as (A+)+ or (.*)*"
            ) from error


def _refuse_large_repeats(expression: str) -> None:
    product = 1
    for found in _COUNTED.finditer(expression):
        product *= max((int(bound) for bound in found.groups() if bound), default=1) or 1
    if product > MAX_REPEATS:
        raise BadExpression(f"counted repeats like {{n,m}} multiply to {product}; at most {MAX_REPEATS} are allowed")
    if product * len(expression) > MAX_UNROLLED:
        raise BadExpression(
            f"counted repeats like {{n,m}} make {product * len(expression)} characters of these {len(expression)}; "
            f"at most {MAX_UNROLLED} are allowed"
        )


def _refuse_deep_nesting(expression: str) -> None:
    depth = 0
    for character in _ESCAPED.sub("", expression):
        depth += (character in "([") - (character in ")]")
        if depth > MAX_DEPTH:
            raise BadExpression(f"groups stand in one another more than {MAX_DEPTH} deep; write them side by side")
