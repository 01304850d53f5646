"""Names that a court or a company may write to break the search: they find nothing, and take no time and no memory."""

import time
import tracemalloc
from random import Random

import pytest

from matcher import keys, word_table
from matcher.corrections import Vocabulary
from matcher.folding import fold, fold_text, fold_words
from matcher.names_index import NamesIndex
from matcher.nearest_names import NearestNames
from matcher.printed_lines import read_lines
from matcher.readings import grammar

PARTIES = ("Quastenorbe Comércio de Alimentos Ltda", "XANDRELIM Construtora", "Maria Aparecida Teles")
WITHOUT_WORDS = ("&", "---", "ʼʼ", "& (QUASTENORBE COMERCIO DE ALIMENTOS)", "QUASTENORBE COMERCIO - & (&)")


def index_of(*names: str) -> NamesIndex:
    index = NamesIndex()
    index.add_many(enumerate(names))
    return index


@pytest.mark.parametrize("printed", WITHOUT_WORDS)
def test_a_reading_without_words_is_nobodys(printed: str) -> None:
    index = index_of(*PARTIES)
    exact, likely = index.search(printed)
    assert (list(exact), likely()) == tuple(map(list, index.search_many([printed, *PARTIES])[0]))
    assert {hit.reading.kind for hit in exact} <= {"whole"}


def test_a_monitored_name_without_words_finds_nothing_and_goes_again() -> None:
    index = index_of("&", "ʼʼ", *PARTIES)
    index.add(9, "---")
    assert index.find("&") == index.find("ʼ") == index.find("") == []
    assert [hit.place for hit in index.find("MARIA APARECIDA TELES")] == [4]
    together = ("MARIA APARECIDA TELES", "&", "ʼ", "")
    assert [[hit.place for hit in hits] for hits in index.find_many(together)] == [[4], [], [], []]
    index.add(10, "ʼ")
    assert [[hit.place for hit in hits] for hits in index.find_many(together)] == [[4], [], [], []]
    for place in (0, 1, 9, 10):
        index.remove(place)
    assert len(index) == len(PARTIES)


def test_namesakes_with_two_readings_are_found_once_each() -> None:
    index = index_of(*["Maria Teles"] * 3_000)
    (hits, *_) = index.find_many(["MARIA TELES (MENOR)", "A", "B", "C"], is_fuzzy=False)
    assert [hit.place for hit in hits] == list(range(3_000))


@pytest.mark.parametrize("printed", ["BRASA&CIA", "BRASA＆CIA", "BRASA﹠CIA", "ŉDOLO", "D＇AVILA", "ＡＬＶＯＲＡＤＡ"])
def test_a_name_folds_alike_alone_and_among_others(printed: str) -> None:
    lines, is_left, _ = read_lines([printed, "X", printed])
    assert [lines.words(line) for line in range(3)] == [fold_words(printed), ["X"], fold_words(printed)]
    assert lines.lengths.tolist() == [len(fold_words(printed)), 1, len(fold_words(printed))]
    assert not is_left.any()
    assert fold_words(printed) == fold_text(printed).replace("&", " ").split()
    assert fold_text(fold_text(printed)) == fold_text(printed) == fold(printed).text


@pytest.mark.parametrize(
    "printed",
    [
        "DE " * 100_000 + "X",
        "ESPOLIO DE " * 50_000 + "X",
        "X" + " EM RECUPERACAO JUDICIAL" * 50_000,
        "X" + " S A LTDA" * 50_000,
        "COM " * 50_000,
        "(" * 100_000 + "X",
        "X - " * 50_000,
        "X" * 300_000,
        "MARIA TELLES " * 50_000,
        "MASA FALIDA " + "MARIA TELLES " * 20_000,
    ],
    ids=lambda name: name[:20],
)
def test_the_time_for_a_name_grows_with_its_length(printed: str) -> None:
    """A square of these lengths would take minutes."""
    index = index_of(*PARTIES)
    index.search_many(PARTIES)
    started = time.process_time()
    for found in (index.search_many([printed]), index.search_many([printed, *PARTIES, "X"])):
        assert [*map(list, found[0])] == [[], []]
    assert time.process_time() - started < 5


def test_heads_are_taken_off_as_long_as_a_name_is_left() -> None:
    core = grammar().core
    assert core(["ESPOLIO", "DE", "MASSA", "FALIDA", "DE", "JOAO", "TELES"]) == ["JOAO", "TELES"]
    assert core(["EMPRESA", "DE", "TRANSPORTES"]) == ["EMPRESA", "TRANSPORTES"]
    assert core(["DE", "DA", "DO"]) == ["DO"]


def test_long_words_are_looked_up_a_part_at_a_time() -> None:
    """All deletions of these words at once take half a gigabyte."""
    rng = Random(1)
    words = ["".join(rng.choices("ABCDEFGHILMNOPRSTU", k=40)) for _ in range(5_000)]
    vocabulary = Vocabulary()
    vocabulary.add(words[0])
    tracemalloc.start()
    found = vocabulary.neighbours_of([words[0][1:], *words])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[words[0][1:]] == ((words[0], 1),)
    assert most < 100_000_000


@pytest.mark.parametrize("together", [1, 300])
def test_words_that_came_by_are_forgotten_and_found_alike_when_they_come_again(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(word_table, "_MOST_WORDS", 500)
    monkeypatch.setattr(keys, "_MOST_KEPT", 500)
    rng = Random(2)
    index = index_of(*PARTIES)
    printed = ["QUASTENORB COMERCIO DE ALIMENTOS", "XANDRELIM CONSTRUTORA LTDA", "MARIA TELES", *PARTIES]
    first = index.search_many(printed)
    for start in range(0, 3_000, together):
        others = ["".join(rng.choices("ABCDEFGHILMNOPRSTU", k=9)) for _ in range(together)]
        for name in others:
            index.search(name)
        if start % 300 == 0:
            assert index.search_many([*printed, *others])[: len(printed)] == first
    assert len(index._sounds) < 1_000, "words that nobody monitors are not kept"


@pytest.mark.parametrize(
    "printed",
    ["XANDRELIM CONSTRUTORA INTERDITADAELTDA", "XANDRELIM (X) CONSTRUTORA FAL&DA", "XANDRELIM (X) CONSTRUTORA FAL＆DA"],
)
def test_a_misspelt_status_is_put_right_in_every_reading(printed: str) -> None:
    index = index_of(*PARTIES)
    likely = index.search(printed)[1]()
    assert [hit.place for hit in likely] == [1]
    assert list(index.search_many([printed, *PARTIES, "X"])[0][1]) == likely


def test_the_nearest_name_of_one_endless_word_is_looked_up_at_once() -> None:
    nearest = NearestNames(enumerate(PARTIES))
    started = time.process_time()
    assert nearest.find("MA" * 200_000) is None
    assert time.process_time() - started < 5
