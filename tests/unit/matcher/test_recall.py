"""An expression that finds a printed name too."""

import pytest

from matcher.errors import BadExpression
from matcher.expressions import MatcherExpressions, compile_expression
from matcher.folding import fold_text
from matcher.recall import widen


@pytest.mark.parametrize("rex", ["COMERCIAL GAROA", "^GAROA$|ORVALHO", "(?:GAROA|ORVALHO) FINA"])
def test_a_widened_expression_finds_what_it_found_and_the_printed_name(rex: str) -> None:
    widened, added = widen(rex, "COMERCIAL GARUA FINNA", MatcherExpressions())
    assert widened == f"{rex}|{added}"
    pattern = compile_expression(widened)
    assert pattern.search(fold_text("Comercial Garua Finna"))
    assert not pattern.search(fold_text("Jose Ninguem"))
    for text in ("COMERCIAL GAROA", "ORVALHO", "GAROA FINA"):
        assert bool(pattern.search(text)) >= bool(compile_expression(rex).search(text))


def test_an_expression_that_is_full_is_not_widened() -> None:
    with pytest.raises(BadExpression, match="characters"):
        widen("A" * 1_990, "COMERCIAL GARUA FINNA", MatcherExpressions())


@pytest.mark.parametrize(
    ("read_as", "added"),
    [
        ("COMERCIAL GARUA FINNA", "^COMERCIAL GARUA FINNA$"),
        ("Comercial Garua & Finna Ltda.", "^COMERCIAL GARUA & FINNA(?: (?:LTDA|ME|EPP|EIRELI|SA))*$"),
        ("ESPOLIO DE JOANA DE GARUA", "^(?:ESPOLIO DE )?JOANA DE GARUA$"),
    ],
)
def test_what_is_added_can_be_read(read_as: str, added: str) -> None:
    assert widen("GAROA", read_as, MatcherExpressions()) == (f"GAROA|{added}", added)


def test_a_name_without_a_word_to_be_known_by_is_not_added() -> None:
    with pytest.raises(BadExpression):
        widen("GAROA", "LTDA ME", MatcherExpressions())
