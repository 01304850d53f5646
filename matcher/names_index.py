"""All names that are matched by their generated expression: exact by key, then misspelt ones, then cut ones."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from matcher.classes import Words, load_classes
from matcher.corrections import Vocabulary
from matcher.cut_names import CutNames
from matcher.folding import fold_text, fold_words
from matcher.fuzzy import Guesser, corrected_affixes
from matcher.keys import Sounds
from matcher.readings import WHOLE, Reading, core_of, grammar, name_words, other_readings
from schemas.matches import Stage

_PARTED_SCORE = 97.0
_CUT_SCORE = 90.0
_PURPOSE_SCORE = 88.0
_FEWEST_WORDS_OF_A_NAME = 2


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
        self._core = grammar().core
        self._purposes = load_classes().purposes

    def __len__(self) -> int:
        return len(self._words)

    def add(self, place: int, name: str) -> None:
        """Add one name."""
        words = self._put(place, name)
        self._cut.add(words, place)
        for word in _vocabulary_of(words):
            self._vocabulary.add(word)

    def add_many(self, names: Iterable[tuple[int, str]]) -> None:
        """Add many names at once."""
        put = [(self._put(place, name), place) for place, name in names]
        self._cut.add_many(put)
        self._vocabulary.add_many(dict.fromkeys(word for words, _ in put for word in _vocabulary_of(words)))

    def remove(self, place: int) -> None:
        """Remove a name; its words stay known, which costs little and finds nothing by itself."""
        words = self._words.pop(place)
        for key in self._sounds.keys_of(words):
            left = tuple(other for other in self._at(key) if other != place)
            if left:
                self._places[key] = left if len(left) > 1 else left[0]
            else:
                del self._places[key]
        for key in self._plain_keys(words):
            self._plain[key].discard(place)
        self._cut.remove(words, place)

    def find(self, printed: str, *, is_fuzzy: bool = True) -> list[Hit]:
        """Return the names found, exact ones or, when there is none, likely ones; a cut name only when it is one's."""
        exact, likely = self.search(printed, is_fuzzy=is_fuzzy)
        return exact or [hit for hit in likely() if not hit.rivals]

    def search(self, printed: str, *, is_fuzzy: bool = True) -> tuple[list[Hit], Callable[[], list[Hit]]]:
        """Return the exact hits, and what finds the likely ones.

        One company's exact hit says nothing about another company's names; so who serves several asks for both.
        """
        folded = fold_words(printed)
        words = self._core(folded)
        found = self._exact(words)
        whole = Reading(WHOLE, fold_text(printed)) if found else None
        hits = [Hit(place, "exact", whole) for place in found] if whole else []
        others = [(reading, core_of(reading.text)) for reading in other_readings(printed, folded)]
        for reading, core in others:
            known = {hit.place for hit in hits}
            hits += [Hit(place, "exact", reading) for place in self._exact(core) if place not in known]
        if not is_fuzzy or not words:
            return hits, list
        return hits, lambda: self._likely(printed, [(Reading(WHOLE, " ".join(folded)), words), *others])

    def _put(self, place: int, name: str) -> Words:
        words = self._words[place] = name_words(name)
        for key in self._sounds.keys_of(words):
            others = self._places.get(key)
            self._places[key] = place if others is None else (*self._at(key), place)
        for key in self._plain_keys(words):
            self._plain.setdefault(key, set()).add(place)
        return words

    def _at(self, key: str) -> tuple[int, ...]:
        places = self._places.get(key, ())
        return (places,) if isinstance(places, int) else places

    def _exact(self, words: Sequence[str]) -> Sequence[int]:
        sounds = self._sounds
        keys = sounds.keys_of(words)
        if len(keys) == 1:
            places = self._places.get(keys[0])
            return self._fitting(words, keys[0], places) if places is not None else ()
        found: dict[int, None] = {}
        for key in keys:
            places = self._places.get(key)
            if places is not None:
                found |= dict.fromkeys(self._fitting(words, key, places))
        return list(found)

    def _fitting(self, words: Sequence[str], key: str, places: int | tuple[int, ...]) -> Sequence[int]:
        if isinstance(places, int):
            return (places,) if self._sounds.fits(words, self._words[places], key) else ()
        fitting: dict[Words, bool] = {}
        for place in places:
            party = self._words[place]
            if party not in fitting:
                fitting[party] = self._sounds.fits(words, party, key)
        return [place for place in places if fitting[self._words[place]]]

    def _likely(self, printed: str, read: Sequence[tuple[Reading, Sequence[str]]]) -> list[Hit]:
        hits: dict[int, Hit] = {}
        for reading, words in [*read, *_put_right(read)]:
            for hit in self._guess(reading, words):
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

    def _guess(self, reading: Reading, words: Sequence[str]) -> Iterator[Hit]:
        for key in self._sounds.keys_of(words):
            for place in self._at(key):
                yield Hit(place, "fuzzy", reading, 0, _PARTED_SCORE)
            for place in self._plain.get(key, ()):
                yield Hit(place, "fuzzy", reading, 0, _PURPOSE_SCORE)
        for key in self._plain_keys(words):
            for place in self._at(key):
                yield Hit(place, "fuzzy", reading, 0, _PURPOSE_SCORE)
        for guess in self._guesser.guesses(words, self._places.__contains__):
            for place in self._at(guess.key):
                yield Hit(place, "fuzzy", reading, guess.edits, min(guess.score, _PARTED_SCORE))

    def _plain_keys(self, words: Sequence[str]) -> list[str]:
        """Return the keys without the line of business, which one side says and the other leaves out."""
        if words[-1] not in self._purposes:
            return []
        end = len(words)
        while end and words[end - 1] in self._purposes:
            end -= 1
        return self._sounds.keys_of(words[:end]) if end >= _FEWEST_WORDS_OF_A_NAME else []


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
