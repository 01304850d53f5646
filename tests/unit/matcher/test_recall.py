"""The monitored name nearest to a printed one, how it is spelt, and what would find it."""

import pytest

from matcher.errors import BadExpression
from matcher.expressions import MatcherExpressions, compile_expression
from matcher.folding import fold_text
from matcher.recall import NEAR_FROM, NearestNames, spelling_of, widen

NAMES = NearestNames(
    [
        ("garoa", "Comercial Garoa Fina Ltda"),
        ("alvorada", "Banco Alvorada do Cerrado S.A."),
        ("abelina", "Abelina Torquato Sanhaço"),
        ("coop", "Cia de Tecidos Três Morros"),
    ]
)


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("COMERCIAL GARUA FINNA ME", "garoa"),
        ("FINA GAROA COMERCIAL", "garoa"),
        ("ESPOLIO DE ABELINA TORQUATRO SANHASSO", "abelina"),
        ("COMPANHIA DE TECIDO TREZ MORROS", "coop"),
        ("LOJA QUALQUER (BANCO ALVORADA DO CERADO SA)", "alvorada"),
        ("JOSE NINGUEM", None),
    ],
)
def test_the_nearest_name_is_found_whatever_the_order_and_the_affixes(printed: str, nearest: str | None) -> None:
    [found] = NAMES.find([printed])
    assert (found.key if found else None) == nearest
    assert found is None or NEAR_FROM <= found.score <= 100


def test_names_are_looked_up_together_and_apart_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = ["COMERCIAL GARUA FINA", "JOSE NINGUEM", "BANCO ALVORADA CERRADO (FILIAL)"]
    together = NAMES.find(printed)
    monkeypatch.setattr("matcher.recall._MOST_SCORES", 1)
    assert NAMES.find(printed) == together == [NAMES.find([name])[0] for name in printed]


def test_without_names_nothing_is_near() -> None:
    assert NearestNames[int]([]).find(["JOSE NINGUEM"]) == [None]
    assert NAMES.find([]) == []
    assert NAMES.find([""]) == [None]


def test_a_spelling_is_told_word_by_word() -> None:
    assert spelling_of("Comércio Garoa Fina", "COMERCIO GARUA") == ("GARUA for GAROA FINA",)
    assert spelling_of("Garoa Fina", "GAROA MUITO FINA") == ("with MUITO",)
    assert spelling_of("Garoa Fina", "GAROA") == ("without FINA",)
    assert spelling_of("São João", "SAO JOAO") == ()


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
