"""The kinds of columns that words and names are held in, and the places of ranges in them."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]


def ranges(starts: Numbers, lengths: Numbers) -> Numbers:
    """Return the places of ranges, those of one after those of another: (sum of the lengths,)."""
    places: Numbers = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    return places
