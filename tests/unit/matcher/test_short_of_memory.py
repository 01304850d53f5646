"""Names are found as before after memory did not do for an array, whichever it was."""

import sys
from collections.abc import Callable
from itertools import count
from random import Random

import numpy as np
import pytest

from matcher import guess_columns, key_columns, word_table
from matcher.names_index import NamesIndex
from tests.benchmarks.matcher_names import NameMaker

COLUMNS = [module for name, module in sys.modules.items() if name.startswith("matcher.") and hasattr(module, "np")]
NAMES = [name for name, _ in zip(NameMaker(7), range(60), strict=False)]
GONE, ADDED = 5, range(30, 40)
STEP = 11


class ShortOfMemory:
    """NumPy, of which one call fails; a type or what a ufunc is asked by its methods is none."""

    def __init__(self) -> None:
        self.calls_left: int | None = None

    def __getattr__(self, name: str) -> object:
        own = getattr(np, name)
        if isinstance(own, type | np.ufunc) or not callable(own):
            return own

        def call(*arguments: object, **options: object) -> object:
            if self.calls_left is not None:
                self.calls_left -= 1
                if self.calls_left < 0:
                    self.calls_left = None
                    raise MemoryError
            return own(*arguments, **options)

        return call


def printed_names() -> list[str]:
    rng = Random(3)
    strange = ["".join(rng.choices("ABCDEFGHILMNOPRSTU", k=9)) for _ in range(150)]
    return [*NAMES, *strange, *[f"{name[:-1]}X" for name in NAMES[:20]], f"{NAMES[1]} (MENOR)", "ESPOLIO DE"]


def search(index: NamesIndex) -> None:
    index.search_many(printed_names())


def search_anew(index: NamesIndex) -> None:
    """The words are so many that all are numbered anew."""
    index._sieve._table.words += [""] * 20
    search(index)


def remove(index: NamesIndex) -> None:
    index.add(50, NAMES[50])
    index.remove(GONE)


def add(index: NamesIndex) -> None:
    for place in ADDED:
        index.add(place, NAMES[place])
    index._settle()


@pytest.mark.parametrize("work", [search, search_anew, remove, add])
def test_names_are_found_alike_whichever_array_memory_did_not_do_for(
    monkeypatch: pytest.MonkeyPatch, work: Callable[[NamesIndex], None]
) -> None:
    assert len(COLUMNS) > 12, "all that the index is made of"
    numpy = ShortOfMemory()
    for module in COLUMNS:
        monkeypatch.setattr(module, "np", numpy)
    for module, name in ((word_table, "_FEWEST"), (guess_columns, "_FEWEST"), (key_columns, "_FEWEST_PLACES")):
        monkeypatch.setattr(module, name, 64)
    printed, failed = printed_names(), 0
    for calls in count(0, STEP):
        index = NamesIndex()
        index.add_many(enumerate(NAMES[:30]))
        index.search_many(NAMES[:10])
        numpy.calls_left = calls
        try:
            work(index)
        except MemoryError:
            failed += 1
        is_whole, numpy.calls_left = numpy.calls_left is not None, None
        for name, (exact, likely) in zip(printed, index.search_many(printed), strict=True):
            one_exact, one_likely = index.search(name)
            assert (list(exact), list(likely)) == (one_exact, one_likely()), (calls, name)
        if work is remove:
            if GONE in index._words:
                index.remove(GONE)
            assert not any(hit.place == GONE for hits in index.find_many(printed) for hit in hits)
        if is_whole:
            break
    assert failed > 3
