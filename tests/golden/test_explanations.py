"""Every word of an explanation is held: of matches at each stage, of near misses, and of their evidence."""

import pytest

from tests.golden.explanations import CASES, EXPECTED, explain, render


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_is_told_in_the_same_words(name: str) -> None:
    assert render(explain(CASES[name])) == (EXPECTED / f"{name}.json").read_text(encoding="utf-8"), (
        "renew by `python -m tests.golden.explanations`, and read what changed"
    )


@pytest.mark.parametrize("name", CASES)
def test_a_name_is_found_by_the_stage_that_the_case_is_named_for(name: str) -> None:
    explained = explain(CASES[name])
    stage = name.partition("_")[0]
    if stage == "miss":
        assert "near_miss" in explained
    elif stage != "evidence":
        assert explained["match"]["stage"] == stage


def test_no_expectation_stands_without_its_case() -> None:
    assert {path.stem for path in EXPECTED.glob("*.json")} == set(CASES)
