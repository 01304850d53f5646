"""The keys of all names in columns: tells of many printed names at once whose they are.

A key is known by its hashes in two bases: of up to 63 letters, two with the same hashes are the same text (longer ones
can be made that are not, and are compared as text). Whether the words are alike too is told by where they end:
`Sounds.fits` takes words that were joined, at most.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.bloom import Bloom
from matcher.columns import Hashes, Mask, Numbers, ranges
from matcher.text_hashes import SECOND, hashes_of, lengths_of

_AT_ONCE = 1 << 15
_FEWEST_PLACES = 1 << 10
_REMOVED = -1
"""The place of a name that was removed."""
_HALF = np.int64(32)
_PLACE = np.int64((1 << 32) - 1)
LONGEST_MARKED = 63
"""Letters of a key, at whose ends of words there is a bit."""
NOWHERE, EVERYWHERE = np.uint64(0), np.uint64((1 << 64) - 1)
"""What monitored and printed names with longer keys have as ends: these are never sure to fit."""


class Sought(NamedTuple):
    """Keys that are looked up: a row of words may have several, which stand together."""

    rows: Numbers
    keys: Hashes
    seconds: Hashes
    ends: Hashes
    """A bit for each letter behind which a word ends."""


class Found(NamedTuple):
    """Names that have the key of a row, each once for a row, by rows and places."""

    rows: Numbers
    places: Numbers
    is_sure: Mask
    """Whether the words fit, too; if not, that is to be told by text."""


class _Run(NamedTuple):
    keys: Hashes
    seconds: Hashes
    places: NDArray[np.int32]
    is_own: Mask
    """Whether the key is that of the words as they stand, to which the ends of words belong."""


class KeyColumns:
    """Keys by their hashes: sorted runs, each at least four times as long as the next one, and a filter before them."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._filter = Bloom()
        self._ends: Hashes = np.zeros(_FEWEST_PLACES, np.uint64)
        self._late_keys: list[str] = []
        self._late_places: list[int] = []
        self._late_is_own: list[bool] = []
        self._late_sounds: dict[int, Sequence[str]] = {}
        self._late_others: list[str] = []
        self._fresh: list[_Run] = []
        self._others: Hashes = np.empty(0, np.uint64)

    def add(self, place: int, keys: Sequence[str], sounds: Sequence[str]) -> None:
        """Take over a name's keys, that of its words as they stand first, and the sounds of these words."""
        self._late_keys += keys
        self._late_places += [place] * len(keys)
        self._late_is_own += [index == 0 for index in range(len(keys))]
        self._late_sounds[place] = sounds
        if len(self._late_keys) >= _AT_ONCE:
            self._hash()

    def add_others(self, keys: Sequence[str]) -> None:
        """Let the filter know other keys, by which no name is found exactly."""
        self._late_others += keys
        if len(self._late_others) >= _AT_ONCE:
            self._show_others()

    def remove(self, place: int, keys: Sequence[str]) -> None:
        """Remove a name; its keys stay in the filter, and are nobody's."""
        self.settle()
        hashes = hashes_of(keys)
        gone: list[Numbers] = []
        for run in self._runs:
            start, stop = np.searchsorted(run.keys, hashes), np.searchsorted(run.keys, hashes, side="right")
            at = ranges(start, stop - start)
            gone.append(at[run.places[at] == place])
        # All at once and at the end, should memory not do before.
        for run, at in zip(self._runs, gone, strict=True):
            run.places[at] = _REMOVED

    def settle(self) -> None:
        """Sort in what was added."""
        self._hash()
        if self._late_others:
            self._show_others()
        if not self._fresh:
            return
        runs, fresh = self._runs[:], self._fresh
        while runs and len(runs[-1].keys) < 4 * sum(len(run.keys) for run in fresh):
            fresh = [runs.pop(), *fresh]
        runs.append(_merged(fresh))
        self._show([run.keys for run in self._fresh], [*(run.keys for run in runs), self._others])
        self._runs, self._fresh = runs, []

    def _show_others(self) -> None:
        new = hashes_of(self._late_others)
        others = np.append(self._others, new)
        self._show([new], [*(run.keys for run in self._runs), others])
        self._others, self._late_others = others, []

    def _show(self, new: Sequence[Hashes], everything: Sequence[Hashes]) -> None:
        """Let the filter know keys; when it grows too small, it is made anew of everything."""
        known = self._filter
        if known.count + sum(map(len, new)) > known.capacity:
            new = [np.unique(keys) for keys in everything]
            known = Bloom(2 * sum(map(len, new)))
        for keys in new:
            known.add_many(keys)
        self._filter = known

    def may_hold(self, keys: Hashes) -> Mask:
        """Tell which hashes may be those of keys: the shape of `keys`."""
        return self._filter.may_hold(keys)

    def find(self, sought: Sought) -> Found:
        """Return the names that have one of these keys."""
        asked = np.flatnonzero(self._filter.may_hold(sought.keys))
        # In order, so that what is near in the runs is asked for together.
        asked = asked[np.argsort(sought.keys[asked])]
        keys = sought.keys[asked]
        rows: list[Numbers] = [np.empty(0, np.int64)]
        is_sure: list[Mask] = [np.empty(0, np.bool_)]
        for run in self._runs:
            start = np.searchsorted(run.keys, keys)
            there = np.flatnonzero(run.keys[np.minimum(start, len(run.keys) - 1)] == keys)
            start = start[there]
            count = np.searchsorted(run.keys, keys[there], side="right") - start
            at = ranges(start, count)
            askers = np.repeat(asked[there], count)
            alike = (run.seconds[at] == sought.seconds[askers]) & (run.places[at] != _REMOVED)
            askers, at = askers[alike], at[alike]
            places = run.places[at].astype(np.int64)
            rows.append(sought.rows[askers] << _HALF | places)
            is_sure.append(run.is_own[at] & (sought.ends[askers] & ~self._ends[places] == 0))
        return _once(np.concatenate(rows), np.concatenate(is_sure))

    def _hash(self) -> None:
        """Hash what was added, so that its texts need not be held."""
        if not self._late_sounds:
            return
        keys = self._late_keys
        columns = np.array(self._late_places, np.int32), np.array(self._late_is_own, np.bool_)
        run = _Run(hashes_of(keys), hashes_of(keys, SECOND), *columns)
        places, ends = list(self._late_sounds), _ends_of(list(self._late_sounds.values()))
        column = self._ends
        while max(places, default=0) >= len(column):
            column = np.concatenate((column, np.zeros_like(column)))
        column[places] = ends
        # A name without words has no key.
        self._fresh = [*self._fresh, run] if keys else self._fresh
        self._ends = column
        self._late_keys, self._late_places, self._late_is_own, self._late_sounds = [], [], [], {}


