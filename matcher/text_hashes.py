"""Hashes of many texts at once, such that the hash of two texts joined is made of theirs.

A polynomial of the text's characters in a base that is drawn anew in each process. Texts of more than a hundred letters
can be made whose hashes are the same in every base, shorter ones with ever smaller chances; bases that are 3 modulo 8
leave the fewest. So long texts are not told apart by hashes alone, and what is found counts for certain only where
another base, or the text, says so too.
"""

import secrets
from collections.abc import Sequence, Sized
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Hashes, Numbers

_FEWEST_POWERS = 256


class _Powers:
    """The powers of a base, as many as the longest text needed."""

    def __init__(self, base: int) -> None:
        self._base = np.uint64(base)
        self.all: Hashes = np.ones(1, np.uint64)
        self.reach(_FEWEST_POWERS)

    def reach(self, exponent: int) -> Hashes:
        # Threads share the powers: what one returns is what it has made, whatever another one puts there.
        powers = self.all
        if exponent >= len(powers):
            while exponent >= len(powers):
                powers = np.concatenate((powers, powers * (powers[-1:] * self._base)))
            self.all = powers
        return powers


_BASES = [secrets.randbits(64) & ~7 | 3 for _ in range(2)]
FIRST, SECOND = map(_Powers, _BASES)
INVERSE = _Powers(pow(_BASES[0], -1, 1 << 64))


def powers_up_to(exponent: int, base: _Powers = FIRST) -> Hashes:
    """Return the powers of a base up to that of the exponent, at least: (n,)."""
    return base.reach(exponent)


def codes_of(text: str) -> Hashes:
    """Return a number for each character: (n,), none of them zero."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64) + np.uint64(1)


def hashes_within(codes: NDArray[np.uint8], starts: Numbers, ends: Numbers) -> Hashes:
    """Return the hashes of some parts of a text of ASCII: (n,); `hashes_of` gives the same."""
    # A prefix of the text, with the powers of the base backwards, and the part's own power to put that right.
    inverse = powers_up_to(len(codes), INVERSE)
    before = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * inverse[: len(codes)], out=before[1:])
    hashes: Hashes = (before[ends] - before[starts]) * powers_up_to(len(codes))[ends - 1]
    return hashes


def lengths_of(texts: Sequence[Sized]) -> Numbers:
    """Return the number of characters of each text, or whatever else they hold: (n,)."""
    return np.fromiter(map(len, texts), np.int64, len(texts))


def hashes_of(texts: Sequence[str], base: _Powers = FIRST) -> Hashes:
    """Return the hash of each text: (n,); that of an empty text is zero."""
    lengths = lengths_of(texts)
    if not lengths.any():
        return np.zeros(len(texts), np.uint64)
    ends = np.cumsum(lengths)
    behind = np.repeat(ends, lengths) - 1 - np.arange(ends[-1])
    terms = codes_of("".join(texts)) * powers_up_to(int(lengths.max()), base)[behind]
    hashes = np.zeros(len(texts), np.uint64)
    some = lengths > 0
    hashes[some] = np.add.reduceat(terms, (ends - lengths)[some])
    return hashes


def joined(before: Hashes, behind: Hashes, length: Numbers, base: _Powers = FIRST) -> Hashes:
    """Return the hashes of texts joined in pairs: (n,); `length` is that of the text behind."""
    return before * powers_up_to(int(length.max(initial=0)), base)[length] + behind


def deletions_of(words: Sequence[str], depth: int) -> Hashes:
    """Return the hashes of words of one length, and of them without one letter, or two: (words, deletions).

    Some may be there twice. Raises ValueError for words of several lengths.
    """
    length = len(words[0])
    letters = codes_of("".join(words)).reshape(len(words), length)
    powers = powers_up_to(length)
    before = np.zeros((length + 1, len(words)), np.uint64)
    for place in range(length):
        before[place + 1] = before[place] * powers[1] + letters[:, place]

    def part(start: Numbers, end: Numbers) -> Hashes:
        between: Hashes = before[end] - before[start] * powers[end - start, None]
        return between

    columns = [before[length:]]
    if depth:
        at = np.arange(length)
        last = np.full(length, length)
        columns.append(before[at] * powers[last - at - 1, None] + part(at + 1, last))
    if depth > 1 and length > 1:
        first, second = _pairs(length)
        last = np.full(len(first), length)
        columns.append(
            before[first] * powers[last - first - 2, None]
            + part(first + 1, second) * powers[last - second - 1, None]
            + part(second + 1, last)
        )
    return np.concatenate(columns).T


def deleted_places(length: int, depth: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return for each column of `deletions_of` how many letters it lacks, and where in what is left they stood.

    The places of letters that are not lacking are zero: (deletions,), (deletions,), (deletions,).
    """
    first, second = _pairs(length) if depth > 1 else _pairs(0)
    one = length if depth else 0
    lacking = np.repeat(np.arange(3), (1, one, len(first)))
    firsts = np.concatenate((np.zeros(1, np.int64), np.arange(one), first))
    seconds = np.concatenate((np.zeros(1 + one, np.int64), second - 1))
    return lacking.astype(np.uint8), firsts.astype(np.uint8), seconds.astype(np.uint8)


def _pairs(length: int) -> tuple[Numbers, Numbers]:
    pairs = np.array(list(combinations(range(length), 2)), np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
