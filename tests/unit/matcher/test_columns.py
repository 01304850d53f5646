"""What is told of many names in columns is what is told of one: sounds, affixes, keys, words and their hashes."""

from collections.abc import Sequence
from itertools import product
from math import prod
from random import Random

import numpy as np
import pytest

from matcher import key_columns, sound_columns
from matcher.abbreviation_columns import ways_of
from matcher.affix_columns import Span, code_of_words, core_words
from matcher.classes import load_classes
from matcher.errors import BadVocabulary
from matcher.key_columns import LONGEST_MARKED, KeyColumns, Sought
from matcher.keys import MOST_KEYS, Sounds, abbreviations
from matcher.known_words import known_words
from matcher.names_index import NamesIndex
from matcher.printed_lines import read_lines
from matcher.printed_page import Page, Rows
from matcher.readings import grammar
from matcher.sounds import ROMAN, halves_of, sound_of, sounds_of
from matcher.text_hashes import SECOND, hashes_of
from matcher.word_numbers import NEW, WordNumbers
from matcher.word_table import WordTable

CONTEXTS = "ABCEFGHIKLMNOPQRSTUVXYZ1"


def rows_of(names: Sequence[Sequence[str]], table: WordTable) -> Rows:
    numbers = table.numbers_of_words([word for words in names for word in words])
    return Rows(numbers, np.array([len(words) for words in names], np.int64))


def test_words_sound_in_columns_as_they_do_alone() -> None:
    words = ["".join(letters) for size in (1, 2, 3) for letters in product(CONTEXTS, repeat=size)]
    rng = Random(1)
    words += ["".join(rng.choices(CONTEXTS + "CHAOESQU", k=rng.randint(4, 12))) for _ in range(5_000)]
    words += [word + ending for word in ("CORA", "ALM", "SS", "NH") for ending in ("CAO", "COES", "CAOS", "CAO2", "H")]
    words += [*sorted(known_words())[::7], ROMAN, "III", "XX", "H", "HH"]
    together = sounds_of(words)
    for start in range(0, len(words), 3):
        assert sounds_of(words[start : start + 3]) == together[start : start + 3]


@pytest.mark.parametrize("spelling", ["ABC", "A(?<=B)", "(A|B)", "A(?=BC)", "a", ""])
def test_a_spelling_of_another_shape_is_refused_with_what_is_expected(spelling: str) -> None:
    with pytest.raises(BadVocabulary, match="expected one letter or two"):
        sound_columns._parsed(spelling)


@pytest.mark.parametrize("seed", range(4))
def test_affixes_are_taken_off_in_columns_as_they_are_alone(seed: int) -> None:
    rng = Random(seed)
    table = load_classes()
    phrases = [
        *table.legal_forms.anywhere,
        *table.legal_forms.at_end,
        *table.status_heads,
        *table.status_tails,
        *table.cuts,
        *[(word,) for word in sorted(table.particles | table.articles)],
    ]
    names: list[list[str]] = []
    for _ in range(3_000):
        words: list[str] = ["50", "229", "022"][: rng.choice((0, 0, 0, 2, 3))]
        for _ in range(rng.randint(0, 5)):
            words += rng.choice(phrases) if rng.random() < 0.6 else [rng.choice(("MARIA", "X", "22", "SILVA"))]
        if words and rng.random() < 0.3:
            del words[rng.randrange(len(words))]
        names.append(words)
    columns = WordTable()
    rows = rows_of(names, columns)
    numbers = rows.numbers
    is_number = np.array([word.isdigit() for words in names for word in words], np.bool_)
    span = Span(rows.starts, rows.ends, rows.owners, columns.codes[numbers], columns.sizes[numbers], is_number)
    is_core = core_words(span).tolist()
    for words, start in zip(names, rows.starts.tolist(), strict=True):
        kept = [word for place, word in enumerate(words) if is_core[start + place]]
        assert kept == grammar().core(words), words
    assert {"MARIA", "SILVA"}.isdisjoint(code_of_words())


