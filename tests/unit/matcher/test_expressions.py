"""Expressions are tenants' input: what is refused, and how it is said."""

import pytest

from matcher.errors import BadExpression
from matcher.expressions import MatcherExpressions, check_expression, compile_expression
from matcher.folding import fold


def test_an_expression_finds_a_name_whatever_its_accents_and_case() -> None:
    check_expression("são joão|SÃO PEDRO")
    assert compile_expression("são joão").search(fold("COMERCIAL SAO JOÃO LTDA").text)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "empty"),
        ("A" * 2_001, "2000 are allowed"),
        ("BANCO (", "never closed"),
        ("X*", "would match every party"),
        ("(A{1,500}){1,500}", "multiply to 250000"),
        ("(A|AA)+$B", "takes more than"),
        ("(?:" + "(A|B)" * 380 + "){9999}", "at most 200000 are allowed"),
        ("(" * 950 + "A" + ")" * 950, "more than 50 deep"),
        ("(?a)A", "makes no difference"),
        ("S\\.A\\.", "write `S \\?A`"),
    ],
)
def test_a_bad_expression_is_refused_with_its_reason(expression: str, said: str) -> None:
    with pytest.raises(BadExpression, match=said):
        check_expression(expression)


@pytest.mark.parametrize("name", ["- / -", "S/A", "Ltda ME", "Massa falida de"])
def test_a_name_that_tells_nothing_apart_gets_no_expression(name: str) -> None:
    with pytest.raises(BadExpression, match="no word that tells it"):
        MatcherExpressions().generate(name)
