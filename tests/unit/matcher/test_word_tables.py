"""The shipped word tables: what the lists of names give today, single words only."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from matcher.folding import fold_text
from matcher.known_words import table
from tests.word_tables import FEWEST_NAMES, SOURCES, TABLES, compile_tables

LISTS = Path(__file__).resolve().parents[4] / "shared" / "names"


@pytest.mark.skipif(not LISTS.is_dir(), reason="the lists of names are not here")
def test_tables_are_what_the_lists_give() -> None:
    stale = [
        name
        for name, text in compile_tables(LISTS).items()
        if (TABLES / f"{name}.tsv").read_text(encoding="utf-8") != text
    ]
    assert not stale, f"{stale}: compile them again (tests/word_tables.py)"


@pytest.mark.parametrize("name", SOURCES)
def test_a_table_holds_single_folded_words(name: str) -> None:
    words = table(name)
    assert len(words) > 1_000
    assert [word for word in words if word.isdigit() or " " in word or fold_text(word) != word or len(word) < 2] == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_table_counts_from_the_most_frequent_word_on(name: str) -> None:
    counts = list(table(name).values())
    assert all(first >= second > 0 for first, second in pairwise(counts))


def test_no_word_of_one_company_alone_is_shipped() -> None:
    assert min(table("company_words").values()) >= FEWEST_NAMES


def test_words_are_counted_once_for_each_name(tmp_path: Path, write_lists: Callable[[Path, list[str]], None]) -> None:
    write_lists(tmp_path, ["ACO E ACO 2 LTDA", "Aço & Cia", "ACO 300 S/A", "RARA LTDA"])
    assert compile_tables(tmp_path)["company_words"] == "ACO\t3\n"


@pytest.fixture
def write_lists() -> Callable[[Path, list[str]], None]:
    def write(folder: Path, companies: list[str]) -> None:
        for sources in SOURCES.values():
            for file, column, count in sources:
                (folder / file).write_text(f"{column},{count}\n" if count else f"{column}\n", encoding="utf-8")
        first, column, _ = SOURCES["company_words"][0]
        (folder / first).write_text("\n".join((column, *companies)) + "\n", encoding="utf-8")

    return write
