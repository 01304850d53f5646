"""The monitored name nearest to a printed one that none finds, and how it is spelt: for people, it decides nothing.

Compared is who has a word in common with the printed name, by its sound, misspelt, joined or parted. The rarest words
in common choose whom to compare; rapidfuzz says how alike they are.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from math import log1p
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matcher.classes import load_classes
from matcher.corrections import LONGEST, Vocabulary
from matcher.folding import fold_text
from matcher.known_words import known_words
from matcher.readings import Reading, core_of, name_words, readings_of
from matcher.sounds import sound_of

NEAR_FROM = 60
"""Below this two names have no more in common than any two."""
_MOST_CONSIDERED = 5_000
"""Names with the rarest word in common, and with the next ones as long as these are so few."""
_MOST_COMPARED = 100
"""Those of them with most in common are compared letter by letter."""
_MISSPELT = 0.8
"""What a word counts that is only nearly the printed one."""
_SHORTEST_HALF = 2
_LONGEST_JOINED = 2 * LONGEST
"""Nobody's two words without the blank between them are longer."""
_MOST_SOUNDS = 100_000
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Near(Generic[Key]):
    """The monitored name that is nearest to a printed one, and how the printed one differs."""

    key: Key
    name: str
    printed: str
    reading: Reading
    """The reading of the printed name that is so near."""
    score: int

    @property
    def spelling(self) -> tuple[str, ...]:
        """How the reading differs from the name, word by word; nothing where no word does."""
        return spelling_of(self.name, self.reading.text)


class _Sounds(NamedTuple):
    """The sounds of a name's words, as they stand and sorted: the order of words does not count."""

    words: tuple[str, ...]
    text: str
    in_order: str


class _Alike(NamedTuple):
    score: int
    place: int
    reading: Reading


