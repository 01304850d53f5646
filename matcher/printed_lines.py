"""Printed names as one folded text: where their words stand, the hash of each, and which names need a look."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.folding import SEPARATOR, fold_plain, made_simple
from matcher.readings import may_have_parts
from matcher.text_hashes import hashes_within, lengths_of
from matcher.word_numbers import Numbers

_Mask = NDArray[np.bool_]
LONGEST_IN_COLUMNS = 400
"""Letters. Of longer names hashes can be made that collide, and every word costs a step of the grammar."""
_BYTES = 256
_FOREIGN, _SLASH, _PART = 1, 2, 4
_MARKS = np.zeros(_BYTES, np.uint8)
_MARKS[128:] = _FOREIGN
_MARKS[[ord("/"), ord(SEPARATOR)]] = _SLASH
_MARKS[[ord(mark) for mark in "-(["]] = _PART
_BETWEEN, _BLANK = ord(SEPARATOR), ord(" ")


class Lines:
    """Texts in a line each, folded: their words are those of `fold_words`."""

    def __init__(self, folded: bytes) -> None:
        self._folded = folded
        codes = np.frombuffer(b"%b " % folded, np.uint8)
        is_letter = codes > _BLANK
        edges = np.flatnonzero(np.diff(is_letter, prepend=False))
        self.starts, self.ends = edges[::2], edges[1::2]
        """Of the words, in the text: (words,), (words,)."""
        self._between = np.flatnonzero(codes == _BETWEEN)
        before = np.searchsorted(self.starts, self._between)
        self.lengths: Numbers = np.diff(before, prepend=0, append=len(self.starts))
        """How many words each line has: (lines,)."""
        self.spelled = hashes_within(codes, self.starts, self.ends)
        """The hash of each word as it is spelled: (words,)."""

    def word(self, word: int) -> str:
        """Return one of all words."""
        return self._folded[self.starts[word] : self.ends[word]].decode()

    def words(self, line: int) -> list[str]:
        """Return the words of one line."""
        start = int(self._between[line - 1]) + 1 if line else 0
        end = int(self._between[line]) if line < len(self._between) else len(self._folded)
        return self._folded[start:end].decode().split()


def read_lines(printed: Sequence[str]) -> tuple[Lines, _Mask, _Mask]:
    """Fold names together.

    Returns the lines; which names are too long or have letters beyond ASCII, and no words here: (names,); and which
    may have parts: (names,).
    """
    marks = _marks_of(printed)
    texts = list(printed)
    may_part = marks & _PART != 0
    is_left = np.zeros(len(printed), np.bool_)
    for name in np.flatnonzero(marks & (_FOREIGN | _SLASH)).tolist():
        texts[name] = made_simple(printed[name])
        may_part[name] = may_have_parts(printed[name])
        is_left[name] = not texts[name].isascii()
    is_left |= lengths_of(texts) > LONGEST_IN_COLUMNS
    for name in np.flatnonzero(is_left).tolist():
        texts[name] = ""
    return Lines(fold_plain(SEPARATOR.join(texts))), is_left, may_part


def _marks_of(printed: Sequence[str]) -> NDArray[np.uint8]:
    """Return what each name has of the marks that need a look: (names,)."""
    found = np.zeros(len(printed), np.uint8)
    codes = np.frombuffer(SEPARATOR.join(printed).encode("utf-8", "surrogatepass"), np.uint8)
    ends = np.flatnonzero(codes == _BETWEEN)
    if len(ends) != max(0, len(printed) - 1):
        # Some name has a separator itself: all are looked at.
        found[:] = _SLASH
        return found
    marks = _MARKS[codes]
    marks[ends] = 0
    places = np.flatnonzero(marks)
    np.bitwise_or.at(found, np.searchsorted(ends, places), marks[places])
    return found
