"""What a printed name with errors may mean: its words corrected to words of monitored names, then looked up as keys.

A word that somebody has is right as it stands: in its place another word is another name, at a price in the score.
Numerals and initials are exact. The stage is asked only where no name and no expression was found.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import regex
from rapidfuzz.distance import OSA

from matcher.classes import load_classes
from matcher.corrections import LONGEST, Vocabulary
from matcher.keys import Sounds
from matcher.known_words import company_words, known_words, words_beginning_with

MOST_EDITS = 2
_KNOWN_PENALTY = 25
"""A known word for another known word: below every sensible threshold, unless the party asks for it."""
SCORE_OF_OTHER_WORDS = 100 - _KNOWN_PENALTY
"""A name with such a word scores less."""
_INFLECTED_PENALTY = 4
_SHORTEST_BEGINNING = 4
SHORTEST_HALF = 3
_FEWEST_LETTERS = 8
MOST_WORDS = 40
SHORTEST_AFFIX = 5
MOST_WAYS = 600
_MOST_KEPT = 500_000

_DIGIT = regex.compile(r"\d")
_INFLECTIONS = (("S", ""), ("OES", "AO"), ("AES", "AO"), ("IS", "L"), ("NS", "M"), ("ES", ""))


class Option(NamedTuple):
    """One way to read a printed word (or two that were one)."""

    sound: str
    edits: int = 0
    penalty: int = 0
    takes: int = 1


class Guess(NamedTuple):
    """A key that the printed words may stand for, and how far it is from them."""

    key: str
    edits: int
    score: float
    """100 for no difference."""


class Guesser:
    """Makes keys out of printed words and the words of monitored names."""

    def __init__(self, vocabulary: Vocabulary, sounds: Sounds) -> None:
        self._vocabulary = vocabulary
        self._sounds = sounds
        self._particles = load_classes().particles
        self._known, self._of_companies = known_words(), company_words()
        _inflections()
        self._kept: dict[str, tuple[Option, ...]] = {}
        self._kept_of = (0, False)
        self.is_lenient = False
        """Whether some party's threshold is so low that known words must be corrected too."""

    def guesses(self, words: Sequence[str], is_key: Callable[[str], bool]) -> Iterator[Guess]:
        """Yield the keys, known to `is_key`, that the words may stand for by two edits at most."""
        if is_never_guessed(words):
            return
        options = [self._options(word) for word in words]
        joined = self._joined(words)
        if not joined and all(len(each) == 1 for each in options):
            return
        options = [(*each, *joined.get(place, ())) for place, each in enumerate(options)]
        seen: set[str] = set()
        for way in _ways(options):
            key = "".join([option.sound for option in way])
            if key not in seen and is_key(key):
                seen.add(key)
                yield guess_of(key, way)

    def options_of(self, words: Sequence[str]) -> list[tuple[Option, ...]]:
        """Return the ways to read each of many words."""
        self._vocabulary.neighbours_of(word for word in words if self._is_looked_up(word))
        return [self._options(word) for word in words]

    def is_joined(self, first: str, second: str) -> bool:
        """Tell whether two words that nobody has are a word together."""
        return first + second in self._vocabulary

    @property
    def state(self) -> tuple[int, bool]:
        """How many words there are to correct to, and how freely: options are good until that changes."""
        return len(self._vocabulary.words), self.is_lenient

    def _is_looked_up(self, word: str) -> bool:
        if not SHORTEST_HALF <= len(word) <= LONGEST or _is_numeral(word):
            return False
        return word not in self._known or word in self._of_companies or self.is_lenient

    def _options(self, word: str) -> tuple[Option, ...]:
        """Return the ways to read one word, nearest first; kept until there are new words."""
        if self._kept_of != self.state or len(self._kept) > _MOST_KEPT:
            self._kept, self._kept_of = {}, self.state
        kept = self._kept.get(word)
        if kept is None:
            kept = self._kept[word] = self._read(word)
        return kept

    def _read(self, word: str) -> tuple[Option, ...]:
        found = [Option(sound) for sound in self._sounds.options(word)]
        if SHORTEST_HALF <= len(word) <= LONGEST and not _is_numeral(word):
            found += self._of_known(word) if word in self._known else self._of_unknown(word)
        if len(found) == 1:
            return (found[0],)
        cheapest: dict[str, Option] = {}
        for option in sorted(found, key=_cost):
            cheapest.setdefault(option.sound, option)
        return tuple(cheapest.values())

    def _joined(self, words: Sequence[str]) -> dict[int, tuple[Option]]:
        """Two neighbours that nobody has and that are a word together."""
        known = self._known
        strangers = [word not in known and SHORTEST_HALF <= len(word) <= LONGEST for word in words]
        return {
            place: (Option(self._sounds[words[place] + words[place + 1]], takes=2),)
            for place in range(len(words) - 1)
            if strangers[place] and strangers[place + 1] and words[place] + words[place + 1] in self._vocabulary
        }

    def _of_unknown(self, word: str) -> Iterator[Option]:
        for other, edits in self._vocabulary.neighbours(word):
            yield Option(self._sounds[other], edits)
        yield from self._respaced(word)
        if len(word) >= _SHORTEST_BEGINNING:
            for other in words_beginning_with(word):
                if other in self._vocabulary:
                    yield Option(self._sounds[other], 1)

    def _respaced(self, word: str) -> Iterator[Option]:
        """Two words without the blank between them, one of which may be a particle."""
        particles, vocabulary = self._particles, self._vocabulary
        for place in range(1, len(word)):
            first = word[:place]
            is_particle = first in particles
            if not is_particle and first not in vocabulary:
                continue
            second = word[place:]
            if is_particle and second in vocabulary:
                yield Option(self._sounds[second])
            elif second in particles and first in vocabulary:
                yield Option(self._sounds[first])
            elif first in vocabulary and second in vocabulary:
                yield Option(self._sounds[first] + self._sounds[second])

    def _of_known(self, word: str) -> Iterator[Option]:
        for other in _inflections().get(word, ()):
            if other in self._vocabulary:
                yield Option(self._sounds[other], 1, _INFLECTED_PENALTY)
        if word in self._of_companies or self.is_lenient:
            for other, edits in self._vocabulary.neighbours(word):
                # The monitored name itself may be misspelt: nobody has that word.
                if edits == 1 and other not in self._known:
                    yield Option(self._sounds[other], 1, _INFLECTED_PENALTY)
                elif self.is_lenient and edits == 1:
                    yield Option(self._sounds[other], 1, _KNOWN_PENALTY)