def test_names_with_abbreviations_have_the_keys_in_columns_that_they_have_alone() -> None:
    rng = Random(2)
    shorts = sorted(abbreviations())
    names = [
        [rng.choice(shorts) if rng.random() < 0.5 else rng.choice(("MARIA", "XANDRELIM", "SILVA", "H", "XII"))
         for _ in range(rng.randint(1, 6))]
        for _ in range(1_500)
    ]  # fmt: skip
    names += [[], [shorts[0]] * 40, ["SILVA"] * 60, ["XANDRELIM", shorts[1]] * 6]
    table, sounds = WordTable(), Sounds()
    ways, has_too_many = ways_of(rows_of(names, table), table)
    assert 0 < has_too_many.sum() < len(names) // 10
    for name, words in enumerate(names):
        own = np.flatnonzero(ways.rows == name)
        assert has_too_many[name] == (prod(len(sounds.options(word)) for word in words) > MOST_KEYS)
        if has_too_many[name]:
            assert not len(own)
            continue
        keys = sounds.keys_of(words)
        assert list(dict.fromkeys(ways.keys[own].tolist())) == hashes_of(keys).tolist()
        assert list(dict.fromkeys(ways.seconds[own].tolist())) == hashes_of(keys, SECOND).tolist()


def test_what_is_sure_fits_and_what_fits_of_plain_names_is_sure() -> None:
    """Names of the same letters, parted anyhow, among them words with abbreviations in them."""
    rng = Random(5)
    sounds, table = Sounds(), WordTable()
    texts = ["MARIADASILVALIMA", "INDCOMERCIOCIA", "HHXIIHSOUZA", "XANDRELIMTELESINDUSTRIA" * 2, "BADECAFIGO" * 7]
    names = [parted(rng.choice(texts), rng) for _ in range(600)]
    columns = KeyColumns()
    for place, words in enumerate(names[:300]):
        columns.add(place, sounds.keys_of(words), [sounds[word] for word in words])
    columns.settle()
    rows = rows_of(names[300:], table)
    found = columns.find(rows.sought(table))
    fitting = sure = 0
    for row, place, is_sure in zip(found.rows.tolist(), found.places.tolist(), found.is_sure.tolist(), strict=True):
        printed, party = names[300 + row], tuple(names[place])
        key = sounds.key_of(printed)
        fits = sounds.fits(printed, party, key)
        assert fits or not is_sure, (printed, party)
        is_plain = len(key) <= LONGEST_MARKED and abbreviations().keys().isdisjoint([*printed, *party])
        assert is_sure or not (fits and is_plain and not any(map(halves_of, party))), (printed, party)
        fitting, sure = fitting + fits, sure + is_sure
    assert 100 < sure < fitting < len(found.rows)


