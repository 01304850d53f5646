"""Expressions asked about printed names before they are saved."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from matcher.expressions import MatcherExpressions
from matcher.preview import Question, planned_class_table
from matcher.watches import Watch


def watch(number: int, name: str, rex: str | None = None, **fields: Any) -> Watch:
    said = rex or MatcherExpressions().generate(name)
    table = planned_class_table(name, said, is_generated=not rex)
    made = Watch(UUID(int=number), UUID(int=0), name, 1, said, None, 90, None, not rex, table)
    return replace(made, **fields)


def found(question: Question, printed: str) -> list[tuple[int, str]]:
    return sorted((each.party_id.int, each.stage) for each in question.ask(printed))


def test_generated_and_own_expressions_are_asked_together() -> None:
    own = watch(3, "Orvalho", "ORVALHO", nrex="POSTO")
    question = Question([watch(1, "Companhia Ipê Amarelo"), watch(2, "Ipê", r"\bIPE\b"), own])
    assert found(question, "CIA. IPE AMARELO S/A") == [(1, "exact"), (2, "expression")]
    assert found(question, "POSTO ORVALHO LTDA") == []
    assert found(question, "COMERCIAL ORVALHO") == [(3, "expression")]
    assert found(question, "COMERCIAL ORVALHO") == [(3, "expression")], "a name asked again is answered the same"
    assert found(question, "") == []


def test_a_misspelling_counts_where_it_is_wanted_and_scores_enough() -> None:
    name = "Construções Jequitibá do Cerrado"
    watches = [watch(1, name, fuzzy=True), watch(2, name), watch(3, name, fuzzy=True, fuzzy_threshold=100)]
    assert found(Question(watches), "CONSTRUCOES JEQUITBA DO CERRADO") == [(1, "fuzzy")]


def test_an_expression_that_is_not_todays_is_asked_as_it_stands() -> None:
    assert planned_class_table("Comercial Garoa", "^GAROA$", is_generated=True) is None
    today = MatcherExpressions().generate("Comercial Garoa")
    assert planned_class_table("Comercial Garoa", today, is_generated=True)
    assert planned_class_table("Comercial Garoa", today, is_generated=False) is None
    question = Question([watch(1, "Comercial Garoa", "^GAROA$", is_generated=True)])
    assert found(question, "COMERCIAL GAROA") == []
    assert found(question, "GAROA") == [(1, "expression")]


def test_an_expression_that_takes_too_long_is_told_and_not_asked_for_ever() -> None:
    question = Question([watch(1, "Garoa", "(?:A|AA)+B")], seconds=1e-9)
    for number in range(5):
        assert question.ask("A" * 200 + f"B {number}") == ()
    assert question.slow[UUID(int=1)] == 3
