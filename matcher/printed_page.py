"""Printed names taken apart together: the words of all their readings in columns, and which of them say who it is."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from matcher.affix_columns import Span, core_words
from matcher.columns import Mask, Numbers
from matcher.folding import SEPARATOR
from matcher.key_columns import EVERYWHERE, LONGEST_MARKED, Sought, end_bits
from matcher.printed_lines import Lines, read_lines
from matcher.readings import SHORTEST_SIGLA, WHOLE, Reading, other_readings
from matcher.text_hashes import SECOND, powers_up_to
from matcher.word_table import Trait, WordTable


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

    def sought(self, table: WordTable) -> Sought:
        """Return the key of each row's sounds."""
        keys, seconds = np.zeros(len(self.lengths), np.uint64), np.zeros(len(self.lengths), np.uint64)
        ends = np.zeros(len(self.lengths), np.uint64)
        if len(self.some):
            starts = self.starts[self.some]
            letters = np.cumsum(table.lengths[self.numbers])
            before = np.append(0, letters)[starts]
            total = letters[self.ends[self.some] - 1] - before
            behind = np.repeat(before + total, self.lengths[self.some]) - letters
            most = int(total.max())
            keys[self.some] = np.add.reduceat(table.hashes[self.numbers] * powers_up_to(most)[behind], starts)
            powers = powers_up_to(most, SECOND)
            seconds[self.some] = np.add.reduceat(table.seconds[self.numbers] * powers[behind], starts)
            bits = end_bits(letters - np.repeat(before, self.lengths[self.some]))
            ends[self.some] = np.bitwise_or.reduceat(bits, starts)
            ends[self.some[total > LONGEST_MARKED]] = EVERYWHERE
        return Sought(np.arange(len(self.lengths)), keys, seconds, ends)


class Page:
    """Names as printed, with a row of words for each reading: first the wholes, then the others, name by name.

    Names that the columns cannot hold (`Page.is_left`) have no words here.
    """

    def __init__(self, printed: Sequence[str], table: WordTable) -> None:
        self.printed = printed
        self._lines, self.is_left, may_part = read_lines(printed)
        """Which names the columns have no words of: (names,)."""
        wholes = _rows_of(self._lines, table)
        self.traits = wholes.any_of(table.traits[wholes.numbers])
        """What some word of each name is: (names,)."""
        self._others: list[tuple[int, Reading]] = []
        self.others_of: dict[int, list[int]] = {}
        """The rows of each name's readings besides the whole, as far as there are any."""
        may = (may_part | _may_be_read_otherwise(wholes, self.traits, table)) & (wholes.lengths > 0)
        for name in np.flatnonzero(may).tolist():
            for reading in other_readings(printed[name], self._lines.words(name)):
                self.others_of.setdefault(name, []).append(len(printed) + len(self._others))
                self._others.append((name, reading))
        self.owners = np.append(np.arange(len(printed)), np.array([name for name, _ in self._others], np.int64))
        """The name of each row: (rows,)."""
        self.rows = wholes
        """All words of all readings."""
        if self._others:
            further = SEPARATOR.join([reading.text.replace("&", " ") for _, reading in self._others])
            self._further = Lines(further.encode())
            self.rows = wholes.and_then(_rows_of(self._further, table))
        self._is_core = core_words(_span(self.rows, table))
        self.cores = self.rows.chosen(self._is_core)
        """The words that say who it is."""

    def core(self, row: int) -> list[str]:
        """Return the words of one reading that say who it is."""
        starts, ends, kept = self._as_lists
        return list(compress(self._words_of(row), kept[starts[row] : ends[row]]))

    def _words_of(self, row: int) -> list[str]:
        wholes = len(self.printed)
        return self._lines.words(row) if row < wholes else self._further.words(row - wholes)

    def reading(self, row: int) -> Reading:
        """Return the reading of a row."""
        if row < len(self.printed):
            return Reading(WHOLE, " ".join(self._words_of(row)))
        return self._others[row - len(self.printed)][1]

    def rows_of(self, name: int) -> Iterator[int]:
        """Yield the rows of a name, the whole first."""
        yield name
        yield from self.others_of.get(name, ())

    @cached_property
    def _as_lists(self) -> tuple[list[int], list[int], list[bool]]:
        return self.rows.starts.tolist(), self.rows.ends.tolist(), self._is_core.tolist()


def _rows_of(lines: Lines, table: WordTable) -> Rows:
    return Rows(table.numbers_of(lines.spelled, lines.words_at), lines.lengths)


def _span(rows: Rows, table: WordTable) -> Span:
    numbers = rows.numbers
    is_number = table.traits[numbers] & Trait.DIGITS != 0
    return Span(rows.starts, rows.ends, rows.owners, table.codes[numbers], table.sizes[numbers], is_number)


def _may_be_read_otherwise(rows: Rows, traits: NDArray[np.unsignedinteger], table: WordTable) -> Mask:
    """Tell which names their words may give another reading: (names,)."""
    may: Mask = traits & Trait.CIVIL != 0
    some = rows.some
    if len(some):
        may[some] |= table.traits[rows.numbers[rows.ends[some] - 1]] & Trait.GLUED != 0
        may[some] |= _may_have_sigla(rows, table)
    return may


def _may_have_sigla(rows: Rows, table: WordTable) -> Mask:
    """Tell which names may begin or end with an acronym of their other words; only those with words: (some,)."""
    initials = rows.any_of(table.initials[rows.numbers])[rows.some]
    found = np.zeros(len(rows.some), np.bool_)
    for place in (rows.starts[rows.some], rows.ends[rows.some] - 1):
        numbers = rows.numbers[place]
        found |= (table.traits[numbers] & Trait.SIGLA != 0) & (table.letters[numbers] & ~initials == 0)
    return found & (rows.lengths[rows.some] >= SHORTEST_SIGLA)