def parted(text: str, rng: Random) -> list[str]:
    places = sorted(rng.sample(range(1, len(text)), rng.randint(0, 4)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def test_the_keys_of_plain_names_are_those_of_their_ways() -> None:
    names = [["MARIA", "SILVA"], ["H", "XII", "SOUZA"], [], ["XANDRELIM"] * 7, ["XANDRELIM"] * 9, ["Α", "SILVA"]]
    table = WordTable()
    rows = rows_of(names, table)
    plain, (ways, _) = rows.sought(table), ways_of(rows, table)
    order = np.argsort(ways.rows)
    some = np.flatnonzero(rows.lengths)
    for column, other in zip(plain, ways, strict=True):
        assert column[some].tolist() == other[order].tolist()


def sought(names: Sequence[Sequence[str]]) -> Sought:
    table = WordTable()
    return rows_of(names, table).sought(table)


def test_keys_find_whose_they_are_as_names_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names with one key or two, with none at all, and keys that are nobody's; runs and filter grow from small ones."""
    monkeypatch.setattr(key_columns, "_AT_ONCE", 40)
    monkeypatch.setattr(key_columns, "_FEWEST_PLACES", 4)
    rng = Random(3)
    words = ["MARIA", "SILVA", "ANA", "JOSE", "LIMA", "SOUSA", "SOUZA"]
    sounds = dict(zip(words, sounds_of(words), strict=True))
    columns, held = KeyColumns(), dict[int, list[str]]()
    asked = [rng.choices(words, k=rng.randint(1, 3)) for _ in range(300)]
    keys = sought(asked)
    both = 0
    for place in range(900):
        spoken = [sounds[word] for word in rng.choices(words, k=rng.randint(0, 3))]
        # The second key of some is that of one word less: of such names it is not sure where words end.
        held[place] = ["".join(part) for part in (spoken, spoken[1:])[: 1 + place % 2] if part]
        columns.add(place, held[place], spoken)
        columns.add_others([sounds[word] * 5 for word in words])
        if place % 7 == 0:
            gone = rng.choice(sorted(held))
            columns.remove(gone, held.pop(gone))
        if place % 50 == 0 or place > 880:
            columns.settle()
            found = columns.find(keys)
            expected = [
                (row, other, key == own[0])
                for row, key in enumerate("".join([sounds[word] for word in one]) for one in asked)
                for other, own in held.items()
                if key in own
            ]
            assert list(zip(*(column.tolist() for column in found), strict=True)) == expected
            both += len(expected) - sum(is_own for _, _, is_own in expected)
    assert both > 100
    assert columns.may_hold(hashes_of([sounds[word] * 5 for word in words])).all()


@pytest.mark.parametrize(
    ("printed", "is_sure"),
    [
        ("MARIA DASILVA LIMA", True),
        ("MARIADASILVALIMA", True),
        ("MARI A DASILVA LIMA", False),
        ("MARIADA SILVA LIMA", False),
    ],
)
def test_words_may_be_joined_and_are_not_sure_when_parted(printed: str, is_sure: bool) -> None:
    columns = KeyColumns()
    name = ["MARIA", "DASILVA", "LIMA"]
    columns.add(5, ["".join(map(sound_of, name))], list(map(sound_of, name)))
    columns.settle()
    found = columns.find(sought([printed.split()]))
    assert (found.places.tolist(), found.is_sure.tolist()) == ([5], [is_sure])


@pytest.mark.parametrize("size", [62, 63, 64, 65, 200])
def test_long_names_are_found_too(size: int) -> None:
    """Behind so many letters there is no bit for the end of a word."""
    word = "BADECAFI" * 30
    name = f"{word[:20]} {word[20 : size - 3]} {word[size - 3 : size]}"
    index = NamesIndex()
    index.add_many([(0, name), (1, "Maria Teles")])
    for printed, is_found in ((name, True), (name.replace(" ", ""), True), (f"{name[:5]} {name[5:]}", False)):
        assert bool(index.find_many([printed] * 5, is_fuzzy=False)[0]) is is_found, printed
        assert bool(index.find(printed, is_fuzzy=False)) is is_found


def test_hashes_get_numbers_in_the_order_in_which_they_come() -> None:
    numbers = WordNumbers()
    rng = np.random.default_rng(4)
    hashes = np.unique(rng.integers(0, 1 << 63, 40_000, dtype=np.uint64))
    # Hashes that are as good as alike in all their upper bits want the same places.
    hashes = rng.permutation(np.concatenate((hashes, np.arange(1, 3_000, dtype=np.uint64))))
    done = 0
    for part in np.array_split(hashes, 37):
        assert (numbers.find(part) == NEW).all()
        numbers.add(part)
        done += len(part)
        assert len(numbers) == done
        assert numbers.find(hashes[:done]).tolist() == list(range(done))
    assert (numbers.find(hashes + np.uint64(1 << 63)) == NEW).all()


def test_words_are_found_in_lines_with_their_hashes() -> None:
    printed = ["", "Maria S/A", "  JOSÉ\tDA - SILVA  ", "A", "&", "", "D'ÁVILA"]
    lines, is_left, may_have_parts = read_lines(printed)
    words = [lines.words(line) for line in range(len(printed))]
    assert words == [[], ["MARIA", "SA"], ["JOSE", "DA", "SILVA"], ["A"], [], [], ["DAVILA"]]
    assert lines.lengths.tolist() == [len(each) for each in words]
    each = [word for some in words for word in some]
    assert lines.words_at(np.arange(len(each))) == each
    assert lines.spelled.tolist() == hashes_of(each).tolist()
    assert may_have_parts.tolist() == [False, False, True, False, False, False, False]
    assert not is_left.any()


def test_names_that_the_columns_cannot_hold_have_no_words_there() -> None:
    printed = ["MARIA TELES", "Α" * 5, "MARIA " * 70, "ANA"]
    page = Page(printed, WordTable())
    assert page.is_left.tolist() == [False, True, True, False]
    assert page.rows.lengths.tolist() == [2, 0, 0, 1]
