"""Printed names as one text: which of them need a look by themselves, and the folded words of all."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.folding import SEPARATOR, fold_joined, made_simple
from matcher.readings import may_have_parts
from matcher.text_hashes import lengths_of

_Mask = NDArray[np.bool_]
LONGEST_IN_COLUMNS = 400
"""Letters. Of longer names hashes can be made that collide, and every word costs a step of the grammar."""
_BYTES = 256
_FOREIGN, _SLASH, _PART = 1, 2, 4
_MARKS = np.zeros(_BYTES, np.uint8)
_MARKS[128:] = _FOREIGN
_MARKS[[ord("/"), ord(SEPARATOR)]] = _SLASH
_MARKS[[ord(mark) for mark in "-(["]] = _PART


class Lines(NamedTuple):
    """Names that were read."""

    words: list[str]
    """Folded, with a `BETWEEN` between those of two names."""
    is_left: _Mask
    """Which names are too long, and have no words here: (names,)."""
    may_have_parts: _Mask
    """(names,)"""


def read_lines(printed: Sequence[str]) -> Lines:
    """Fold names together."""
    marks = _marks_of(printed)
    texts = list(printed)
    parts = marks & _PART != 0
    for name in np.flatnonzero(marks & (_FOREIGN | _SLASH)).tolist():
        texts[name] = made_simple(texts[name])
        parts[name] = may_have_parts(printed[name])
    is_left = lengths_of(texts) > LONGEST_IN_COLUMNS
    for name in np.flatnonzero(is_left).tolist():
        texts[name] = ""
    return Lines(fold_joined(texts), is_left, parts)


def _marks_of(printed: Sequence[str]) -> NDArray[np.uint8]:
    """Return what each name has of the marks that need a look: (names,)."""
    found = np.zeros(len(printed), np.uint8)
    codes = np.frombuffer(SEPARATOR.join(printed).encode("utf-8", "surrogatepass"), np.uint8)
    ends = np.flatnonzero(codes == ord(SEPARATOR))
    if len(ends) != max(0, len(printed) - 1):
        # Some name has a separator itself: all are looked at.
        found[:] = _SLASH
        return found
    marks = _MARKS[codes]
    marks[ends] = 0
    places = np.flatnonzero(marks)
    np.bitwise_or.at(found, np.searchsorted(ends, places), marks[places])
    return found
