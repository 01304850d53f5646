"""A group that is called again finds what it finds where it stands, whoever reads the expression."""

import pytest
import regex

from matcher.dialect import read
from matcher.dialect_calls import write_out_calls
from matcher.errors import BadExpression
from matcher.expressions import check_expression, compile_expression
from matcher.literals import required_literals
from matcher.user_index import classify

WRITTEN_OUT = [
    ("(?<a>LTDA|ME) ?(?&a)", "(?<a>LTDA|ME) ?(?:LTDA|ME)"),
    ("(?P<a>A(?<b>B)(C))(?&a)(?&b)\\3", "(?P<a>A(?<b>B)(C))(?:A(?:B)(?:C))(?:B)\\3"),
    ("(?<a>[)(&\\]]\\))(?&a)", "(?<a>[)(&\\]]\\))(?:[)(&\\]]\\))"),
    ("(?e)(?=(?<a>(?:IPE){e<=1}))X(?&a)", "(?e)(?=(?<a>(?:IPE){e<=1}))X(?:(?:IPE){e<=1})"),
    ("IPE (A)\\1", "IPE (A)\\1"),
]


@pytest.mark.parametrize(("expression", "written_out"), WRITTEN_OUT)
def test_a_call_is_written_out(expression: str, written_out: str) -> None:
    read(expression)
    assert write_out_calls(expression) == written_out
    assert regex.compile(written_out).groups == regex.compile(expression).groups


@pytest.mark.parametrize("text", ["LTDA ME", "LTDALTDA", "ME LTDA", "MEX", "LTDA", "AB"])
def test_a_call_finds_what_the_module_finds(text: str) -> None:
    expression = "^(?<a>LTDA|ME) ?(?&a)$"
    assert bool(compile_expression(expression).search(text)) == bool(regex.search(expression, text))


def test_a_called_group_counts_for_the_index() -> None:
    expression = "(?<a>BANCO|CAIXA)\\d(?&a)"
    assert required_literals(read(expression)) == required_literals(read("(?:BANCO|CAIXA)\\d(?:BANCO|CAIXA)"))
    assert classify(expression) == "literal"


def test_what_a_called_group_may_not_hold_is_said_once() -> None:
    with pytest.raises(BadExpression, match="write `\\(\\?<a>S \\?A\\)\\(\\?&a\\)`"):
        check_expression("(?<a>S/A)(?&a)")


def test_calls_that_write_out_too_long_are_refused() -> None:
    with pytest.raises(BadExpression, match="at most 20000 are allowed"):
        check_expression(f"(?<a>{'A' * 1_000}){'(?&a)' * 50}")
