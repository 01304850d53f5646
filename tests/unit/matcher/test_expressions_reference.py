"""The reference of expressions says what is so: what it shows is taken, and what it says is refused is refused."""

import re
from pathlib import Path

import pytest

from matcher import expressions, ration, retries, trial_child
from matcher.dialect_checks import MAX_REPEATS, MAX_UNROLLED, MAX_WRITTEN_OUT
from matcher.errors import BadExpression
from matcher.expressions import check_expression, compile_expression
from matcher.folding import fold
from matcher.trial_names import load_trial_names

PAGE = (Path(__file__).parents[3] / "docs/reference/expressions.md").read_text(encoding="utf-8")


def table(heading: str, column: int) -> list[str]:
    """The code in a column of the first table below a heading; what is shortened with `…` is left out."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("|")]
    cells = [row[column].replace("\\|", "|") for row in rows[2:]]
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell) if "…" not in code]


@pytest.mark.parametrize("expression", table("What is refused", 0))
def test_what_is_said_to_be_refused_is_refused(expression: str) -> None:
    written = f"(?:IPE){expression}" if expression.startswith("{") else expression
    with pytest.raises(BadExpression):
        check_expression(written)


@pytest.mark.parametrize("expression", [*table("The dialect", 2), *table("What is refused", 2)])
def test_what_is_shown_is_taken(expression: str) -> None:
    written = f"(?:IPE){expression}" if expression.startswith("{") else expression
    check_expression(f"A{written}")


def test_a_name_folds_as_the_page_says() -> None:
    for printed, folded in zip(
        table("What is searched: folded names", 0), table("What is searched: folded names", 1), strict=True
    ):
        assert fold(printed).text == folded
    for printed in ("Ipê S/A", "Ipê S.A."):
        assert compile_expression("IPE S ?A").search(fold(printed).text)


def test_the_limits_are_those_of_the_code() -> None:
    written = PAGE.replace(",", "")
    for limit in (
        expressions.MAX_LENGTH,
        MAX_REPEATS,
        MAX_UNROLLED,
        MAX_WRITTEN_OUT,
        len(load_trial_names().realistic),
    ):
        assert f" {limit} " in written
    assert (trial_child.TRIAL_SECONDS, trial_child.TOTAL_SECONDS) == (0.05, 1.0)
    assert (trial_child.MEMORY_BYTES, trial_child.CPU_SECONDS) == (1 << 30, 5)
    assert (expressions.WORK_SECONDS, ration.NAME_SECONDS) == (0.02, 0.1)
    assert (retries.FIRST_SECONDS, retries.MOST_SECONDS) == (0.1, 2.0)


def test_the_refusal_that_is_shown_is_said() -> None:
    with pytest.raises(BadExpression) as refusal:
        check_expression("IPE S\\.A\\.")
    assert f"```text\n{refusal.value}\n```" in PAGE
