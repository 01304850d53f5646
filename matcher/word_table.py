"""The words of printed names, each with a number, and a column for everything that the sieve asks of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat

import numpy as np
import regex
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from matcher.affix_columns import code_of_words
from matcher.classes import load_classes
from matcher.columns import Hashes, Mask, Numbers
from matcher.corrections import LONGEST
from matcher.cut_names import LONGEST_STUB
from matcher.fuzzy import SHORTEST_AFFIX, SHORTEST_HALF
from matcher.keys import abbreviations
from matcher.known_words import known_words, personal_words
from matcher.readings import CIVIL_WORDS, LONGEST_SIGLA, SHORTEST_SIGLA, glued_forms
from matcher.sounds import sounds_of
from matcher.text_hashes import SECOND, codes_of, hashes_of, lengths_of
from matcher.word_numbers import NEW, WordNumbers

_MOST_WORDS = 500_000
_FEWEST = 1 << 12
_FIRST_LETTER, _LETTERS = ord("A") + 1, 26
_NO_LETTER = np.uint32(1 << _LETTERS)
_ROMAN = np.uint32(sum(1 << (ord(letter) + 1 - _FIRST_LETTER) for letter in "IVX"))
_DIGIT = regex.compile(r"\d")


class Trait:
    """What a word is, whatever stands beside it."""

    PARTICLE = 1
    CIVIL = 2
    """May stand before the name in the civil register."""
    DIGITS = 4
    SIGLA = 8
    """Of a length to be an acronym, and nobody's own name."""
    STRANGER = 16
    """Of a length to be misspelt, and nobody's."""
    PURPOSE = 32
    """A line of business."""
    GLUED = 64
    NEAR_AFFIX = 128
    """One letter away from a status word."""
    KNOWN = 256
    STUB = 512
    """So short that it may be the beginning of any word."""
    NUMERAL = 1024
    PERSONAL = 2048


class WordTable:
    """Words with their numbers; the columns are as long as the numbers given so far, or longer."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers = WordNumbers()
        self.traits: NDArray[np.uint16] = np.zeros(_FEWEST, np.uint16)
        self.hashes: Hashes = np.zeros(_FEWEST, np.uint64)
        """Of the word's sound."""
        self.seconds: Hashes = np.zeros(_FEWEST, np.uint64)
        """Of the word's sound, in the second base."""
        self.lengths: Numbers = np.zeros(_FEWEST, np.int64)
        """Of the word's sound, in letters."""
        self.letters: NDArray[np.uint32] = np.zeros(_FEWEST, np.uint32)
        """A bit for each letter that the word has."""
        self.initials: NDArray[np.uint32] = np.zeros(_FEWEST, np.uint32)
        self.codes: NDArray[np.uint8] = np.zeros(_FEWEST, np.uint8)
        """What the affix grammar knows the word as."""
        self.sizes: NDArray[np.uint8] = np.zeros(_FEWEST, np.uint8)
        """Letters as printed, up to 255."""
        self.shorts: NDArray[np.uint16] = np.zeros(_FEWEST, np.uint16)
        """Which abbreviation the word is, from 1 on; 0 for none."""

    @property
    def is_full(self) -> bool:
        """Whether so many words were seen that a new table is due, or memory did not do to number some."""
        return len(self.words) > _MOST_WORDS or len(self.words) != len(self._numbers)

    def take_known(self) -> None:
        """Give numbers to all words that stand in a list, before names bring them one by one."""
        self.numbers_of_words(list(_listed()))

    def numbers_of_words(self, words: Sequence[str]) -> Numbers:
        """Return the number of each word: (n,)."""
        return self.numbers_of(hashes_of(words), lambda places: [words[place] for place in places.tolist()])

    def numbers_of(self, spelled: Hashes, words_at: Callable[[Numbers], list[str]]) -> Numbers:
        """Return the number of each word by its hash: (n,); new ones, which `words_at` tells, get one."""
        numbers = self._numbers.find(spelled)
        places = np.flatnonzero(numbers == NEW)
        if len(places):
            fresh, first = np.unique(spelled[places], return_index=True)
            self._describe(words_at(places[first]))
            self._numbers.add(fresh)
            numbers[places] = self._numbers.find(spelled[places])
        return numbers

    def _describe(self, fresh: list[str]) -> None:
        span = slice(len(self.words), len(self.words) + len(fresh))
        while len(self.traits) < span.stop:
            self._grow()
        sounds = sounds_of(fresh)
        self.hashes[span], self.seconds[span] = hashes_of(sounds), hashes_of(sounds, SECOND)
        self.lengths[span] = lengths_of(sounds)
        self.letters[span], self.initials[span] = _letters_of(fresh)
        sizes = lengths_of(fresh)
        self.sizes[span] = np.minimum(sizes, np.iinfo(np.uint8).max)
        self.codes[span] = np.fromiter(map(code_of_words().get, fresh, repeat(0)), np.uint8, len(fresh))
        self.shorts[span] = np.fromiter(map(_shorts().get, fresh, repeat(0)), np.uint16, len(fresh))
        self.traits[span] = _traits_of(fresh, sizes, self.letters[span])
        self.words += fresh

    def _grow(self) -> None:
        columns = {name: column for name, column in vars(self).items() if isinstance(column, np.ndarray)}
        # All or none: should memory not do, they are as long as each other still.
        vars(self).update({name: np.concatenate((each, np.zeros_like(each))) for name, each in columns.items()})


