"""All names that are matched by their generated expression: exact by key, then cut ones, then misspelt ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcher.classes import Words, load_classes
from matcher.corrections import Vocabulary
from matcher.cut_names import CutNames
from matcher.fuzzy import Guesser, corrected_affixes
from matcher.keys import Sounds, fits, keys_of
from matcher.readings import Core, Reading, core_of, readings_of

_PARTED_SCORE = 97.0
_CUT_SCORE = 90.0
_PURPOSE_SCORE = 88.0
_FEWEST_WORDS_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One monitored name found in a printed one."""

    place: int
    stage: str
    """"exact", "fuzzy" or "truncated"."""
    reading: Reading
    edits: int = 0
    score: float = 100.0


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
        for key in keys_of(words, self._sounds):
            left = tuple(other for other in self._at(key) if other != place)
            if left:
                self._places[key] = left if len(left) > 1 else left[0]
            else:
                del self._places[key]
        for key in self._plain_keys(words):
            self._plain[key].discard(place)
        self._cut.remove(words, place)

    def find(self, printed: str, *, is_fuzzy: bool = True) -> list[Hit]:
        """Return the names found, exact ones or, when there is none, likely ones."""
        read = [(reading, core_of(reading.text)) for reading in readings_of(printed)]
        hits = self._exact(read)
        if hits or not is_fuzzy:
            return hits
        return self._likely(printed, read)

    def _put(self, place: int, name: str) -> Words:
        words = name_words(name)
        self._words[place] = words
        for key in keys_of(words, self._sounds):
            others = self._places.get(key)
            self._places[key] = place if others is None else (*self._at(key), place)
        for key in self._plain_keys(words):
            self._plain.setdefault(key, set()).add(place)
        return words

    def _plain_keys(self, words: Words) -> list[str]:
        plain = _without_purpose(words)
        return keys_of(plain, self._sounds) if plain else []

    def _at(self, key: str) -> tuple[int, ...]:
        places = self._places.get(key, ())
        return (places,) if isinstance(places, int) else places

    def _exact(self, read: Sequence[tuple[Reading, Core]]) -> list[Hit]:
        hits: dict[int, Hit] = {}
        for reading, core in read:
            for key in keys_of(core.words, self._sounds):
                if key not in self._places:
                    continue
                for place in self._at(key):
                    if place not in hits and fits(core, self._words[place], key, self._sounds):
                        hits[place] = Hit(place, "exact", reading)
        return list(hits.values())

    def _likely(self, printed: str, read: Sequence[tuple[Reading, Core]]) -> list[Hit]:
        hits: dict[int, Hit] = {}
        for reading, core in [*read, *_put_right(read)]:
            for hit in self._guess(reading, core):
                if hit.place not in hits or hit.score > hits[hit.place].score:
                    hits[hit.place] = hit
        if not hits:
            reading, core = read[0]
            hits = {
                place: Hit(place, "truncated", reading, score=_CUT_SCORE)
                for place in self._cut.find(printed, core.words)
            }
        return list(hits.values())

    def _guess(self, reading: Reading, core: Core) -> Iterator[Hit]:
        for key in keys_of(core.words, self._sounds):
            for place in self._at(key):
                yield Hit(place, "fuzzy", reading, 0, _PARTED_SCORE)
        for place in self._with_other_purpose(core.words):
            yield Hit(place, "fuzzy", reading, 0, _PURPOSE_SCORE)
        for guess in self._guesser.guesses(core.words, self._places.__contains__):
            for place in self._at(guess.key):
                yield Hit(place, "fuzzy", reading, guess.edits, min(guess.score, _PARTED_SCORE))

    def _with_other_purpose(self, words: Words) -> Iterator[int]:
        """One side says a line of business that the other leaves out; two different ones are two names."""
        for key in self._plain_keys(words):
            yield from self._at(key)
        for key in keys_of(words, self._sounds):
            yield from self._plain.get(key, ())


def _without_purpose(words: Words) -> Words:
    """Return the words in front of the line of business; () when there is none, or too little before it."""
    purposes = load_classes().purposes
    end = len(words)
    while end and words[end - 1] in purposes:
        end -= 1
    return words[:end] if _FEWEST_WORDS_OF_A_NAME <= end < len(words) else ()


def _vocabulary_of(words: Words) -> Iterator[str]:
    """Yield the words that a misspelt one may stand for: those of the name, written out too."""
    abbreviations = load_classes().abbreviations
    for word in words:
        yield word
        for full in abbreviations.get(word, ()):
            yield from full


def name_words(name: str) -> Words:
    """Return the words of a monitored name that say who it is."""
    return core_of(next(readings_of(name)).text).words


def _put_right(read: Sequence[tuple[Reading, Core]]) -> Iterator[tuple[Reading, Core]]:
    for reading, _ in read:
        text = corrected_affixes(reading.text)
        if text:
            yield Reading(f"{reading.kind}, a status word put right", text), core_of(text)
