"""Which words of monitored names a misspelt word may stand for: found by common deletions, confirmed by rapidfuzz.

Two words within one edit (two, for long words) have a common text after as many letters are deleted from each. The
hashes of a million names' deletions stand sorted, each with its word; before the search a filter tells most of the
others apart.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matcher.bloom import Bloom
from matcher.columns import Hashes, Mask, Numbers, ranges
from matcher.text_hashes import deleted_places, deletions_of

SHORTEST = 5
"""A shorter word has too many neighbours that are other words."""
_SHORTEST_PRINTED = 4
LONGEST = 40
"""A longer word is nobody's misspelt name; its deletions grow with the square of its length."""
_LONG = 8
_AT_ONCE = 1_000_000
"""Deletions that are made together."""
_MOST_KEPT = 500_000
_MOST_EDITS = 2
_LONGEST_KEPT = 255
_HALF, _UPPER = np.uint64(32), np.uint64(((1 << 32) - 1) << 32)
_MARK, _IN_MARK = np.uint64(24), np.uint8(15)
_PLACE = np.uint64((1 << 24) - 1)
_MOST_WORDS = 1 << 24

Neighbours: TypeAlias = tuple[tuple[str, int], ...]


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
        self._lengths = bytearray()
        self._deletions = _Deletions()
        self._settled = 0
        self._found: dict[str, Neighbours] = {}
        self._found_of = 0

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def add_many(self, words: Iterable[str]) -> None:
        """Take over many words at once."""
        for word in words:
            self.add(word)
        self.settle()

    def add(self, word: str) -> None:
        """Take over one word; its deletions are made when words are looked up next.

        Raises OverflowError for more words than an entry can number.
        """
        if word not in self._places:
            if len(self.words) == _MOST_WORDS:
                raise OverflowError(f"a vocabulary holds {_MOST_WORDS:,} words at most")
            self._places[word] = len(self.words)
            self.words.append(word)
            self._lengths.append(min(len(word), _LONGEST_KEPT))

    def settle(self) -> None:
        """Make the deletions of the words that were added one by one."""
        if self._settled < len(self.words):
            late = range(self._settled, len(self.words))
            self._deletions.add((self.words[place], place) for place in late if most_edits(self.words[place]))
            self._settled = len(self.words)

    def neighbours(self, word: str) -> Neighbours:
        """Return the words that `word` may be a misspelling of, with the number of edits, nearest first."""
        if self._found_of == len(self.words):
            known = self._found.get(word)
            if known is not None:
                return known
        return self.neighbours_of((word,))[word]

    def neighbours_of(self, words: Iterable[str]) -> dict[str, Neighbours]:
        """Return the neighbours of many words at once, and of all others that are still known."""
        self.settle()
        if self._found_of != len(self.words) or len(self._found) > _MOST_KEPT:
            self._found, self._found_of = {}, len(self.words)
        sought = [word for word in dict.fromkeys(words) if word not in self._found]
        near = self._search([word for word in sought if _SHORTEST_PRINTED <= len(word) <= LONGEST]) if sought else {}
        for word in sought:
            self._found[word] = tuple(sorted(near.get(word, ()), key=lambda each: (each[1], each[0])))
        return self._found

    def _search(self, words: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        lengths = np.frombuffer(self._lengths, np.uint8)
        rows, places = self._deletions.sharing(words, lengths)
        if not len(rows):
            return found
        near = [words[row] for row in rows.tolist()]
        others = [self.words[place] for place in places.tolist()]
        edits = cpdist(near, others, scorer=OSA.distance, score_cutoff=_MOST_EDITS, dtype=np.uint8)
        most = np.where(lengths[places] >= _LONG, 2, 1)
        for pair in np.flatnonzero((edits <= most) & (edits > 0)).tolist():
            found.setdefault(near[pair], []).append((others[pair], int(edits[pair])))
        return found


class _Deletions:
    """Words by the hashes of their deletions: sorted runs, each at least four times as long as the next one.

    An entry is the upper half of the hash, where the letters stood that were deleted, and the word's place.
    """

    def __init__(self) -> None:
        self._runs: list[Hashes] = []
        self._bloom = Bloom()

    def add(self, words: Iterable[tuple[str, int]]) -> None:
        """Take over words with their places."""
        entries: list[Hashes] = []
        for hashes, places, lacks in _by_length(words, most_edits):
            marks = (lacks.first & _IN_MARK) << np.uint8(4) | (lacks.second & _IN_MARK)
            owners = np.array(places, np.uint64)[:, None]
            entries.append(((hashes & _UPPER) | (marks.astype(np.uint64) << _MARK) | owners).ravel())
        if not entries:
            return
        run = np.concatenate(entries)
        run.sort()
        longer = self._runs[:]
        while longer and len(longer[-1]) < 4 * len(run):
            run = np.concatenate((longer.pop(), run))
            run.sort(kind="stable")
        self._runs = [*longer, run]
        self._show(run)

    def sharing(self, words: Sequence[str], lengths: NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
        """Return pairs of a word's index and the place of one that may be near, once each: (n,), (n,).

        Args: lengths: of the words that were taken over, by their places.
        """
        asked: list[Hashes] = [np.empty(0, np.uint64)]
        askers: list[Hashes] = [np.empty(0, np.uint64)]
        sought = ((word, index) for index, word in enumerate(words))
        for hashes, indices, lacks in _by_length(sought, lambda word: 2 if len(word) >= _LONG - 1 else 1):
            upper = hashes & _UPPER
            row, column = np.nonzero(self._bloom.may_hold(upper))
            asked.append(upper[row, column])
            askers.append(np.array(indices, np.uint64)[row] << _HALF | lacks.packed()[column])
        pairs = self._near(np.concatenate(asked), np.concatenate(askers), lengths)
        pairs.sort()
        once = pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs
        return (once >> _HALF).astype(np.int64), (once & _PLACE).astype(np.int64)

    def _near(self, hashes: Hashes, askers: Hashes, lengths: NDArray[np.uint8]) -> Hashes:
        """Return pairs of who asks, in the upper half of a number, and a word's place."""
        order = np.argsort(hashes)
        hashes, askers = hashes[order], askers[order]
        pairs: list[Hashes] = [np.empty(0, np.uint64)]
        for run in self._runs:
            start = np.searchsorted(run, hashes)
            count = np.searchsorted(run, hashes | ~_UPPER, side="right") - start
            at = ranges(start, count)
            entries, asking = run[at], np.repeat(askers, count)
            near = _may_be_near(entries, asking, lengths)
            pairs.append((asking[near] & _UPPER) | (entries[near] & _PLACE))
        return np.concatenate(pairs)

    def _show(self, run: Hashes) -> None:
        """Let the filter know a run; when it grows too small, it is made anew of all."""
        if self._bloom.count + len(run) > self._bloom.capacity:
            bloom = Bloom(sum(map(len, self._runs)) * 5 // 4)
            for known in self._runs:
                bloom.add_many(known & _UPPER)
            self._bloom = bloom
        else:
            self._bloom.add_many(run & _UPPER)


class _Lacks(NamedTuple):
    """Of deletions: how many letters they lack, how long they are, and where in them the letters stood."""

    lacking: NDArray[np.uint8]
    left: NDArray[np.uint8]
    first: NDArray[np.uint8]
    second: NDArray[np.uint8]

    def packed(self) -> Hashes:
        """Return all in the bytes of one number."""
        columns = np.stack(tuple(self), axis=1)
        packed: Hashes = np.ascontiguousarray(columns).view("<u4").ravel().astype(np.uint64)
        return packed

    @classmethod
    def unpacked(cls, packed: Hashes) -> "_Lacks":
        columns = packed.astype("<u4").view(np.uint8).reshape(-1, 4)
        return cls(*columns.T)


def _may_be_near(entries: Hashes, asking: Hashes, lengths: NDArray[np.uint8]) -> Mask:
    """Tell which words may be within the edits that the other one may have; one common deletion does not say so.

    As many letters deleted in both are put in each other's place or exchanged with a neighbour, and so stand at one
    place or beside it; but one letter may be left out and another put in anywhere, where two edits are allowed.
    """
    asks = _Lacks.unpacked(asking)
    other = lengths[(entries & _PLACE).astype(np.int64)]
    lacking = other - asks.left
    marks = (entries >> _MARK).astype(np.uint8)
    first = _is_beside(marks >> np.uint8(4), asks.first)
    second = _is_beside(marks & _IN_MARK, asks.second)
    across = _is_beside(marks >> np.uint8(4), asks.second) | _is_beside(marks & _IN_MARK, asks.first)
    same = lacking == asks.lacking
    two, one = asks.lacking == 2, asks.lacking == 1
    near: Mask = ~same & (lacking + asks.lacking < 3)
    near |= ~same & (lacking + asks.lacking == 3) & (first | second | across)
    near |= same & two & first & second
    near |= same & one & (first | (other >= _LONG))
    # As many edits as letters are lacking on either side, at least.
    near &= asks.lacking <= np.where(other >= _LONG, np.uint8(2), np.uint8(1))
    return near


def _is_beside(some: NDArray[np.uint8], others: NDArray[np.uint8]) -> Mask:
    beside: Mask = ((some - others + np.uint8(1)) & _IN_MARK) <= 2
    return beside


def _by_length(
    words: Iterable[tuple[str, int]], depth: Callable[[str], int]
) -> Iterator[tuple[Hashes, list[int], _Lacks]]:
    """Yield the deletions of words of one length, a row each, with the words' places, and what each column lacks."""
    groups: defaultdict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for word, place in words:
        groups[len(word), depth(word)].append((word, place))
    for (length, edits), group in groups.items():
        lacking, first, second = deleted_places(length, edits)
        lacks = _Lacks(lacking, (length - lacking).astype(np.uint8), first, second)
        step = max(1, _AT_ONCE // len(lacking))
        for start in range(0, len(group), step):
            some = group[start : start + step]
            yield deletions_of([word for word, _ in some], edits), [place for _, place in some], lacks
