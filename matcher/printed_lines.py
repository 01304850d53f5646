"""Printed names as one folded text: where their words stand, the hash of each, and which names need a look."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Mask, Numbers
from matcher.folding import SEPARATOR, fold_plain, made_simple, without_slashes
from matcher.readings import may_have_parts
from matcher.text_hashes import hashes_within, lengths_of

LONGEST_IN_COLUMNS = 400
"""Letters of a name, each of whose words may cost a step of the grammar."""
LONGEST_WORD = 40
"""Letters. Words are told apart by their hashes alone, and long ones can be made whose hashes are the same."""
_ASCII, _BYTES = 128, 256
_FOREIGN, _SLASH, _PART = 1, 2, 4
_MARKS = bytes(
    _FOREIGN if code >= _ASCII else _SLASH if code == ord("/") else _PART if chr(code) in "-([" else 0
    for code in range(_BYTES)
)
"""What needs a look, by its byte."""
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
        between = np.flatnonzero(codes == _BETWEEN)
        before = np.searchsorted(self.starts, between)
        self._bounds = [-1, *between.tolist(), len(folded)]
        self.lengths: Numbers = np.diff(before, prepend=0, append=len(self.starts))
        """How many words each line has: (lines,)."""
        self.spelled = hashes_within(codes, self.starts, self.ends)
        """The hash of each word as it is spelled: (words,)."""

    def words_at(self, words: Numbers) -> list[str]:
        """Return some of all words."""
        bounds = zip(self.starts[words].tolist(), self.ends[words].tolist(), strict=True)
        return [self._folded[start:end].decode() for start, end in bounds]

    def with_words_of(self, letters: int) -> Mask:
        """Tell which lines have words of so many letters or more: (lines,)."""
        found = np.zeros(len(self.lengths), np.bool_)
        ends = np.cumsum(self.lengths)
        found[np.searchsorted(ends, np.flatnonzero(self.ends - self.starts >= letters), side="right")] = True
        return found

    def words(self, line: int) -> list[str]:
        """Return the words of one line."""
        return self._folded[self._bounds[line] + 1 : self._bounds[line + 1]].decode().split()


def read_lines(printed: Sequence[str]) -> tuple[Lines, Mask, Mask]:
    """Fold names together.

    Returns the lines; which names are too long, have too long a word or letters beyond ASCII, and so no words here:
    (names,); and which may have parts: (names,).
    """
    marks = _marks_of(printed)
    texts = list(printed)
    may_part = marks & _PART != 0
    is_left = np.zeros(len(printed), np.bool_)
    for name in np.flatnonzero(marks & _FOREIGN).tolist():
        texts[name] = made_simple(printed[name])
        may_part[name] = may_have_parts(printed[name])
        is_left[name] = not texts[name].isascii()
    slashed = np.flatnonzero(marks & (_SLASH | _FOREIGN) == _SLASH)
    for name, text in zip(slashed.tolist(), without_slashes([texts[name] for name in slashed.tolist()]), strict=True):
        texts[name] = text
    is_left |= lengths_of(texts) > LONGEST_IN_COLUMNS
    for name in np.flatnonzero(is_left).tolist():
        texts[name] = ""
    lines = Lines(fold_plain(SEPARATOR.join(texts)))
    has_long_word = lines.with_words_of(LONGEST_WORD + 1)
    if has_long_word.any():
        is_left |= has_long_word
        texts = ["" if is_long else text for text, is_long in zip(texts, has_long_word.tolist(), strict=True)]
        lines = Lines(fold_plain(SEPARATOR.join(texts)))
    return lines, is_left, may_part


def _marks_of(printed: Sequence[str]) -> NDArray[np.uint8]:
    """Return what each name has of the marks that need a look: (names,)."""
    found = np.zeros(len(printed), np.uint8)
    data = SEPARATOR.join(printed).encode("utf-8", "surrogatepass")
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _BETWEEN)
    if len(ends) != max(0, len(printed) - 1):
        # Some name has a separator itself: all are looked at.
        found[:] = _FOREIGN
        return found
    marks = np.frombuffer(data.translate(_MARKS), np.uint8)
    places = np.flatnonzero(marks)
    np.bitwise_or.at(found, np.searchsorted(ends, places), marks[places])
    return found
