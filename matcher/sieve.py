"""Tells of many printed names at once which may name somebody; the others certainly do not.

The sieve narrows and never decides: what goes through is decided name by name. It only ever grows, so that who was
removed may still go through.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from matcher.bloom import Bloom
from matcher.cut_names import CutNames, is_cut_length, may_be_cut
from matcher.folding import fold_text
from matcher.fuzzy import Guess, Guesser
from matcher.guess_columns import GuessColumns, Keys
from matcher.printed_page import Mask, Page, Rows, read_page
from matcher.text_hashes import hashes_of
from matcher.word_table import Trait, WordTable


class Sieve:
    """What is known of the keys of an index, kept small."""

    def __init__(self, guesser: Guesser, cut: CutNames) -> None:
        self._cut = cut
        self._table = WordTable()
        self._guesses = GuessColumns(guesser)
        self._keys = Bloom()
        self._late: list[str] = []

    def warm_up(self) -> None:
        """Make ready for many names."""
        self._table.take_known()

    def add(self, keys: Iterable[str]) -> None:
        """Take over keys; they are hashed when names are read next."""
        self._late += keys

    def settle(self, keys: Sequence[Collection[str]]) -> None:
        """Hash the keys that were added; when there are many more than before, all of `keys` are hashed anew."""
        if self._keys.count + len(self._late) > self._keys.capacity:
            known = Bloom(2 * sum(map(len, keys)))
            for each in keys:
                known.add_many(hashes_of(list(each)))
            self._keys = known
        elif self._late:
            self._keys.add_many(hashes_of(self._late))
        self._late = []

    def read(self, printed: Sequence[str]) -> Page:
        """Take names apart."""
        if self._table.is_full:
            self._table = WordTable()
            self._guesses.forget()
        return read_page(printed, self._table)

    def may_be_exact(self, page: Page) -> Mask:
        """Tell which names may be somebody's: (names,)."""
        may: Mask = ~page.is_plain | (page.traits & Trait.SHORT != 0)
        return may | self._keys.may_hold(page.cores.keys(self._table))

    def guess(
        self, page: Page, asked: Mask, read: Mapping[int, Sequence[Sequence[str]]], is_key: Callable[[str], bool]
    ) -> dict[int, list[list[Guess]] | None]:
        """Return the names that are asked about and may be likely ones of somebody's, with what was guessed.

        That is a list for each reading; None where the columns cannot guess.

        Args: read: the words of each reading of the names that are not plain.
        """
        plain = asked & page.is_plain
        others = [(name, words) for name, each in read.items() if asked[name] for words in each]
        rows = page.cores.only(plain).and_then(self._rows_of([words for _, words in others]))
        owners = np.concatenate((np.flatnonzero(plain), np.array([name for name, _ in others], np.int64)))
        guesses = self._guesses.guess(rows, self._table, Keys(self._keys.may_hold, is_key))
        left = page.traits & Trait.NEAR_AFFIX != 0
        left[[name for name in read if asked[name] and _may_have_other_words(page, name)]] = True
        left[owners[guesses.is_left]] = True
        may = left.copy()
        may[owners[guesses.is_business]] = True
        may[owners[list(guesses.of_row)]] = True
        may |= self._may_be_cut(page, asked & ~may, read)
        found: dict[int, list[list[Guess]] | None] = {}
        for row in np.flatnonzero((may & asked)[owners]).tolist():
            name = int(owners[row])
            each = found.setdefault(name, None if left[name] else [])
            if each is not None:
                each.append(guesses.of_row.get(row, []))
        return found

    def _rows_of(self, words: Sequence[Sequence[str]]) -> Rows:
        numbers = self._table.numbers_of(list(chain.from_iterable(words)))
        return Rows(numbers, np.fromiter(map(len, words), np.int64, len(words)))

    def _may_be_cut(self, page: Page, asked: Mask, read: Mapping[int, Sequence[Sequence[str]]]) -> Mask:
        """Tell which names may be the beginnings of somebody's: (names,)."""
        traits = self._table.traits
        lengths = np.fromiter((len(text.strip()) for text in page.printed), np.int64, len(page.printed))
        may = asked & may_be_cut(lengths)
        rows = page.rows
        ending = np.zeros(len(lengths), np.uint16)
        ending[rows.some] = traits[rows.numbers[rows.ends[rows.some] - 1]]
        whole = page.is_plain & (
            (ending & (Trait.TAIL | Trait.NUMERAL) != 0)
            | ((ending & (Trait.KNOWN | Trait.STUB) != 0) & (ending & Trait.PARTICLE == 0) & ~is_cut_length(lengths))
        )
        names = np.flatnonzero(may & ~whole).tolist()
        cores = [page.core(name) if page.is_plain[name] else read[name][0] for name in names]
        found = np.zeros(len(lengths), np.bool_)
        found[names] = self._cut.may_begin(cores)
        return found


def _may_have_other_words(page: Page, name: int) -> bool:
    """Tell whether a reading may have words that the columns do not know: a legal form parted, or `&` in a word."""
    return bool(page.traits[name] & Trait.GLUED) or "&" in fold_text(page.printed[name])