def _letters_of(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the bits of each word's letters, and of its first; what is no letter of A to Z has a bit of its own."""
    places = codes_of("".join(words)) - np.uint64(_FIRST_LETTER)
    bits = np.uint32(1) << np.minimum(places, np.uint64(_LETTERS)).astype(np.uint32)
    lengths = lengths_of(words)
    starts = np.cumsum(lengths) - lengths
    return np.bitwise_or.reduceat(bits, starts), bits[starts]


def _traits_of(words: Sequence[str], lengths: Numbers, letters: NDArray[np.uint32]) -> NDArray[np.uint16]:
    traits = np.fromiter(map(_listed().get, words, repeat(0)), np.uint16, len(words))

    def mark(which: Mask, trait: int) -> None:
        traits[which] |= np.uint16(trait)

    mark((traits & Trait.KNOWN == 0) & (lengths >= SHORTEST_HALF) & (lengths <= LONGEST), Trait.STRANGER)
    mark(lengths <= LONGEST_STUB, Trait.STUB)
    mark((letters & ~_ROMAN == 0) & (lengths > 1), Trait.NUMERAL)
    for place in np.flatnonzero(letters & _NO_LETTER).tolist():
        traits[place] |= np.uint16(_trait_of_digits(words[place]))
    mark((traits & Trait.PERSONAL == 0) & (lengths >= SHORTEST_SIGLA) & (lengths <= LONGEST_SIGLA), Trait.SIGLA)
    for form, own in _lettered(glued_forms()):
        for place in np.flatnonzero(letters & own == own).tolist():
            if words[place].endswith(form) and words[place] not in glued_forms():
                traits[place] |= np.uint16(Trait.GLUED)
    strange = np.flatnonzero((traits & Trait.STRANGER != 0) & (lengths >= SHORTEST_AFFIX))
    for affix, own in _lettered(load_classes().corrected_affixes):
        # One edit puts one letter in another's place, at most.
        for place in strange[np.bitwise_count(letters[strange] ^ own) <= 2].tolist():
            if OSA.distance(words[place], affix, score_cutoff=1) == 1:
                traits[place] |= np.uint16(Trait.NEAR_AFFIX)
    return traits


def _trait_of_digits(word: str) -> int:
    return (Trait.DIGITS if word.isdigit() else 0) | (Trait.NUMERAL if _DIGIT.search(word) else 0)


@cache
def _shorts() -> dict[str, int]:
    return {short: number for number, short in enumerate(abbreviations(), 1)}


@cache
def _listed() -> dict[str, int]:
    """The traits of all words that stand in a list."""
    table = load_classes()
    found: dict[str, int] = {}
    lists: tuple[tuple[int, Iterable[str]], ...] = (
        (Trait.PARTICLE, table.particles),
        (Trait.CIVIL, CIVIL_WORDS),
        (Trait.PURPOSE, table.purposes),
        (Trait.KNOWN, known_words()),
        (Trait.PERSONAL, personal_words()),
    )
    for trait, words in lists:
        for word in words:
            found[word] = found.get(word, 0) | trait
    return found


def _lettered(words: Iterable[str]) -> Iterator[tuple[str, np.uint32]]:
    """Yield words with the bits of their letters."""
    each = sorted(words)
    return zip(each, _letters_of(each)[0], strict=True)
