"""Tells of many printed names at once whose they are for certain and which may be somebody's; the others are nobody's.

What is certain is told by hashes (`matcher/key_columns.py`); all else that goes through is decided name by name.
"""

from collections.abc import Callable, Sequence

import numpy as np

from matcher.abbreviation_columns import ways_of
from matcher.columns import Mask, Numbers
from matcher.cut_names import CutNames, is_cut_length, may_be_cut
from matcher.folding import fold_text
from matcher.fuzzy import Guess, Guesser
from matcher.guess_columns import GuessColumns, Keys
from matcher.key_columns import Found, KeyColumns, Sought
from matcher.printed_page import Page
from matcher.word_table import Trait, WordTable


class Sieve:
    """What is known of the names of an index, in columns."""

    def __init__(self, guesser: Guesser, cut: CutNames) -> None:
        self.keys = KeyColumns()
        self._cut = cut
        self._table = WordTable()
        self._guesses = GuessColumns(guesser)

    def warm_up(self) -> None:
        """Make ready for many names."""
        self._table.take_known()

    def read(self, printed: Sequence[str]) -> Page:
        """Take names apart."""
        if self._table.is_full:
            # What is known by the old numbers goes first, should memory not do for the rest.
            self._guesses.forget()
            self._table = WordTable()
        return Page(printed, self._table)

    def find(self, page: Page) -> tuple[Found, Numbers]:
        """Return the names whose keys the rows of a page have, and the rows that must be looked up by text: (n,)."""
        cores, table = page.cores, self._table
        is_short = cores.any_of(table.shorts[cores.numbers]) != 0
        is_plain = ~is_short & (cores.lengths > 0)
        plain, short = np.flatnonzero(is_plain), np.flatnonzero(is_short)
        keys = cores.only(is_plain).sought(table)
        ways, has_too_many = ways_of(cores.only(is_short), table)
        each = (keys._replace(rows=plain), ways._replace(rows=short[ways.rows]))
        found = self.keys.find(Sought(*(np.concatenate(column) for column in zip(*each, strict=True))))
        return found, short[has_too_many]

    def guess(self, page: Page, asked: Mask, is_key: Callable[[str], bool]) -> dict[int, list[list[Guess]] | None]:
        """Return the names that are asked about and may be likely ones of somebody's, with what was guessed.

        That is a list for each reading; None where the columns cannot guess.
        """
        is_asked = asked[page.owners]
        owners = page.owners[is_asked]
        guesses = self._guesses.guess(page.cores.only(is_asked), self._table, Keys(self.keys.may_hold, is_key))
        left = page.is_left | (page.traits & Trait.NEAR_AFFIX != 0)
        left[[name for name in page.others_of if _may_have_other_words(page, name)]] = True
        left[owners[guesses.is_left]] = True
        may = left.copy()
        may[owners[guesses.is_business]] = True
        may[owners[list(guesses.of_row)]] = True
        may |= self._may_be_cut(page, asked & ~may)
        found: dict[int, list[list[Guess]] | None] = {}
        for row in np.flatnonzero(may[owners]).tolist():
            name = int(owners[row])
            each = found.setdefault(name, None if left[name] else [])
            if each is not None:
                each.append(guesses.of_row.get(row, []))
        return found

    def _may_be_cut(self, page: Page, asked: Mask) -> Mask:
        """Tell which names may be the beginnings of somebody's: (names,)."""
        lengths = np.fromiter((len(text.strip()) for text in page.printed), np.int64, len(page.printed))
        rows, cores = page.rows, page.cores
        some = np.flatnonzero(asked & may_be_cut(lengths) & (rows.lengths[: len(asked)] > 0))
        last = rows.numbers[rows.ends[some] - 1]
        ending = self._table.traits[last]
        is_particle = ending & Trait.PARTICLE != 0
        is_whole = ending & Trait.NUMERAL != 0
        is_whole |= (last != cores.numbers[cores.ends[some] - 1]) & ~is_particle
        is_whole |= (ending & (Trait.KNOWN | Trait.STUB) != 0) & ~is_particle & ~is_cut_length(lengths[some])
        names = some[~is_whole]
        found = np.zeros(len(asked), np.bool_)
        found[names] = self._cut.may_begin([page.core(name) for name in names.tolist()])
        return found


def _may_have_other_words(page: Page, name: int) -> bool:
    """Tell whether a reading may have words that the columns do not know: a legal form parted, or `&` in a word."""
    return bool(page.traits[name] & Trait.GLUED) or "&" in fold_text(page.printed[name])
