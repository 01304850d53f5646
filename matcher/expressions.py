"""Checks and compiles expressions. They are tenants' input: length, size of repeats and time are bounded.

The dialect (docs/reference/expressions.md) is a part of the `regex` module's, folded like names; case is ignored.
"""

from dataclasses import dataclass

import regex

from matcher.classes import load_classes
from matcher.dialect import read
from matcher.dialect_calls import write_out_calls
from matcher.dialect_checks import refuse_large_repeats, refuse_long_calls, refuse_never
from matcher.errors import BadExpression
from matcher.folding import fold_expression
from matcher.generation import generate_expression, is_distinctive
from matcher.trial import shared_trial

MAX_LENGTH = 2_000
WORK_SECONDS = 0.02
"""For one name at work, of the processor's time: the module counts no other."""


def compile_expression(expression: str) -> regex.Pattern[str]:
    """Compile a checked expression; who needs it again keeps it."""
    written = write_out_calls(fold_expression(expression))
    return regex.compile(written, regex.IGNORECASE | regex.VERSION0, cache_pattern=False)


@dataclass(frozen=True, slots=True)
class MatcherExpressions:
    """The port that registering parties needs of the matcher (monitor_config.parties.Expressions)."""

    @property
    def class_table(self) -> str:
        return load_classes().version

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
    tree = read(expression)
    refuse_long_calls(expression)
    refuse_large_repeats(tree)
    refuse_never(expression, tree)
    refusal = shared_trial().why_refused(expression)
    if refusal is not None:
        raise BadExpression(refusal)
