"""Printed names taken apart together: the words of all of them in columns, as far as no grammar is needed."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

from matcher.folding import fold_words_of
from matcher.readings import SHORTEST_SIGLA, grammar, may_have_civil_name, may_have_parts
from matcher.text_hashes import Hashes, powers_up_to
from matcher.word_table import Numbers, Trait, WordTable

Mask = NDArray[np.bool_]


class Rows:
    """Words by their numbers, those of one row after those of another.

    Args: numbers: (words,); lengths: how many of them are in each row, which may be none: (rows,).
    """

    def __init__(self, numbers: Numbers, lengths: Numbers) -> None:
        self.numbers, self.lengths = numbers, lengths
        self.ends = np.cumsum(lengths)
        self.starts = self.ends - lengths
        self.some = np.flatnonzero(lengths)
        """The rows that have words."""

    @cached_property
    def owners(self) -> Numbers:
        """The row of each word: (words,)."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def chosen(self, is_kept: Mask) -> "Rows":
        """Return as many rows with fewer words."""
        return Rows(self.numbers[is_kept], np.bincount(self.owners[is_kept], minlength=len(self.lengths)))

    def only(self, rows: Mask) -> "Rows":
        """Return fewer rows."""
        return Rows(self.numbers[np.repeat(rows, self.lengths)], self.lengths[rows])

    def and_then(self, others: "Rows") -> "Rows":
        """Return these rows and others behind them."""
        return Rows(np.concatenate((self.numbers, others.numbers)), np.concatenate((self.lengths, others.lengths)))

    def any_of(self, bits: NDArray[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
        """Return the bits that some word of each row has: (words,) -> (rows,)."""
        found = np.zeros(len(self.lengths), bits.dtype)
        if len(self.some):
            found[self.some] = np.bitwise_or.reduceat(bits, self.starts[self.some])
        return found

    def keys(self, table: WordTable) -> Hashes:
        """Return the hash of each row's sounds joined: (rows,)."""
        keys = np.zeros(len(self.lengths), np.uint64)
        if len(self.some):
            letters = np.cumsum(table.lengths[self.numbers])
            behind = np.repeat(letters[self.ends[self.some] - 1], self.lengths[self.some]) - letters
            terms = table.hashes[self.numbers] * powers_up_to(int(behind.max()))[behind]
            keys[self.some] = np.add.reduceat(terms, self.starts[self.some])
        return keys


class Page:
    """Names as printed, their folded words, and which words of the plain ones say who it is.

    A name is plain that is read in one way only, and of which no more is taken off than particles, lone tails and
    spelled forms: that is told by its words, whatever the grammar would say.
    """

    def __init__(self, printed: Sequence[str], words: list[list[str]], table: WordTable) -> None:
        self.printed, self.words = printed, words
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        self.rows = Rows(table.numbers_of(list(chain.from_iterable(words))), lengths)
        """All words of all names."""
        traits = _with_spelled_forms(self.rows, table)
        self.traits = self.rows.any_of(traits)
        """What some word of each name is: (names,)."""
        self._is_whole = self._whole(traits, table)
        self.is_plain = self._plain(traits)
        """(names,)"""
        self.is_kept = _kept(self.rows, traits)
        """Which of all words say who it is, as far as their names are plain: (words,)."""

    @cached_property
    def cores(self) -> Rows:
        """The words that say who it is, as far as the names are plain."""
        return self.rows.chosen(self.is_kept)

    def core(self, name: int) -> list[str]:
        """Return the words of one plain name that say who it is."""
        starts, ends, kept = self._as_lists
        return list(compress(self.words[name], kept[starts[name] : ends[name]]))

    @cached_property
    def _as_lists(self) -> tuple[list[int], list[int], list[bool]]:
        return self.rows.starts.tolist(), self.rows.ends.tolist(), self.is_kept.tolist()

    def has_one_reading(self, name: int) -> bool:
        """Tell whether a name is certainly read as a whole only."""
        return bool(self._is_whole[name]) and not may_have_civil_name(self.words[name])

    def _whole(self, traits: NDArray[np.uint16], table: WordTable) -> Mask:
        rows, some = self.rows, self.rows.some
        is_whole = rows.lengths > 0
        is_whole &= ~np.array([may_have_parts(name) for name in self.printed], np.bool_)
        if len(some):
            is_whole[some] &= (traits[rows.ends[some] - 1] & Trait.GLUED == 0) & ~_may_have_sigla(rows, table)
        return is_whole

    def _plain(self, traits: NDArray[np.uint16]) -> Mask:
        rows, some = self.rows, self.rows.some
        is_plain = self._is_whole.copy()
        if len(some):
            is_plain[some] &= traits[rows.starts[some]] & (Trait.PARTICLE | Trait.TAIL | Trait.DIGITS) == 0
        may_have_affix = grammar().may_have_affix
        for name in np.flatnonzero(is_plain & (self.traits & Trait.AFFIX != 0)).tolist():
            is_plain[name] = not may_have_affix(self.words[name])
        return is_plain


def read_page(printed: Sequence[str], table: WordTable) -> Page:
    """Take names apart."""
    return Page(printed, fold_words_of(printed), table)


def _with_spelled_forms(rows: Rows, table: WordTable) -> NDArray[np.uint16]:
    """Return the traits of all words, those of "S A" as a legal form's: (words,)."""
    traits = table.traits[rows.numbers]
    for form in grammar().spelled_forms:
        first, second = table.numbers_of(form).tolist()
        starts = np.flatnonzero((rows.numbers[:-1] == first) & (rows.numbers[1:] == second))
        starts = starts[rows.owners[starts] == rows.owners[starts + 1]]
        for place in (starts, starts + 1):
            traits[place] |= np.uint16(Trait.FORM | Trait.TAIL)
    return traits


def _kept(rows: Rows, traits: NDArray[np.uint16]) -> Mask:
    """Tell which words are left of plain names when particles, forms and statuses are taken off: (words,)."""
    places = np.arange(len(traits))
    is_name = traits & (Trait.PARTICLE | Trait.TAIL) == 0
    last_of_name = np.zeros(len(rows.lengths), np.int64)
    if len(rows.some):
        last_of_name[rows.some] = np.maximum.reduceat(np.where(is_name, places, -1), rows.starts[rows.some])
    is_inside = (traits & Trait.TAIL != 0) & (traits & Trait.FORM == 0) & (places < last_of_name[rows.owners])
    kept: Mask = is_name | is_inside
    return kept


def _may_have_sigla(rows: Rows, table: WordTable) -> Mask:
    """Tell which names may begin or end with an acronym of their other words; only those with words: (some,)."""
    initials = rows.any_of(table.initials[rows.numbers])[rows.some]
    found = np.zeros(len(rows.some), np.bool_)
    for place in (rows.starts[rows.some], rows.ends[rows.some] - 1):
        numbers = rows.numbers[place]
        found |= (table.traits[numbers] & Trait.SIGLA != 0) & (table.letters[numbers] & ~initials == 0)
    return found & (rows.lengths[rows.some] >= SHORTEST_SIGLA)
