"""A generated expression is short, is one of the users' dialect, and says what the class table says."""

from itertools import product
from statistics import mean

import pytest
import regex

from matcher.alternatives import write_alternatives
from matcher.classes import load_classes
from matcher.dialect_calls import write_out_calls
from matcher.expressions import MAX_LENGTH, check_expression, compile_expression
from matcher.folding import fold_text
from matcher.generation import generate_expression, is_distinctive
from matcher.names_index import NamesIndex
from matcher.readings import readings_of
from matcher.sounds import sound_of
from matcher.spelling import write_sound
from tests.benchmarks.matcher_sample import generated_names

MOST_ON_AVERAGE = 1_250
LONG = (
    "Cooperativa Agropecuária dos Produtores Rurais de Leite do Vale do Ipê Amarelo Ltda",
    "Fundo de Investimento em Direitos Creditórios Não Padronizados Multissetorial Alvorada Poente",
    "Associação Beneficente dos Trabalhadores nas Indústrias Metalúrgicas e de Material Elétrico de Garoa do Sul",
    "Maria Aparecida Conceição Guilhermina Xavier de Queiroz Philippe Albuquerque Nascimento da Anunciação",
    "Companhia Interestadual de Transportes, Comércio, Importação, Exportação e Participações Ipê & Filhos S/A",
)


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.prove)])
def test_generated_expressions_are_short(count: int) -> None:
    lengths = [len(generate_expression(name)) for name in (*generated_names(count), *LONG)]
    assert mean(lengths) <= MOST_ON_AVERAGE
    assert max(lengths) <= MAX_LENGTH


@pytest.mark.parametrize("name", [*LONG, *filter(is_distinctive, generated_names(150))])
def test_a_generated_expression_can_be_saved_as_an_own_one(name: str) -> None:
    check_expression(generate_expression(name))


@pytest.mark.parametrize("name", LONG)
def test_a_long_name_is_found_as_the_index_finds_it(name: str) -> None:
    pattern = compile_expression(generate_expression(name))
    index = NamesIndex()
    index.add(0, name)
    words = name.replace(",", "").replace("&", "").split()
    printed = [
        name,
        f"Espólio de {name} e outros",
        f"{name} - em recuperação judicial",
        f"Massa falida de {name} representado por Alba Garoa",
        *(" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))),
        *(" ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]]) for place in range(3)),
        *(" ".join([*words[:place], "S/A", *words[place:]]) for place in range(len(words) + 1)),
        *(" ".join([*words[:place], words[place][:4], *words[place + 1 :]]) for place in range(len(words))),
        *(name[:length] for length in (30, 40, 45, 50, 60)),
        name.replace("C", "K"),
        name.replace("S", "Z").replace("i", "y"),
    ]
    for each in printed:
        by_expression = any(pattern.search(reading.text) for reading in readings_of(each))
        assert by_expression == bool(index.find(each, is_fuzzy=False)), each


def test_alternatives_accept_their_phrases_and_nothing_else() -> None:
    table = load_classes()
    forms = table.legal_forms
    for phrases in (forms.anywhere, (*forms.at_end, *table.status_tails), table.cuts, table.status_heads):
        pattern = regex.compile(write_alternatives(phrases))
        said = {" ".join(phrase) for phrase in phrases}
        near = {text[:place] + text[place + 1 :] for text in said for place in range(len(text))}
        near |= {" ".join(pair) for pair in product({word for text in said for word in text.split()}, repeat=2)}
        near |= {
            text[:place] + letter + text[place + 1 :] for text in said for place in range(len(text)) for letter in "AOS"
        }
        near = {" ".join(text.split()) for text in near}
        assert {text for text in said | near if pattern.fullmatch(text)} == said


def test_alternatives_do_not_depend_on_the_order_of_phrases() -> None:
    phrases = [*load_classes().status_tails, *load_classes().cuts]
    assert write_alternatives(phrases) == write_alternatives(reversed(phrases))


PIECES = (
    "C",
    "CH",
    "S",
    "SH",
    "Z",
    "PH",
    "F",
    "QU",
    "Q",
    "G",
    "M",
    "N",
    "L",
    "H",
    "A",
    "O",
    "E",
    "AO",
    "OES",
    "R",
    "B",
)


def test_what_is_written_of_a_sound_finds_the_words_that_sound_so() -> None:
    """All words of three pieces against each other: what sounds alike is found, and nothing else."""
    words = {"".join(pieces) for pieces in product(PIECES, repeat=3)}
    sounds: dict[str, set[str]] = {}
    for word in words:
        sounds.setdefault(sound_of(word), set()).add(word)
    text = "\n".join(sorted(words))
    for sound, alike in list(sounds.items())[::40]:
        if sound and not sound.islower():
            found = regex.findall(rf"(?m)^{write_sound(sound)}$", text)
            assert set(found) == alike, (sound, write_sound(sound))


def test_calls_are_a_quarter_of_the_text() -> None:
    expression = generate_expression(LONG[2])
    assert len(write_out_calls(expression)) > len(expression) * 4 / 3


NUMBERED = (
    "Garoa I",
    "Garoa V Ipê",
    "Garoa 22",
    "H2L Garoa",
    "2L Garoa",
    "AH2 Garoa",
    "3H Garoa",
    "Garoa H 2",
    "L2 Garoa",
)


def test_numerals_and_letters_beside_digits_are_written_as_they_are_found_by_key() -> None:
    """A lone I is no doubled one in another numeral; an H beside a digit is as silent as elsewhere."""
    index = NamesIndex()
    index.add_many(enumerate(NUMBERED))
    others = (
        "GAROA II",
        "GAROA III",
        "GAROA IX",
        "GAROA IY",
        "GAROAI",
        "GAROA VV IPE",
        "LH2 GAROA",
        "H 2L GAROA",
        "GAROA H2",
    )
    for printed in (*map(fold_text, NUMBERED), *others):
        by_key = {hit.place for hit in index.find(printed, is_fuzzy=False)}
        by_expression = {
            place
            for place, name in enumerate(NUMBERED)
            if compile_expression(generate_expression(name)).search(printed)
        }
        assert by_key == by_expression, printed
        assert by_key or printed not in map(fold_text, NUMBERED), "every name finds itself"
