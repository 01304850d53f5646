"""Monitored names by their beginnings: courts cut long names at a fixed number of characters."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

import numpy as np
import regex

from matcher.bloom import Bloom
from matcher.classes import Words, load_classes
from matcher.columns import Mask, Numbers
from matcher.folding import fold_words
from matcher.known_words import known_words
from matcher.text_hashes import hashes_of

_SHORTEST, _LONGEST = 27, 101
_SMALLEST_PART = 0.55
_FEWEST_WORDS = 2
_SHORTEST_NAME = 20
LONGEST_STUB = 2
_MOST_LATE = 5_000
_MOST_NAMES = 50
_NUMERAL = regex.compile(r"\d|^[IVX]{2,}$")
_SEPARATOR = "\x00"
_SEEN_BEGINNINGS = (20, 15, 11)
"""Letters of names by which most others are told apart; the fewest are the smallest part of the shortest name."""


class CutNames:
    """Names as their words without blanks, sorted, so that all with one beginning stand together.

    Late names stand in a short list of their own until sorting all is worth it; removed ones are passed over.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._late: list[str] = []
        self._removed: set[str] = set()
        self._beginnings = Bloom()
        self._unseen: list[str] = []

    def add(self, words: Words, place: int) -> None:
        """Take over one name by its words and its place."""
        if sum(map(len, words)) >= _SHORTEST_NAME:
            entry = _entry(words, place)
            self._removed.discard(entry)
            insort(self._late, entry)
            self._unseen.append(entry)
            if len(self._late) > _MOST_LATE:
                self.add_many([])

    def add_many(self, names: list[tuple[Words, int]]) -> None:
        """Take over many names at once."""
        added = [_entry(words, place) for words, place in names if sum(map(len, words)) >= _SHORTEST_NAME]
        kept = [entry for entry in chain(self._names, self._late) if entry not in self._removed]
        # What was sorted stays so: to sort all is to merge.
        self._names, self._late, self._removed = sorted(chain(kept, sorted(added))), [], set()
        self._unseen += added

    def remove(self, words: Words, place: int) -> None:
        """Forget a name."""
        if sum(map(len, words)) >= _SHORTEST_NAME:
            self._removed.add(_entry(words, place))

    def find(self, printed: str, words: Sequence[str]) -> list[list[int]]:
        """Return the places of each name that `printed` is the beginning of; [] when it says too little.

        Args: words: those of the printed name that say who it is.
        """
        length = len(printed.strip())
        if not _SHORTEST <= length <= _LONGEST or len(words) < _FEWEST_WORDS:
            return []
        last = words[-1]
        # What has its legal form or status behind it was printed whole.
        ends = fold_words(printed)[-1]
        if ends != last and ends not in load_classes().particles:
            return []
        is_whole = last in known_words() or len(last) <= LONGEST_STUB
        if _NUMERAL.search(last) or (is_whole and length not in _cut_lengths()):
            return []
        beginning = _beginning(words)
        found: dict[str, list[int]] = {}
        for entry in self._beginning_with(beginning):
            name, _, place = entry.partition(_SEPARATOR)
            if len(beginning) >= _SMALLEST_PART * len(name):
                found.setdefault(name, []).append(int(place))
            if len(found) > _MOST_NAMES:
                return []
        return list(found.values())

    def may_begin(self, cores: Sequence[Sequence[str]]) -> Mask:
        """Tell of many names, by the words that say who each is, which may be the beginning of one: (names,)."""
        self.settle()
        beginnings = [_beginning(words) if len(words) >= _FEWEST_WORDS else "" for words in cores]
        seen = [text[: next((size for size in _SEEN_BEGINNINGS if size <= len(text)), 0)] for text in beginnings]
        there: Mask = self._beginnings.may_hold(hashes_of(seen))
        return there & np.fromiter(map(bool, seen), np.bool_, len(seen))

    def settle(self) -> None:
        """Let the filter know the names that came since; when it grows too small, it is made anew of all."""
        if self._beginnings.count + len(_SEEN_BEGINNINGS) * len(self._unseen) > self._beginnings.capacity:
            entries = self._names + self._late
            self._beginnings = Bloom(2 * len(_SEEN_BEGINNINGS) * len(entries))
            self._unseen = entries
        for size in _SEEN_BEGINNINGS if self._unseen else ():
            self._beginnings.add_many(hashes_of([entry[:size] for entry in self._unseen]))
        self._unseen = []

    def _beginning_with(self, beginning: str) -> Iterator[str]:
        for names in (self._names, self._late):
            for place in range(bisect_left(names, beginning), len(names)):
                if not names[place].startswith(beginning):
                    break
                if names[place] not in self._removed:
                    yield names[place]


def may_be_cut(lengths: Numbers) -> Mask:
    """Tell which names are neither too short nor too long, by their characters: (names,)."""
    may: Mask = (lengths >= _SHORTEST) & (lengths <= _LONGEST)
    return may


def is_cut_length(lengths: Numbers) -> Mask:
    """Tell which names have a number of characters at which courts cut: (names,)."""
    found: Mask = (lengths[:, None] == sorted(_cut_lengths())).any(axis=1)
    return found


@cache
def _cut_lengths() -> frozenset[int]:
    """The blank at which a name was cut is not printed."""
    lengths = load_classes().cut_lengths
    return lengths | {length - 1 for length in lengths}


def _beginning(words: Sequence[str]) -> str:
    # A particle or a legal form that was cut itself says nothing.
    if len(words[-1]) <= LONGEST_STUB and len(words) > _FEWEST_WORDS:
        words = words[:-1]
    return "".join(words)


def _entry(words: Words, place: int) -> str:
    return f"{''.join(words)}{_SEPARATOR}{place}"
