"""All names that are matched by their generated expression: exact by key, then misspelt ones, then cut ones."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from matcher.classes import Words, load_classes
from matcher.corrections import Vocabulary
from matcher.cut_names import CutNames
from matcher.folding import fold_text, fold_words
from matcher.fuzzy import Guess, Guesser, corrected_affixes, is_never_guessed
from matcher.keys import Sounds
from matcher.printed_page import Page
from matcher.readings import WHOLE, Reading, core_of, grammar, name_words, other_readings
from matcher.sieve import Sieve
from schemas.matches import Stage

_PARTED_SCORE = 97.0
_CUT_SCORE = 90.0
_PURPOSE_SCORE = 88.0
_FEWEST_WORDS_OF_A_NAME = 2
_AT_ONCE, _FEWEST_TOGETHER = 8192, 4
_MANY = 10_000
_Read: TypeAlias = list[tuple[Reading, Sequence[str]]]
"""The readings of a printed name, the whole first, with the words of each that say who it is."""


class Hit(NamedTuple):
    """One monitored name found in a printed one."""

    place: int
    stage: Stage
    """"exact", "fuzzy" or "truncated"."""
    reading: Reading
    edits: int = 0
    score: float = 100.0
    rivals: tuple[int, ...] = ()
    """Places of other names that begin as the printed one, which was cut."""


_NO_HITS: Sequence[Hit] = ()


class NamesIndex:
    """Monitored names by place (a small integer that its owner gives out)."""

    def __init__(self) -> None:
        self._sounds = Sounds()
        self._places: dict[str, int | tuple[int, ...]] = {}
        # Names by their keys without the line of business at their end.
        self._plain: dict[str, set[int]] = {}
        self._words: dict[int, Words] = {}
        self._vocabulary = Vocabulary()
        self._cut = CutNames()
        self._guesser = Guesser(self._vocabulary, self._sounds)
        self._sieve = Sieve(self._guesser, self._cut)
        self._core = grammar().core
        self._purposes = load_classes().purposes

    def __len__(self) -> int:
        return len(self._words)

    def add(self, place: int, name: str) -> None:
        """Add one name."""
        words = self._put(place, _words_of(name))
        self._cut.add(words, place)
        for word in _vocabulary_of(words):
            self._vocabulary.add(word)

    def add_many(self, names: Iterable[tuple[int, str]]) -> None:
        """Add many names at once."""
        named = [(_words_of(name), place) for place, name in names]
        self._sounds.sounds_of([word for words, _ in named for word in words])
        put = [(self._put(place, words), place) for words, place in named]
        self._cut.add_many(put)
        self._vocabulary.add_many(dict.fromkeys(word for words, _ in put for word in _vocabulary_of(words)))
        self._settle()
        if len(put) >= _MANY:
            self._sieve.warm_up()
            # What lives as long as the process need not be looked through again and again; garbage is not kept so.
            gc.collect()
            gc.freeze()

    def be_lenient(self) -> None:
        """From now on, take a known word for another known one too, at a price in the score."""
        self._guesser.is_lenient = True

    def remove(self, place: int) -> None:
        """Remove a name; its words stay known, which costs little and finds nothing by itself."""
        words = self._words[place]
        keys = self._sounds.keys_of(words)
        # What memory may not do for comes first: all else is as it was then.
        self._sieve.keys.remove(place, keys)
        for key in keys:
            left = tuple(other for other in self._at(key) if other != place)
            if left:
                self._places[key] = left if len(left) > 1 else left[0]
            else:
                del self._places[key]
        for key in self._plain_keys(words):
            self._plain[key].discard(place)
        self._cut.remove(words, place)
        del self._words[place]

    def find(self, printed: str, *, is_fuzzy: bool = True) -> list[Hit]:
        """Return the names found, exact ones or, when there is none, likely ones; a cut name only when it is one's."""
        exact, likely = self.search(printed, is_fuzzy=is_fuzzy)
        return exact or [hit for hit in likely() if not hit.rivals]

    def search(self, printed: str, *, is_fuzzy: bool = True) -> tuple[list[Hit], Callable[[], list[Hit]]]:
        """Return the exact hits, and what finds the likely ones.

        One company's exact hit says nothing about another company's names; so who serves several asks for both.
        """
        read = self._read(printed, fold_words(printed))
        hits = self._exact_hits(printed, read)
        if not is_fuzzy or not read[0][1]:
            return hits, list
        return hits, lambda: self._likely(printed, read)

    def find_many(self, printed: Sequence[str], *, is_fuzzy: bool = True) -> list[Sequence[Hit]]:
        """Return what `find` returns for each of many names, in a fraction of its time."""
        if len(printed) < _FEWEST_TOGETHER:
            return [self.find(name, is_fuzzy=is_fuzzy) for name in printed]
        found: list[Sequence[Hit]] = []
        for start in range(0, len(printed), _AT_ONCE):
            some = printed[start : start + _AT_ONCE]
            exact, likely = self._search_page(some, is_fuzzy=is_fuzzy, is_beside_exact=False)
            hits: dict[int, Sequence[Hit]] = {
                name: [hit for hit in each if not hit.rivals] for name, each in likely.items()
            }
            hits |= exact
            found += [hits.get(name, _NO_HITS) for name in range(len(some))]
        return found

    def search_many(self, printed: Sequence[str]) -> list[tuple[Sequence[Hit], Sequence[Hit]]]:
        """Return the exact hits and the likely ones of each of many names."""
        if len(printed) < _FEWEST_TOGETHER:
            return [(exact, likely()) for exact, likely in map(self.search, printed)]
        found: list[tuple[Sequence[Hit], Sequence[Hit]]] = []
        for start in range(0, len(printed), _AT_ONCE):
            some = printed[start : start + _AT_ONCE]
            exact, likely = self._search_page(some, is_fuzzy=True, is_beside_exact=True)
            found += [(exact.get(name, _NO_HITS), likely.get(name, _NO_HITS)) for name in range(len(some))]
        return found

    def _search_page(
        self, printed: Sequence[str], *, is_fuzzy: bool, is_beside_exact: bool
    ) -> tuple[dict[int, list[Hit]], dict[int, list[Hit]]]:
        """Return the exact hits and the likely ones of the names that have any, by their places.

        Args: is_beside_exact: whether likely hits are sought for names that have exact ones too.
        """
        self._settle()
        page = self._sieve.read(printed)
        exact = self._exact_of(page)
        if not is_fuzzy:
            return exact, {}
        likely: dict[int, list[Hit]] = {}
        asked = np.ones(len(printed), np.bool_)
        if not is_beside_exact:
            asked[list(exact)] = False
        for name, guesses in self._sieve.guess(page, asked, self._places.__contains__).items():
            read = self._read_of(page, name)
            if read[0][1]:
                hits = self._likely(printed[name], read, guesses)
                if hits:
                    likely[name] = hits
        return exact, likely

    def _exact_of(self, page: Page) -> dict[int, list[Hit]]:
        """Return the exact hits of a page, by the places of the names on it."""
        found, has_too_many = self._sieve.find(page)
        by_text = {*found.rows[~found.is_sure].tolist(), *has_too_many.tolist()}
        pairs = [
            pair for pair in zip(found.rows.tolist(), found.places.tolist(), strict=True) if pair[0] not in by_text
        ]
        if by_text:
            pairs += [(row, place) for row in by_text for place in self._exact(page.core(row))]
            pairs.sort()
        exact: dict[int, dict[int, Hit]] = {}
        of_row, wholes = -1, len(page.printed)
        # The whole of each name before its other readings.
        for row, place in pairs:
            if row != of_row:
                of_row, reading = row, page.reading(row)
                hits = exact.setdefault(int(page.owners[row]), {})
                if row < wholes:
                    reading = _whole(page.printed[row], reading)
            if place not in hits:
                hits[place] = Hit(place, "exact", reading)
        found_of = {name: list(hits.values()) for name, hits in exact.items()}
        for name in np.flatnonzero(page.is_left).tolist():
            each = self._exact_hits(page.printed[name], self._read_of(page, name))
            if each:
                found_of[name] = each
        return found_of

    def _read_of(self, page: Page, name: int) -> _Read:
        if page.is_left[name]:
            return self._read(page.printed[name], fold_words(page.printed[name]))
        return [(page.reading(row), page.core(row)) for row in page.rows_of(name)]

    def _settle(self) -> None:
        self._vocabulary.settle()
        self._cut.settle()
        self._sieve.keys.settle()

    def _put(self, place: int, words: Words) -> Words:
        self._words[place] = words
        keys = self._sounds.keys_of(words)
        for key in keys:
            others = self._places.get(key)
            self._places[key] = place if others is None else (*self._at(key), place)
        plain = self._plain_keys(words)
        for key in plain:
            self._plain.setdefault(key, set()).add(place)
        self._sieve.keys.add(place, keys, [self._sounds[word] for word in words])
        if plain:
            self._sieve.keys.add_others(plain)
        return words

    def _read(self, printed: str, folded: list[str]) -> _Read:
        return [
            (Reading(WHOLE, " ".join(folded)), self._core(folded)),
            *((reading, core_of(reading.text)) for reading in other_readings(printed, folded)),
        ]

    def _exact_hits(self, printed: str, read: _Read) -> list[Hit]:
        """Return each name found with the first reading that it was found in."""
        hits: dict[int, Hit] = {}
        for reading, core in read:
            for place in self._exact(core):
                if place not in hits:
                    shown = _whole(printed, reading) if reading.kind == WHOLE else reading
                    hits[place] = Hit(place, "exact", shown)
        return list(hits.values())

    def _at(self, key: str) -> tuple[int, ...]:
        places = self._places.get(key, ())
        return (places,) if isinstance(places, int) else places

    def _exact(self, words: Sequence[str]) -> Sequence[int]:
        keys = self._sounds.keys_of(words)
        if len(keys) == 1:
            return self._exact_at(words, keys[0])
        return sorted({place for key in keys for place in self._exact_at(words, key)})

    def _exact_at(self, words: Sequence[str], key: str) -> Sequence[int]:
        places = self._places.get(key)
        if places is None:
            return ()
        if isinstance(places, int):
            return (places,) if self._sounds.fits(words, self._words[places], key) else ()
        fitting: dict[Words, bool] = {}
        for place in places:
            party = self._words[place]
            if party not in fitting:
                fitting[party] = self._sounds.fits(words, party, key)
        return sorted(place for place in places if fitting[self._words[place]])

    def _likely(self, printed: str, read: _Read, guesses: Sequence[Sequence[Guess]] | None = None) -> list[Hit]:
        """Args: guesses: what the words of each reading may stand for, when that is known already."""
        if guesses is None:
            read = [*read, *_put_right(read)]
            guesses = [list(self._guesser.guesses(words, self._places.__contains__)) for _, words in read]
        hits: dict[int, Hit] = {}
        for (reading, words), each in zip(read, guesses, strict=True):
            for hit in self._guess(reading, words, () if is_never_guessed(words) else each):
                if hit.place not in hits or hit.score > hits[hit.place].score:
                    hits[hit.place] = hit
        if not hits:
            return self._cut_hits(printed, *read[0])
        return list(hits.values())

    def _cut_hits(self, printed: str, reading: Reading, words: Sequence[str]) -> list[Hit]:
        names = self._cut.find(printed, words)
        return [
            Hit(
                place,
                "truncated",
                reading,
                score=_CUT_SCORE,
                rivals=tuple(p for n in names if n is not name for p in n),
            )
            for name in names
            for place in name
        ]

    def _guess(self, reading: Reading, words: Sequence[str], guesses: Iterable[Guess]) -> Iterator[Hit]:
        for key in self._sounds.keys_of(words):
            for place in self._at(key):
                yield Hit(place, "fuzzy", reading, 0, _PARTED_SCORE)
            for place in self._plain.get(key, ()):
                yield Hit(place, "fuzzy", reading, 0, _PURPOSE_SCORE)
        for key in self._plain_keys(words):
            for place in self._at(key):
                yield Hit(place, "fuzzy", reading, 0, _PURPOSE_SCORE)
        for guess in guesses:
            for place in self._at(guess.key):
                yield Hit(place, "fuzzy", reading, guess.edits, min(guess.score, _PARTED_SCORE))

    def _plain_keys(self, words: Sequence[str]) -> list[str]:
        """Return the keys without the line of business, which one side says and the other leaves out."""
        if not words or words[-1] not in self._purposes:
            return []
        end = len(words)
        while end and words[end - 1] in self._purposes:
            end -= 1
        return self._sounds.keys_of(words[:end]) if end >= _FEWEST_WORDS_OF_A_NAME else []


def _words_of(name: str) -> Words:
    """Return the words of a monitored name; a word that many have is held once."""
    return tuple(map(sys.intern, name_words(name)))


def _whole(printed: str, whole: Reading) -> Reading:
    """Return the whole as it is shown: `&` parts words, and is shown all the same."""
    return Reading(WHOLE, fold_text(printed)) if "&" in printed or not printed.isascii() else whole


def _vocabulary_of(words: Words) -> Iterator[str]:
    """Yield the words that a misspelt one may stand for: those of the name, written out too."""
    abbreviations = load_classes().abbreviations
    for word in words:
        yield word
        for full in abbreviations.get(word, ()):
            yield from full


def _put_right(read: Sequence[tuple[Reading, Sequence[str]]]) -> Iterator[tuple[Reading, Sequence[str]]]:
    for reading, _ in read:
        text = corrected_affixes(reading.text)
        if text:
            yield Reading(f"{reading.kind}, a status word put right", text), core_of(text)
