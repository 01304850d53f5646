"""The monitored name nearest to a printed one, and how it is spelt."""

from itertools import islice
from random import Random

import pytest

from matcher.nearest_names import NEAR_FROM, NearestNames, compare_names, spelling_of, words_apart
from tests.benchmarks.matcher_names import NameMaker
from tests.benchmarks.matcher_sample import Monitored
from tests.benchmarks.matcher_shapes import reshape

NAMES = NearestNames(
    [
        ("garoa", "Comercial Garoa Fina Ltda"),
        ("alvorada", "Banco Alvorada do Cerrado S.A."),
        ("abelina", "Abelina Torquato Sanhaço"),
        ("coop", "Cia de Tecidos Três Morros"),
        ("ipe", "Ipê Amarelo Transportes"),
    ]
)
SHAPES = ("typo1", "typo2", "phonetic", "join_split", "affix", "word_abbrev")


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("COMERCIAL GARUA FINNA ME", "garoa"),
        ("FINA GAROA COMERCIAL", "garoa"),
        ("ESPOLIO DE ABELINA TORQUATRO SANHASSO", "abelina"),
        ("COMPANHIA DE TECIDO TREZ MORROS", "coop"),
        ("LOJA QUALQUER (BANCO ALVORADA DO CERADO SA)", "alvorada"),
        ("BANCOALVORADA DOCERRADO", "alvorada"),
        ("IPEAMARELO TRANSPORTTES", "ipe"),
        ("I P E AMARELLO TRANSPORTE", "ipe"),
        ("JOSE NINGUEM", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_found_whatever_the_order_and_the_affixes(printed: str, nearest: str | None) -> None:
    found = NAMES.find(printed)
    assert (found.key if found else None) == nearest
    assert found is None or NEAR_FROM <= found.score <= 100


def test_what_is_looked_up_leaves_no_trace() -> None:
    printed = ["COMERCIAL GARUA FINA", "JOSE NINGUEM", "BANCO ALVORADA CERRADO (FILIAL)"] * 2
    first = [NAMES.find(name) for name in printed]
    assert first[:3] == first[3:] == [NAMES.find(name) for name in printed[:3]]
    assert NAMES.find_all(printed) == dict(zip(printed, first, strict=True))


def test_without_names_nothing_is_near() -> None:
    assert NearestNames[int]([]).find("JOSE NINGUEM") is None


def test_one_name_is_compared_as_among_many() -> None:
    name, printed = "Comercial Garoa Fina Ltda", "COML GARUA FINNA (FILIAL)"
    alone, among = compare_names(name, printed), NAMES.find(printed)
    assert alone is not None
    assert among is not None
    assert (alone.score, alone.reading, alone.spelling) == (among.score, among.reading, among.spelling)
    assert compare_names("Comercial Garoa Fina", "JOSE NINGUEM") is None


def test_the_name_that_a_printed_one_was_drawn_from_is_found_or_one_as_near() -> None:
    names = list(dict.fromkeys(islice(NameMaker(5), 3_000)))
    around, rng, nearest = Monitored(names).surroundings, Random(7), NearestNames(enumerate(names))
    drawn = [(rng.choice(names), shape) for shape in SHAPES for _ in range(40)]
    printed = [(name, text) for name, shape in drawn if (text := reshape(name, shape, rng, around))]
    assert len(printed) > 150
    for name, text in printed:
        own, found = compare_names(name, text), nearest.find(text)
        assert own is not None, (name, text)
        assert found is not None, (name, text)
        assert found.score >= own.score, (name, text, found)


def test_a_spelling_is_told_word_by_word() -> None:
    assert spelling_of("Comércio Garoa Fina", "COMERCIO GARUA") == ("GARUA for GAROA FINA",)
    assert spelling_of("Garoa Fina", "GAROA MUITO FINA") == ("with MUITO",)
    assert spelling_of("Garoa Fina", "GAROA") == ("without FINA",)
    assert spelling_of("São João", "SAO JOAO") == ()


@pytest.mark.parametrize(
    ("name", "printed", "words"),
    [
        ("Viviane Souza", "FABIANA SOUZA", (("FABIANA",), ("VIVIANE",))),
        ("Associação de Lipliami", "ASSOCIACAO DE CEFROTU", (("CEFROTU",), ("LIPLIAMI",))),
        ("Viviane Souza", "VYVIANE SOUSA", None),
        ("Cia de Tecidos", "COMPANHIA DE TECIDOS LISBOA", None),
        ("Construtora Pedra", "CONSTRUTORA PEDRXA", None),
        ("Banco Alvorada", "BANCOALVORADA", None),
    ],
)
def test_other_words_are_told_from_misspellings(
    name: str, printed: str, words: tuple[tuple[str, ...], tuple[str, ...]] | None
) -> None:
    assert words_apart(name, printed) == words
