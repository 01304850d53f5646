"""The keys of all names in columns: tells of many printed names at once whose key they have.

Two hashes of a printed name, each with 64 bits of a base drawn anew in each process: of its key, by which names are
found, and of its sounds word by word. Where both are a name's, the words are the name's own, each as it sounds; where
only the first is, or a name is gone, the texts must be compared.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.bloom import Bloom
from matcher.text_hashes import Hashes, hashes_of
from matcher.word_table import Mask, Numbers

_AT_ONCE = 1 << 15
_FEWEST_PLACES = 1 << 10
_NOBODY = -1
"""The place of a key by which no name is found exactly."""


class Found(NamedTuple):
    """Names by the keys that were looked up: those of one key after those of another, oldest first."""

    asked: Numbers
    """Which key: (found,)."""
    places: NDArray[np.int32]
    """(found,)"""
    is_sure: Mask
    """Whether the words are the name's own, too: (found,)."""


class _Run(NamedTuple):
    keys: Hashes
    places: NDArray[np.int32]


class KeyColumns:
    """Keys by their hashes: sorted runs, each at least four times as long as the next one, and a filter before them.

    It only ever grows: of a name that was removed the keys stay, and find nothing for sure.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._filter = Bloom()
        self._spoken: Hashes = np.zeros(_FEWEST_PLACES, np.uint64)
        self._late_keys: list[str] = []
        self._late_places: list[int] = []
        self._late_spoken: dict[int, str] = {}
        self._fresh: list[_Run] = []

    def add(self, place: int, keys: Sequence[str], spoken: str) -> None:
        """Take over a name's keys and its sounds word by word, as `spoken_of` writes them."""
        self._late_keys += keys
        self._late_places += [place] * len(keys)
        self._late_spoken[place] = spoken
        self._make_room()

    def add_others(self, keys: Sequence[str]) -> None:
        """Let the filter know other keys."""
        self._late_keys += keys
        self._late_places += [_NOBODY] * len(keys)
        self._make_room()

    def remove(self, place: int) -> None:
        """Forget how a name sounds."""
        self._hash()
        self._spoken[place] = 0

    def settle(self) -> None:
        """Sort in what was added."""
        self._hash()
        if not self._fresh:
            return
        runs, fresh = self._runs[:], self._fresh
        while runs and len(runs[-1].keys) < 4 * sum(len(run.keys) for run in fresh):
            fresh = [runs.pop(), *fresh]
        merged = _merged(fresh)
        new = [run.keys for run in self._fresh]
        count = sum(map(len, new))
        if self._filter.count + count > self._filter.capacity:
            everything = [*(run.keys for run in runs), merged.keys]
            known = Bloom(2 * sum(map(len, everything)))
            for keys in everything:
                known.add_many(keys)
        else:
            known = self._filter
            for keys in new:
                known.add_many(keys)
        self._runs, self._fresh, self._filter = [*runs, merged], [], known

    def may_hold(self, keys: Hashes) -> Mask:
        """Tell which hashes may be those of keys: the shape of `keys`."""
        return self._filter.may_hold(keys)

    def find(self, keys: Hashes, spoken: Hashes) -> Found:
        """Return the names that have one of these keys."""
        asked = np.flatnonzero(self._filter.may_hold(keys))
        asked = asked[np.argsort(keys[asked])]
        sought = keys[asked]
        askers: list[Numbers] = [np.empty(0, np.int64)]
        places: list[NDArray[np.int32]] = [np.empty(0, np.int32)]
        for run in self._runs:
            start = np.searchsorted(run.keys, sought)
            there = np.flatnonzero(run.keys[np.minimum(start, len(run.keys) - 1)] == sought)
            start = start[there]
            count = np.searchsorted(run.keys, sought[there], side="right") - start
            at = np.repeat(start - (np.cumsum(count) - count), count) + np.arange(count.sum())
            askers.append(np.repeat(asked[there], count))
            places.append(run.places[at])
        who, whom = np.concatenate(askers), np.concatenate(places)
        order = np.argsort(who, kind="stable")
        order = order[whom[order] != _NOBODY]
        who, whom = who[order], whom[order]
        return Found(who, whom, self._spoken[whom] == spoken[who])

    def _make_room(self) -> None:
        if len(self._late_keys) >= _AT_ONCE:
            self._hash()

    def _hash(self) -> None:
        """Hash what was added, so that its texts need not be held."""
        if not self._late_keys and not self._late_spoken:
            return
        run = _Run(hashes_of(self._late_keys), np.array(self._late_places, np.int32))
        spoken = hashes_of(list(self._late_spoken.values()))
        places = list(self._late_spoken)
        column = self._spoken
        while max(places, default=0) >= len(column):
            column = np.concatenate((column, np.zeros_like(column)))
        self._fresh.append(run)
        self._spoken = column
        self._spoken[places] = spoken
        self._late_keys, self._late_places, self._late_spoken = [], [], {}


def spoken_of(sounds: Iterable[str]) -> str:
    """Return sounds so that each word is told from the next."""
    return "".join([f"{sound} " for sound in sounds])


def _merged(runs: Sequence[_Run]) -> _Run:
    keys, places = np.concatenate([run.keys for run in runs]), np.concatenate([run.places for run in runs])
    order = np.argsort(keys, kind="stable")
    return _Run(keys[order], places[order])
