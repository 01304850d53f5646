"""What a printed name with errors may mean: its words corrected to words of monitored names, then looked up as keys.

A word that somebody has is right as it stands: in its place another word is another name, at a price in the score.
Numerals and initials are exact. The stage is asked only where no name and no expression was found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex
from rapidfuzz.distance import OSA

from matcher.classes import Words, load_classes
from matcher.corrections import Vocabulary
from matcher.keys import Sounds
from matcher.known_words import company_words, known_words, words_beginning_with

MOST_EDITS = 2
_KNOWN_PENALTY = 25
"""A known word for another known word: below every sensible threshold, unless the party asks for it."""
_INFLECTED_PENALTY = 4
_SHORTEST_BEGINNING = 4
_SHORTEST_HALF = 3
_FEWEST_LETTERS = 8
_MOST_WAYS = 600

_NUMERAL = regex.compile(r"\d|^[IVX]+$")
_INFLECTIONS = (("S", ""), ("OES", "AO"), ("AES", "AO"), ("IS", "L"), ("NS", "M"), ("ES", ""))


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a printed word (or two that were one)."""

    sound: str
    edits: int = 0
    penalty: int = 0
    takes: int = 1


@dataclass(frozen=True, slots=True)
class Guess:
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
        self.is_lenient = False
        """Whether some party's threshold is so low that known words must be corrected too."""

    def guesses(self, words: Words, is_key: Callable[[str], bool]) -> Iterator[Guess]:
        """Yield the keys, known to `is_key`, that the words may stand for by two edits at most."""
        if sum(map(len, words)) < _FEWEST_LETTERS or all(len(word) == 1 for word in words):
            return
        options = [self._options(words, place) for place in range(len(words))]
        if all(
            not any(option.edits or option.penalty or option.takes > 1 for option in each[1:]) and len(each) == 1
            for each in options
        ):
            return
        seen: set[str] = set()
        for key, edits, penalty in _ways(options):
            if key not in seen and is_key(key):
                seen.add(key)
                yield Guess(key, edits, round(max(0.0, 100 * (1 - edits / max(len(key), 1)) - penalty), 1))

    def _options(self, words: Words, place: int) -> list[Option]:
        word = words[place]
        found = [Option(sound) for sound in self._sounds[word]]
        if _NUMERAL.search(word) or len(word) < _SHORTEST_HALF:
            return found
        if word in known_words():
            found += self._of_known(word)
        else:
            found += self._of_unknown(word)
            if place + 1 < len(words) and words[place + 1] not in known_words():
                joined = word + words[place + 1]
                if joined in self._vocabulary:
                    found.append(Option(self._sounds[joined][0], takes=2))
        return list(
            {(option.sound, option.takes): option for option in sorted(found, key=_cost, reverse=True)}.values()
        )[::-1]

    def _of_unknown(self, word: str) -> Iterator[Option]:
        for other, edits in self._vocabulary.neighbours(word):
            yield Option(self._sounds[other][0], edits)
        yield from self._respaced(word)
        if len(word) >= _SHORTEST_BEGINNING:
            for other in words_beginning_with(word):
                if other in self._vocabulary:
                    yield Option(self._sounds[other][0], 1)

    def _respaced(self, word: str) -> Iterator[Option]:
        """Two words without the blank between them, one of which may be a particle."""
        particles = load_classes().particles
        for place in range(1, len(word)):
            first, second = word[:place], word[place:]
            if first in particles and second in self._vocabulary:
                yield Option(self._sounds[second][0])
            elif second in particles and first in self._vocabulary:
                yield Option(self._sounds[first][0])
            elif first in self._vocabulary and second in self._vocabulary:
                yield Option(self._sounds[first][0] + self._sounds[second][0])

    def _of_known(self, word: str) -> Iterator[Option]:
        for other in _inflected(word):
            if other in self._vocabulary and other in company_words():
                yield Option(self._sounds[other][0], 1, _INFLECTED_PENALTY)
        if word in company_words() or self.is_lenient:
            for other, edits in self._vocabulary.neighbours(word):
                # The monitored name itself may be misspelt: nobody has that word.
                if edits == 1 and other not in known_words():
                    yield Option(self._sounds[other][0], 1, _INFLECTED_PENALTY)
                elif self.is_lenient and edits == 1:
                    yield Option(self._sounds[other][0], 1, _KNOWN_PENALTY)


def corrected_affixes(text: str) -> str:
    """Return a folded text with misspelt status words put right; "" when there is none."""
    words = text.split(" ")
    known = known_words()
    corrected = [word if len(word) < _FEWEST_LETTERS - 3 or word in known else _affix(word) for word in words]
    return " ".join(corrected) if corrected != words else ""


@cache
def _affixes() -> Sequence[str]:
    return sorted(load_classes().corrected_affixes)


def _affix(word: str) -> str:
    return next((affix for affix in _affixes() if OSA.distance(word, affix, score_cutoff=1) <= 1), word)


def _inflected(word: str) -> Iterator[str]:
    """Yield the plural and the singular that a word may have."""
    for plural, singular in _INFLECTIONS:
        if word.endswith(plural):
            yield word.removesuffix(plural) + singular
        if word.endswith(singular):
            yield (word[: -len(singular)] if singular else word) + plural


def _cost(option: Option) -> tuple[int, int]:
    return option.edits, option.penalty


def _ways(options: list[list[Option]]) -> Iterator[tuple[str, int, int]]:
    """Yield keys with their edits and penalty, depth first, cheapest options first, within bounds."""
    ways: list[tuple[int, str, int, int]] = [(0, "", 0, 0)]
    tried = 0
    while ways and tried < _MOST_WAYS:
        place, key, edits, penalty = ways.pop()
        if place == len(options):
            tried += 1
            yield key, edits, penalty
            continue
        ways.extend(
            (place + option.takes, key + option.sound, edits + option.edits, penalty + option.penalty)
            for option in reversed(options[place])
            if edits + option.edits <= MOST_EDITS
        )
