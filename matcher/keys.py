"""The keys of a name: the sounds of its words joined, one for each way to read its abbreviations.

Two names with a common key are written differently and name the same. Where words were printed apart matters little:
what was joined sounds alike; what was parted inside a word is judged by `fits`.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice, product

from matcher.classes import Words, load_classes
from matcher.readings import Core
from matcher.sounds import sound_of

_MOST_KEYS = 64


class Sounds(dict[str, tuple[str, ...]]):
    """The sounds that a printed word may stand for, the word's own first; filled as words come."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        sounds = self[word] = tuple(dict.fromkeys((sound_of(word), *(_joined(full) for full in _expansions(word)))))
        return sounds


def keys_of(words: Sequence[str], sounds: Sounds) -> list[str]:
    """Return the keys of a name's words."""
    options = [sounds[word] for word in words]
    if all(len(option) == 1 for option in options):
        return ["".join([option[0] for option in options])]
    return list(dict.fromkeys("".join(choice) for choice in islice(product(*options), _MOST_KEYS)))


def boundaries(words: Iterable[str], sounds: Sounds, key: str) -> frozenset[int] | None:
    """Return the offsets in `key` at which the words begin and end, None when the words do not make up the key."""
    return _walk([sounds[word] for word in words], key)


def fits(printed: Core, party: Words, key: str, sounds: Sounds) -> bool:
    """Tell whether words that make the same key are the party's words, joined at most: none is parted inside."""
    ends = boundaries(party, sounds, key)
    starts = boundaries(printed.words, sounds, key)
    return ends is not None and starts is not None and starts <= ends


def _walk(options: list[tuple[str, ...]], key: str) -> frozenset[int] | None:
    """Depth first through the few readings of each word; the first way through is taken."""
    ways: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, (0,))]
    while ways:
        place, offset, marks = ways.pop()
        if place == len(options):
            if offset == len(key):
                return frozenset(marks)
            continue
        for sound in reversed(options[place]):
            if key.startswith(sound, offset):
                ways.append((place + 1, offset + len(sound), (*marks, offset + len(sound))))
    return None


def _joined(full: Words) -> str:
    particles = load_classes().particles
    return "".join(sound_of(word) for word in full if word not in particles)


@cache
def _table() -> dict[str, tuple[Words, ...]]:
    return load_classes().abbreviations


def _expansions(word: str) -> tuple[Words, ...]:
    return _table().get(word, ())