def corrected_affixes(text: str) -> str:
    """Return a folded text with misspelt status words put right; "" when there is none."""
    words = text.split(" ")
    corrected = [_affix(word) for word in words]
    return " ".join(corrected) if corrected != words else ""


@lru_cache(maxsize=100_000)
def _affix(word: str) -> str:
    if not SHORTEST_AFFIX <= len(word) <= LONGEST or word in known_words():
        return word
    affixes = sorted(load_classes().corrected_affixes)
    return next((affix for affix in affixes if OSA.distance(word, affix, score_cutoff=1) <= 1), word)


def _is_numeral(word: str) -> bool:
    return not word.strip("IVX") if word.isalpha() else _DIGIT.search(word) is not None


@cache
def _inflections() -> dict[str, tuple[str, ...]]:
    """Known words whose plural or singular is a word of company names, with these."""
    found = ((word, tuple(filter(company_words().__contains__, _inflected(word)))) for word in known_words())
    return {word: others for word, others in found if others}


def _inflected(word: str) -> Iterator[str]:
    """Yield the plural and the singular that a word may have."""
    for plural, singular in _INFLECTIONS:
        if word.endswith(plural):
            yield word.removesuffix(plural) + singular
        if word.endswith(singular):
            yield (word[: -len(singular)] if singular else word) + plural


def _cost(option: Option) -> tuple[int, int]:
    return option.edits, option.penalty


def is_never_guessed(words: Sequence[str]) -> bool:
    """Tell whether words say too little for one of them to be another, or are more than a name has."""
    if len(words) > MOST_WORDS:
        return True
    return sum(map(len, words)) < _FEWEST_LETTERS or all(len(word) == 1 for word in words)


def guess_of(key: str, way: Sequence[Option]) -> Guess:
    """Return the guess that a way to read all words leads to."""
    edits = sum([option.edits for option in way])
    penalty = sum([option.penalty for option in way])
    return Guess(key, edits, round(max(0.0, 100 * (1 - edits / max(len(key), 1)) - penalty), 1))


def _ways(options: Sequence[Sequence[Option]]) -> Iterator[tuple[Option, ...]]:
    """Yield ways to read all words, cheapest options first, within bounds."""
    ways: list[tuple[int, int, tuple[Option, ...]]] = [(0, 0, ())]
    tried = 0
    while ways and tried < MOST_WAYS:
        place, edits, way = ways.pop()
        if place == len(options):
            tried += 1
            yield way
            continue
        for option in reversed(options[place]):
            if edits + option.edits <= MOST_EDITS:
                ways.append((place + option.takes, edits + option.edits, (*way, option)))
