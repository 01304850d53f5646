"""Which words of monitored names a misspelt word may stand for: found by common deletions, confirmed by rapidfuzz.

Two words within one edit (two, for long words) have a common text after as many letters are deleted from each. The
deletions of a million names' words are kept as sorted hashes; those of words that came later in a dictionary.
"""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

SHORTEST = 5
"""A shorter word has too many neighbours that are other words."""
_SHORTEST_PRINTED = 4
LONGEST = 40
"""A longer word is nobody's misspelt name; its deletions grow with the square of its length."""
_LONG = 8
_MOST_LATE = 20_000
_FEWEST_ENDS, _MOST_ENDS = 1 << 10, 1 << 27


def most_edits(word: str) -> int:
    """Return how many typing errors a monitored word may have."""
    if not SHORTEST <= len(word) <= LONGEST:
        return 0
    return 2 if len(word) >= _LONG else 1


class Vocabulary:
    """The words of monitored names, looked up by a misspelt one."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}
        self._hashes: NDArray[np.int64] = np.empty(0, np.int64)
        self._owners: NDArray[np.uint32] = np.empty(0, np.uint32)
        # Whether some deletion has a hash that ends so: a byte tells most of them apart before the search.
        self._is_there = memoryview(bytearray(1))
        self._ends = 0
        self._late: dict[int, list[int]] = {}
        self._late_words = 0
        self._found: dict[str, tuple[tuple[str, int], ...]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def add_many(self, words: Iterable[str]) -> None:
        """Take over many words at once; what is looked up next is as quick as before."""
        hashes, owners = array("q"), array("I")
        for word in words:
            if word not in self._places:
                place = self._put(word)
                for deletion in set(_deletions(word, most_edits(word))):
                    hashes.append(hash(deletion))
                    owners.append(place)
        for value, places in self._late.items():
            hashes.extend([value] * len(places))
            owners.extend(places)
        self._late, self._late_words = {}, 0
        self._merge(np.frombuffer(hashes, np.int64), np.frombuffer(owners, np.uint32))

    def add(self, word: str) -> None:
        """Take over one word."""
        if word in self._places:
            return
        place = self._put(word)
        for deletion in set(_deletions(word, most_edits(word))):
            self._late.setdefault(hash(deletion), []).append(place)
        self._late_words += 1
        if self._late_words > _MOST_LATE:
            self.add_many(())

    def neighbours(self, word: str) -> tuple[tuple[str, int], ...]:
        """Return the words that `word` may be a misspelling of, with the number of edits, nearest first."""
        found = self._found.get(word)
        if found is None:
            found = self._found[word] = tuple(sorted(self._search(word), key=lambda each: (each[1], each[0])))
        return found

    def _search(self, word: str) -> Iterator[tuple[str, int]]:
        if not _SHORTEST_PRINTED <= len(word) <= LONGEST:
            return
        hashes = [hash(deletion) for deletion in _deletions(word, 2 if len(word) >= _LONG - 1 else 1)]
        late = self._late
        places = {place for value in hashes for place in late.get(value, ())} if late else set()
        is_there, ends = self._is_there, self._ends
        for value in hashes:
            if is_there[value & ends]:
                start = int(self._hashes.searchsorted(value))
                while start < len(self._hashes) and self._hashes[start] == value:
                    places.add(int(self._owners[start]))
                    start += 1
        for place in places:
            other = self.words[place]
            most = most_edits(other)
            if other != word and (edits := OSA.distance(word, other, score_cutoff=most)) <= most:
                yield other, edits

    def _put(self, word: str) -> int:
        place = self._places[word] = len(self.words)
        self.words.append(word)
        self._found.clear()
        return place

    def _merge(self, hashes: NDArray[np.int64], owners: NDArray[np.uint32]) -> None:
        values, places = np.concatenate([self._hashes, hashes]), np.concatenate([self._owners, owners])
        order = np.argsort(values, kind="stable")
        self._hashes, self._owners = values[order], places[order]
        size = min(_MOST_ENDS, max(_FEWEST_ENDS, 1 << (8 * len(values)).bit_length()))
        there = np.zeros(size, np.uint8)
        there[self._hashes & (size - 1)] = 1
        self._is_there, self._ends = there.data, size - 1


def _deletions(word: str, depth: int) -> list[str]:
    """Return the word and what is left of it without one letter, or without two; some may be there twice."""
    found = [word]
    if depth:
        places = range(len(word))
        once = [word[:place] + word[place + 1 :] for place in places]
        found += once
        if depth > 1:
            found += [
                shorter[:second] + shorter[second + 1 :]
                for first, shorter in enumerate(once)
                for second in range(first, len(shorter))
            ]
    return found