class NearestNames(Generic[Key]):
    """Monitored names among which the nearest is looked up. Belongs to one thread."""

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._names = list(names)
        self._sounds = [_sounds(name_words(name)) for _, name in self._names]
        places: dict[str, list[int]] = {}
        for place, sounds in enumerate(self._sounds):
            for word in dict.fromkeys(sounds.words):
                places.setdefault(word, []).append(place)
        self._places = {word: np.array(each, np.int32) for word, each in places.items()}
        self._vocabulary = Vocabulary()
        self._vocabulary.add_many(places)
        self._particles = load_classes().particles
        self._shared = np.zeros(len(self._names), np.float32)

    def find_all(self, printed: Iterable[str]) -> dict[str, Near[Key] | None]:
        """Return the nearest name of each: quicker than one by one, for misspelt words are looked up together."""
        names = list(dict.fromkeys(printed))
        readings = (reading.text for name in names for reading in readings_of(name))
        self._vocabulary.neighbours_of(word for text in readings for word in _sounds(core_of(text)).words)
        return {name: self.find(name) for name in names}

    def find(self, printed: str) -> Near[Key] | None:
        """Return the nearest name; None where none is near."""
        best: _Alike | None = None
        for reading in readings_of(printed):
            sounds = _sounds(core_of(reading.text))
            candidates = self._candidates(sounds.words)
            found = _most_alike(sounds, [self._sounds[place] for place in candidates])
            if found and found[0] >= NEAR_FROM and (best is None or found[0] > best.score):
                best = _Alike(found[0], int(candidates[found[1]]), reading)
        if best is None:
            return None
        key, name = self._names[best.place]
        return Near(key, name, printed, best.reading, best.score)

    def _candidates(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Return the places of the names that share most with these words; a rare word counts for more."""
        known = sorted((len(self._places[word]), word, weight) for word, weight in self._known(words).items())
        shared, chosen, count = self._shared, [np.empty(0, np.int32)], 0
        for rarity, word, weight in known:
            places = self._places[word]
            count += rarity
            if len(chosen) == 1 or count <= _MOST_CONSIDERED:
                chosen.append(places[shared[places] == 0])
            shared[places] += weight * log1p(len(self._names) / rarity)
        candidates = np.concatenate(chosen)
        if len(candidates) > _MOST_COMPARED:
            candidates = candidates[np.argpartition(-shared[candidates], _MOST_COMPARED)[:_MOST_COMPARED]]
        for _, word, _ in known:
            shared[self._places[word]] = 0
        return np.sort(candidates)

    def _known(self, words: Sequence[str]) -> dict[str, float]:
        """Return the words of monitored names that printed ones are, or may stand for, and what each counts."""
        found = {word: 1.0 for word in self._spaced(words) if word in self._places}
        for word in words:
            for other, _ in self._vocabulary.neighbours(word):
                found.setdefault(other, _MISSPELT)
        return found

    def _spaced(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the words, each two neighbours joined, and the halves that a word may consist of."""
        yield from words
        for place, word in enumerate(words):
            if place + 1 < len(words):
                yield word + words[place + 1]
            if len(word) > _LONGEST_JOINED:
                continue
            for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
                if word[:cut] in self._places or word[:cut] in self._particles:
                    yield from (word[:cut], word[cut:], word[cut - 1 :])  # a sound that both halves share is heard once


def compare_names(name: str, printed: str) -> Near[None] | None:
    """Return how near a printed name is to one monitored name; None where it is not."""
    choice, best = [_sounds(name_words(name))], None
    for reading in readings_of(printed):
        found = _most_alike(_sounds(core_of(reading.text)), choice)
        if found and found[0] >= NEAR_FROM and (best is None or found[0] > best.score):
            best = _Alike(found[0], 0, reading)
    if best is None:
        return None
    return Near(None, name, printed, best.reading, best.score)


def spelling_of(name: str, printed: str) -> tuple[str, ...]:
    """Say word by word how a printed name differs from a monitored one."""
    ours, theirs = fold_text(name).split(), fold_text(printed).split()
    told = []
    for kind, start, end, other, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = " ".join(ours[start:end]), " ".join(theirs[other:other_end])
        if kind == "replace":
            told.append(f"{right} for {left}")
        elif kind == "delete":
            told.append(f"without {left}")
        elif kind == "insert":
            told.append(f"with {right}")
    return tuple(told)


def words_apart(name: str, printed: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the words of a printed and of a monitored name that make them two names; None where a misspelling may.

    Words that somebody has, on both sides, or such as are not alike. Words with one sound are one word; so are an
    abbreviation and what it mostly stands for.
    """
    ours, theirs = name_words(name), tuple(core_of(fold_text(printed)))
    ours, theirs = _without(ours, _sounds(theirs).words), _without(theirs, _sounds(ours).words)
    known = known_words()
    own = tuple(word for word in ours if word in known), tuple(word for word in theirs if word in known)
    if all(own):
        return own[1], own[0]
    is_apart = ours and theirs and fuzz.ratio("".join(theirs), "".join(ours)) < NEAR_FROM
    return (theirs, ours) if is_apart else None


def _without(words: Sequence[str], heard: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not set(_sounds((word,)).words).intersection(heard))


def _most_alike(sounds: _Sounds, choices: Sequence[_Sounds]) -> tuple[int, int] | None:
    """Return the best score, and the place of the first choice that has it."""
    if not choices:
        return None
    as_printed = _compare(sounds.text, [each.text for each in choices])
    sorted_words = _compare(sounds.in_order, [each.in_order for each in choices])
    scores = np.maximum(as_printed, sorted_words)
    place = int(scores.argmax())
    return int(scores[place]), place


def _compare(text: str, choices: Sequence[str]) -> NDArray[np.uint8]:
    scores: NDArray[np.uint8] = process.cdist(
        [text], choices, scorer=fuzz.ratio, dtype=np.uint8, score_cutoff=NEAR_FROM
    )[0]
    return scores


def _sounds(words: Sequence[str]) -> _Sounds:
    """Return the sounds of a name's words, abbreviations written out as they mostly are."""
    abbreviations = load_classes().abbreviations
    heard = tuple(_sound(each) for word in words for each in abbreviations.get(word, ((word,),))[0])
    return _Sounds(heard, " ".join(heard), " ".join(sorted(heard)))


@lru_cache(maxsize=_MOST_SOUNDS)
def _sound(word: str) -> str:
    return sound_of(word)
