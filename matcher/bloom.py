"""A Bloom filter: tells of many hashes at once which are certainly not there."""

import numpy as np

from matcher.columns import Hashes, Mask

_BITS_EACH = 16
_FEWEST_BITS = 1 << 13
# Odd numbers without a pattern: two of them make two independent places of one hash.
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)
_IN_BYTE = np.uint64(7)
_BYTE = np.uint64(3)


class Bloom:
    """Hashes that are known; of a hundred others, one or two seem to be.

    Args: capacity: for how many hashes it is made; with more, more others seem to be there.
    """

    def __init__(self, capacity: int = 0) -> None:
        size = max(_FEWEST_BITS, 1 << (max(1, capacity) * _BITS_EACH - 1).bit_length())
        self._bytes = np.zeros(size >> 3, np.uint8)
        self._shift = np.uint64(64 - size.bit_length() + 1)
        self.capacity = size // _BITS_EACH
        self.count = 0

    def add_many(self, hashes: Hashes) -> None:
        """Take over hashes: (n,)."""
        for place in self._places(hashes):
            np.bitwise_or.at(self._bytes, place >> _BYTE, np.uint8(1) << (place & _IN_BYTE).astype(np.uint8))
        self.count += len(hashes)

    def may_hold(self, hashes: Hashes) -> Mask:
        """Tell which hashes may be there: the shape of `hashes`."""
        first, second = self._places(hashes)
        found = self._bytes[first >> _BYTE] >> (first & _IN_BYTE).astype(np.uint8)
        found &= self._bytes[second >> _BYTE] >> (second & _IN_BYTE).astype(np.uint8)
        there: Mask = (found & np.uint8(1)).astype(np.bool_)
        return there

    def _places(self, hashes: Hashes) -> tuple[Hashes, Hashes]:
        mixed = (hashes ^ (hashes >> _HALF)) * _FIRST
        return mixed >> self._shift, ((mixed ^ (mixed >> _HALF)) * _SECOND) >> self._shift
