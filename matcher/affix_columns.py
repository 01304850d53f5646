"""The affix grammar for many names at once: what `Grammar.core` takes off one, told of all words in columns."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.classes import Words, load_classes
from matcher.columns import Mask, Numbers
from matcher.errors import BadVocabulary
from matcher.readings import REGISTER_NUMBER

Codes = NDArray[np.uint8]
_LONGEST_PHRASE = 4
_Packed = NDArray[np.uint32]
_BITS = 8
_MOST_CODES = 1 << _BITS


class _Phrases:
    """Phrases as the codes of their words in one number, by their lengths."""

    def __init__(self, phrases: Iterable[Words], codes: dict[str, int], *, from_end: bool = False) -> None:
        packed: dict[int, set[int]] = {}
        for phrase in phrases:
            words = phrase[::-1] if from_end else phrase
            packed.setdefault(len(phrase), set()).add(
                sum(codes[word] << _BITS * place for place, word in enumerate(words))
            )
        self._by_length = [(length, np.array(sorted(each), np.uint32)) for length, each in sorted(packed.items())]
        self.edges = np.zeros(_MOST_CODES, np.bool_)
        """The codes that they begin with, or end with: (256,)."""
        self.edges[[number % _MOST_CODES for each in packed.values() for number in each]] = True

    def longest(self, packed: _Packed, room: Numbers) -> Numbers:
        """Return how many words the longest phrase has that stands in each place and has room there; 0 for none."""
        found = np.zeros(len(packed), np.int64)
        for length, known in self._by_length:
            some = packed & np.uint32((1 << _BITS * length) - 1)
            at = np.minimum(np.searchsorted(known, some), len(known) - 1)
            found[(known[at] == some) & (room >= length)] = length
        return found


class _Affixes(NamedTuple):
    codes: dict[str, int]
    heads: _Phrases
    cuts: _Phrases
    tails: _Phrases
    inner: _Phrases
    is_particle: Mask
    is_small: Mask
    """Particles and articles."""
    is_affix: Mask
    """What the grammar must look at: the codes at the edges of phrases, and articles."""
    company: int
    """The code of EMPRESA, which is no head before a particle."""


def code_of_words() -> dict[str, int]:
    """Return the code of each word that the grammar knows; all others have 0."""
    return _affixes().codes


class Span(NamedTuple):
    """Words of rows that stand one after another: where each row begins and ends, and how its words are coded."""

    starts: Numbers
    ends: Numbers
    owners: Numbers
    """The row of each word: (words,)."""
    codes: Codes
    """(words,)"""
    sizes: NDArray[np.uint8]
    """The letters of each word, up to 255: (words,)."""
    is_number: Mask
    """(words,)"""


def core_words(span: Span) -> Mask:
    """Tell which words are left when affixes are taken off: (words,)."""
    known = _affixes()
    low, high = span.starts.copy(), span.ends.copy()
    is_particle = known.is_particle[span.codes]
    _skip_register_numbers(span, low)
    rows = np.flatnonzero(high > low)
    is_busy = np.zeros(len(low), np.bool_)
    is_busy[span.owners[known.is_affix[span.codes]]] = True
    is_busy[rows] |= is_particle[low[rows]]
    is_dropped = is_particle.copy()
    busy = np.flatnonzero(is_busy & (high > low))
    if len(busy):
        forward, backward = _packed(span.codes), _packed(span.codes[::-1])[::-1]
        _take_heads(known, span, forward, (low, high), busy)
        _take_cuts(known, span, forward, (low, high))
        _take_tails(known, span, backward, (low, high), busy)
        is_dropped |= _inner(known, span, forward, (low, high))
    is_dropped[low[rows]] = False
    places = np.arange(len(span.codes))
    kept: Mask = ~is_dropped & (places >= low[span.owners]) & (places < high[span.owners])
    return kept


def _skip_register_numbers(span: Span, low: Numbers) -> None:
    """Sole traders are printed with a number of the register before their name: "50 229 022"."""
    rows = np.flatnonzero(span.ends - span.starts > len(REGISTER_NUMBER))
    rows = rows[span.is_number[span.starts[rows]]]
    for offset, size in enumerate(REGISTER_NUMBER):
        rows = rows[span.sizes[span.starts[rows] + offset] == size]
    low[rows] += len(REGISTER_NUMBER)


def _packed(codes: Codes) -> _Packed:
    """Return the codes of each word and those behind it in one number: (words,)."""
    wide = np.append(codes, np.zeros(_LONGEST_PHRASE, np.uint8)).astype(np.uint32)
    packed = wide[: len(codes)].copy()
    for offset in range(1, _LONGEST_PHRASE):
        packed |= wide[offset : offset + len(codes)] << np.uint32(_BITS * offset)
    return packed


def _take_heads(known: _Affixes, span: Span, forward: _Packed, bounds: tuple[Numbers, Numbers], rows: Numbers) -> None:
    low, high = bounds
    while len(rows := rows[high[rows] - low[rows] > 1]):
        first, room = low[rows], high[rows] - low[rows]
        step = known.heads.longest(forward[first], room)
        is_head = (step > 0) & (step < room)
        is_name = is_head & (span.codes[first] == known.company) & known.is_particle[span.codes[first + 1]]
        is_small = ~is_head & known.is_small[span.codes[first]] & (span.sizes[first + 1] > 1)
        step = np.where(is_head & ~is_name, step, is_small)
        low[rows] += step
        rows = rows[step > 0]


def _take_cuts(known: _Affixes, span: Span, forward: _Packed, bounds: tuple[Numbers, Numbers]) -> None:
    low, high = bounds
    places = np.flatnonzero(known.cuts.edges[span.codes])
    rows = span.owners[places]
    is_cut = (places > low[rows]) & (known.cuts.longest(forward[places], high[rows] - places) > 0)
    np.minimum.at(high, rows[is_cut], places[is_cut])


def _take_tails(known: _Affixes, span: Span, backward: _Packed, bounds: tuple[Numbers, Numbers], rows: Numbers) -> None:
    low, high = bounds
    while len(rows := rows[high[rows] - low[rows] > 1]):
        last = high[rows] - 1
        step = known.tails.longest(backward[last], last - low[rows])
        step[known.is_particle[span.codes[last]]] = 1
        high[rows] -= step
        rows = rows[step > 0]


def _inner(known: _Affixes, span: Span, forward: _Packed, bounds: tuple[Numbers, Numbers]) -> Mask:
    """Tell which words are legal forms inside names: (words,)."""
    low, high = bounds
    places = np.flatnonzero(known.inner.edges[span.codes])
    rows = span.owners[places]
    some = (places > low[rows]) & (places < high[rows])
    places, rows = places[some], rows[some]
    lengths = known.inner.longest(forward[places], high[rows] - places)
    found = np.zeros(len(span.codes), np.bool_)
    for offset in range(_LONGEST_PHRASE):
        found[places[lengths > offset] + offset] = True
    return found


@cache
def _affixes() -> _Affixes:
    """Raises BadVocabulary for a class table that the columns cannot hold."""
    table = load_classes()
    forms = table.legal_forms
    tails = {*forms.anywhere, *forms.at_end, *table.status_tails}
    phrases = {*tails, *table.status_heads, *table.cuts}
    words = sorted({word for phrase in phrases for word in phrase} | table.particles | table.articles)
    codes = {word: code for code, word in enumerate(words, 1)}
    behind = {word for phrase in forms.anywhere for word in phrase[1:]}
    if len(codes) >= _MOST_CODES or max(map(len, phrases)) > _LONGEST_PHRASE:
        raise BadVocabulary(
            f"matcher/resources/classes.yml: affixes of {len(codes)} words, of {max(map(len, phrases))} at most in a "
            f"phrase; expected fewer than {_MOST_CODES} and {_LONGEST_PHRASE} at most"
        )
    if mixed := behind & {phrase[0] for phrase in forms.anywhere}:
        raise BadVocabulary(
            f"matcher/resources/classes.yml: legal_forms.anywhere: {sorted(mixed)} both begin and continue a form"
        )

    def marked(some: Iterable[str]) -> Mask:
        mask = np.zeros(_MOST_CODES, np.bool_)
        mask[[codes[word] for word in some]] = True
        return mask

    heads, cuts, inner = (_Phrases(each, codes) for each in (table.status_heads, table.cuts, forms.anywhere))
    ends = _Phrases(tails, codes, from_end=True)
    return _Affixes(
        codes,
        heads,
        cuts,
        ends,
        inner,
        marked(table.particles),
        marked(table.particles | table.articles),
        heads.edges | cuts.edges | inner.edges | ends.edges | marked(table.articles),
        codes["EMPRESA"],
    )
