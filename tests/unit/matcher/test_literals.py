"""Required literals narrow and never lose: any name that matches has some of them."""

from random import Random

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.dialect import read
from matcher.folding import fold_expression
from matcher.literals import holds, required_literals
from tests.unit.matcher.expression_drawing import draw_text, expressions


@pytest.mark.parametrize(
    ("expression", "required"),
    [
        ("banco (itaú|bradesco)", [{"BANCO ITAU"}, {"BANCO BRADESCO"}]),
        ("ALVORADA|IPE", [{"ALVORADA"}, {"IPE"}]),
        ("ALVORADA|IPE ALVORADA", [{"ALVORADA"}]),
        ("ALVORADA.*IPE", [{"ALVORADA", "IPE"}]),
        ("^(?=.*ALVORADA)(?=.*IPE)", [{"ALVORADA", "IPE"}]),
        ("(?<=BANCO )IPE(?! SA)", [{"BANCO ", "IPE"}]),
        ("S ?A", [{"SA"}, {"S A"}]),
        ("CONSTRU[CÇ][ÃA]O", [{"CONSTRUCAO"}]),
        ("(?:ALVORADA){e<=1}", [{"ALVO"}, {"RADA"}]),
        ("(?:ALVORADA){e<=1} LTDA", [{"ALVO", " LTDA"}, {"RADA", " LTDA"}]),
        ("(?:IPE){3}", [{"IPEIPEIPE"}]),
        ("(?:IPE)+", [{"IPE"}]),
        ("IPE(?:\\d+ LTDA)?", [{"IPE"}]),
        ("(?:ABAB){e<=1}", [{"AB"}]),
    ],
)
def test_what_must_stand_in_a_name_is_found(expression: str, required: list[set[str]]) -> None:
    found = required_literals(read(expression))
    assert found is not None
    assert set(found) == {frozenset(each) for each in required}


@pytest.mark.parametrize("expression", [".*", "\\w+\\d", "(?:IPE)*", "ALVORADA|\\d+", "(?!IPE)", "(?:IPE){e<=2}", "Ω"])
def test_where_nothing_is_required_nothing_is_made_up(expression: str) -> None:
    assert required_literals(read(expression)) is None


def test_many_alternatives_stay_alternatives() -> None:
    names = [f"ALVORADA {chr(65 + first)}{chr(65 + second)}" for first in range(26) for second in range(5)]
    found = required_literals(read("|".join(names)))
    assert found is not None
    assert len(found) == len(names)


@example("(?:ALVORADA){e<=1}(?=.*IPE)", Random(1), "")
@given(expressions(), st.randoms(use_true_random=False), st.text("ABCSILVORD 7&", max_size=20))
def test_a_text_that_matches_has_the_required_literals(expression: str, random: Random, around: str) -> None:
    tree = read(expression)
    literals = required_literals(tree)
    pattern = regex.compile(fold_expression(expression), regex.IGNORECASE | regex.VERSION0)
    drawn = draw_text(tree, random)
    for text in (drawn, around, f"{around}{drawn}", f"{drawn} {around}", drawn.replace("Q", "")):
        if pattern.search(text, timeout=1):
            assert literals is None or holds(literals, text)


@given(expressions(with_lookarounds=False), st.randoms(use_true_random=False))
def test_a_text_drawn_from_the_expression_has_the_required_literals(expression: str, random: Random) -> None:
    tree = read(expression)
    literals = required_literals(tree)
    assert literals is None or holds(literals, draw_text(tree, random))
