"""Printed names taken apart together: the words of all their readings in columns, and which of them say who it is."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

from matcher.affix_columns import Span, core_words
from matcher.folding import fold_lines
from matcher.readings import SHORTEST_SIGLA, WHOLE, Reading, may_have_parts, other_readings
from matcher.text_hashes import Hashes, powers_up_to
from matcher.word_table import Mask, Numbers, Trait, WordTable

LONGEST_IN_COLUMNS = 400
"""Letters. Of longer names hashes can be made that collide, and every word costs a step of the grammar."""
_BLANK = np.uint64(ord(" ") + 1)


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

    def hashes(self, table: WordTable) -> tuple[Hashes, Hashes]:
        """Return the hash of each row's sounds joined, and of the same with a blank behind each: (rows,), (rows,)."""
        keys, spoken = np.zeros(len(self.lengths), np.uint64), np.zeros(len(self.lengths), np.uint64)
        if len(self.some):
            hashes, lengths = table.hashes[self.numbers], table.lengths[self.numbers]
            letters = np.cumsum(lengths)
            behind = np.repeat(letters[self.ends[self.some] - 1], self.lengths[self.some]) - letters
            blanks = np.repeat(self.ends, self.lengths) - 1 - np.arange(len(letters))
            powers = powers_up_to(int((behind + blanks).max()))
            starts = self.starts[self.some]
            keys[self.some] = np.add.reduceat(hashes * powers[behind], starts)
            spoken[self.some] = np.add.reduceat((hashes * powers[1] + _BLANK) * powers[behind + blanks], starts)
        return keys, spoken


class Page:
    """Names as printed, with a row of words for each reading: first the wholes, then the others, name by name.

    Names of more than `LONGEST_IN_COLUMNS` letters have no words here.
    """

    def __init__(self, printed: Sequence[str], table: WordTable) -> None:
        self.printed = printed
        lines = fold_lines(printed)
        self.is_left = np.array([len(line) > LONGEST_IN_COLUMNS for line in lines], np.bool_)
        """Which names are too long: (names,)."""
        if self.is_left.any():
            lines = ["" if is_left else line for line, is_left in zip(lines, self.is_left.tolist(), strict=True)]
        words = [line.split() for line in lines]
        wholes = _rows_of(words, table)
        traits = table.traits[wholes.numbers]
        self.traits = wholes.any_of(traits)
        """What some word of each name is: (names,)."""
        self._others: list[tuple[int, Reading]] = []
        self.others_of: dict[int, list[int]] = {}
        """The rows of each name's readings besides the whole, as far as there are any."""
        for name in np.flatnonzero(_may_be_read_otherwise(printed, wholes, self.traits, table)).tolist():
            for reading in other_readings(printed[name], words[name]):
                self.others_of.setdefault(name, []).append(len(printed) + len(self._others))
                self._others.append((name, reading))
        self.owners = np.append(np.arange(len(printed)), np.array([name for name, _ in self._others], np.int64))
        """The name of each row: (rows,)."""
        others = [reading.text.replace("&", " ").split() for _, reading in self._others]
        self._words = words + others
        self.rows = wholes.and_then(_rows_of(others, table)) if others else wholes
        """All words of all readings."""
        self._is_core = core_words(_span(self.rows, table))
        self.cores = self.rows.chosen(self._is_core)
        """The words that say who it is."""

    def core(self, row: int) -> list[str]:
        """Return the words of one reading that say who it is."""
        starts, ends, kept = self._as_lists
        return list(compress(self._words[row], kept[starts[row] : ends[row]]))

    def reading(self, row: int) -> tuple[int, Reading]:
        """Return a row's name and reading."""
        if row < len(self.printed):
            return row, Reading(WHOLE, " ".join(self._words[row]))
        return self._others[row - len(self.printed)]

    def rows_of(self, name: int) -> Iterator[int]:
        """Yield the rows of a name, the whole first."""
        yield name
        yield from self.others_of.get(name, ())

    @cached_property
    def _as_lists(self) -> tuple[list[int], list[int], list[bool]]:
        return self.rows.starts.tolist(), self.rows.ends.tolist(), self._is_core.tolist()


def _rows_of(words: Sequence[Sequence[str]], table: WordTable) -> Rows:
    numbers = table.numbers_of(list(chain.from_iterable(words)))
    return Rows(numbers, np.fromiter(map(len, words), np.int64, len(words)))


def _span(rows: Rows, table: WordTable) -> Span:
    numbers = rows.numbers
    is_number = table.traits[numbers] & Trait.DIGITS != 0
    return Span(rows.starts, rows.ends, rows.owners, table.codes[numbers], table.sizes[numbers], is_number)


def _may_be_read_otherwise(
    printed: Sequence[str], rows: Rows, traits: NDArray[np.unsignedinteger], table: WordTable
) -> Mask:
    """Tell which names may have more readings than the whole; False is certain: (names,)."""
    may = np.array([may_have_parts(name) for name in printed], np.bool_)
    may |= traits & Trait.CIVIL != 0
    some = rows.some
    if len(some):
        may[some] |= table.traits[rows.numbers[rows.ends[some] - 1]] & Trait.GLUED != 0
        may[some] |= _may_have_sigla(rows, table)
    may &= rows.lengths > 0
    return may


def _may_have_sigla(rows: Rows, table: WordTable) -> Mask:
    """Tell which names may begin or end with an acronym of their other words; only those with words: (some,)."""
    initials = rows.any_of(table.initials[rows.numbers])[rows.some]
    found = np.zeros(len(rows.some), np.bool_)
    for place in (rows.starts[rows.some], rows.ends[rows.some] - 1):
        numbers = rows.numbers[place]
        found |= (table.traits[numbers] & Trait.SIGLA != 0) & (table.letters[numbers] & ~initials == 0)
    return found & (rows.lengths[rows.some] >= SHORTEST_SIGLA)
