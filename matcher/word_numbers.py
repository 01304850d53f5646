"""Numbers of words by their hashes, for many at once: open addresses, at least half of which are free."""

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Hashes, Numbers

NEW = -1
_FEWEST = 1 << 13
_MIXED = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


class WordNumbers:
    """Numbers hashes in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: NDArray[np.int32] = np.full(_FEWEST, NEW, np.int32)
        """By the place that a hash has."""
        self._hashes: Hashes = np.zeros(_FEWEST >> 1, np.uint64)
        """By their numbers."""
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def find(self, hashes: Hashes) -> Numbers:
        """Return the number of each hash, or NEW: (n,)."""
        places = self._first_places(hashes)
        numbers = self._numbers[places].astype(np.int64)
        left = np.flatnonzero((numbers != NEW) & (self._hashes[numbers] != hashes))
        places = places[left]
        while len(left):
            places = (places + 1) & (len(self._numbers) - 1)
            found = self._numbers[places].astype(np.int64)
            numbers[left] = found
            is_other = (found != NEW) & (self._hashes[found] != hashes[left])
            left, places = left[is_other], places[is_other]
        return numbers

    def add(self, hashes: Hashes) -> None:
        """Number hashes that have no number, each once: (n,)."""
        total = self._count + len(hashes)
        known, column = self._numbers, self._hashes
        while total > len(column):
            column = np.concatenate((column, np.zeros_like(column)))
        column[self._count : total] = hashes
        if len(column) > len(self._hashes):
            known = np.full(2 * len(column), NEW, np.int32)
            fresh = np.arange(total)
        else:
            fresh = np.arange(self._count, total)
        self._numbers, self._hashes = known, column
        try:
            self._put(fresh)
        except MemoryError:
            # Some have a number and some have none: nobody has one.
            self._numbers[:], self._count = NEW, 0
            raise
        self._count = total

    def _put(self, fresh: Numbers) -> None:
        """Put each number in the first free place from its hash's own on; of those that want one, one gets it."""
        places = self._first_places(self._hashes[fresh])
        while len(fresh):
            free = self._numbers[places] == NEW
            self._numbers[places[free]] = fresh[free]
            lost = self._numbers[places] != fresh
            fresh, places = fresh[lost], (places[lost] + 1) & (len(self._numbers) - 1)

    def _first_places(self, hashes: Hashes) -> Numbers:
        shift = np.uint64(64 - (len(self._numbers) - 1).bit_length())
        return (((hashes ^ (hashes >> _HALF)) * _MIXED) >> shift).astype(np.int64)