def end_bits(letters: Numbers) -> Hashes:
    """Return the bit for the end of a word behind so many letters; only one for all that are too many: (n,)."""
    return np.uint64(1) << np.minimum(letters, LONGEST_MARKED).astype(np.uint64)


def _ends_of(names: Sequence[Sequence[str]]) -> Hashes:
    """Return a bit for each letter of a name's key behind which one of its words ends: (names,)."""
    count = lengths_of(names)
    lengths = lengths_of([sound for sounds in names for sound in sounds])
    owners = np.repeat(np.arange(len(names)), count)
    letters = np.cumsum(lengths)
    before = np.append(0, letters)[(np.cumsum(count) - count)]
    ends = letters - before[owners]
    found = np.zeros(len(names), np.uint64)
    np.bitwise_or.at(found, owners, end_bits(ends))
    found[np.bincount(owners, lengths, minlength=len(names)) > LONGEST_MARKED] = NOWHERE
    return found


def _once(found: Numbers, is_sure: Mask) -> Found:
    """Return each row's name once, for sure where one of its keys is: (found,), (found,)."""
    order = np.argsort(found)
    found, is_sure = found[order], is_sure[order]
    starts = np.flatnonzero(np.append(True, found[1:] != found[:-1])) if len(found) else np.empty(0, np.int64)
    if len(starts):
        is_sure, found = np.logical_or.reduceat(is_sure, starts), found[starts]
    return Found(found >> _HALF, found & _PLACE, is_sure)


def _merged(runs: Sequence[_Run]) -> _Run:
    """Return one run of all names that were not removed."""
    whole = _Run(*(np.concatenate(column) for column in zip(*runs, strict=True)))
    order = np.argsort(whole.keys, kind="stable")
    order = order[whole.places[order] != _REMOVED]
    return _Run(*(column[order] for column in whole))
