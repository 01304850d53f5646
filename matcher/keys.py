"""The keys of a name: the sounds of its words joined, one for each way to read its abbreviations.

Two names with a common key are written differently and name the same. Where words were printed apart matters little:
what was joined sounds alike; what was parted inside a word is judged by `fits`.
"""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, islice, product

from matcher.classes import Words, load_classes
from matcher.sounds import halves_of, sound_of, sounds_of

MOST_KEYS = 64
_MOST_KEPT = 1_000_000
"""Words whose sounds are kept: those of printed names come without end."""


class Sounds(dict[str, str]):
    """The sound of each word as it stands; filled as words come, and begun anew when they are too many."""

    def __missing__(self, word: str) -> str:
        self._make_room()
        sound = self[word] = sound_of(word)
        return sound

    def sounds_of(self, words: Sequence[str]) -> list[str]:
        """Return the sound of each word; those of new words are made together."""
        new = [word for word in dict.fromkeys(words) if word not in self]
        if new:
            self._make_room()
            self.update(zip(new, sounds_of(new), strict=True))
        return [self[word] for word in words]

    def _make_room(self) -> None:
        if len(self) >= _MOST_KEPT:
            self.clear()

    def keys_of(self, words: Sequence[str]) -> list[str]:
        """Return the keys of a name's words; a name without words has none."""
        if not words:
            return []
        if abbreviations().keys().isdisjoint(words):
            return [self.key_of(words)]
        options = [self.options(word) for word in words]
        return list(dict.fromkeys("".join(choice) for choice in islice(product(*options), MOST_KEYS)))

    def key_of(self, words: Sequence[str]) -> str:
        """Return the key of words as they stand: the only one when none is an abbreviation."""
        return "".join([self[word] for word in words])

    def options(self, word: str) -> tuple[str, ...]:
        """Return the sounds that a printed word may stand for, the word's own first."""
        written_out = abbreviations().get(word)
        return (self[word], *written_out) if written_out else (self[word],)

    def fits(self, printed: Sequence[str], party: Words, key: str) -> bool:
        """Tell whether words that make the same key are the party's words, joined at most: none is parted inside."""
        if len(printed) == len(party) and (tuple(printed) == party or self._are_alike(printed, party, key)):
            return True
        ends, starts = self._boundaries(party, key), self._boundaries(printed, key)
        if ends is None or starts is None or starts <= ends:
            return ends is not None and starts is not None
        apart = [part for word in party for part in halves_of(word) or (word,)]
        return len(apart) > len(party) and starts <= (self._boundaries(apart, key) or set())

    def _are_alike(self, printed: Sequence[str], party: Words, key: str) -> bool:
        """Tell whether each word stands for the other's in its place; False says nothing."""
        sounds = [self[word] for word in printed]
        others = [self[word] for word in party]
        if sounds == others:
            return True
        for place, (sound, other) in enumerate(zip(sounds, others, strict=True)):
            if sound != other:
                options = self.options(party[place])
                sounds[place] = next((each for each in self.options(printed[place]) if each in options), "")
        return "".join(sounds) == key

    def _boundaries(self, words: Sequence[str], key: str) -> set[int] | None:
        """Return the offsets in `key` at which the words end, None when they do not make up the key."""
        if abbreviations().keys().isdisjoint(words):
            return set(accumulate([len(self[word]) for word in words]))
        return _walk([self.options(word) for word in words], key)


def _walk(options: list[tuple[str, ...]], key: str) -> set[int] | None:
    """Depth first through the few readings of each word; the first way through is taken."""
    ways: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    while ways:
        place, offset, marks = ways.pop()
        if place == len(options):
            if offset == len(key):
                return set(marks)
            continue
        for sound in reversed(options[place]):
            if key.startswith(sound, offset):
                ways.append((place + 1, offset + len(sound), (*marks, offset + len(sound))))
    return None


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Return each abbreviation with the sounds of what it may stand for."""
    table = load_classes()
    return {
        short: tuple(
            dict.fromkeys("".join(sound_of(word) for word in full if word not in table.particles) for full in each)
        )
        for short, each in table.abbreviations.items()
    }
