"""The monitored names of a measurement and the printed ones they are sought in, with who each printed one names.

Four tenths of the printed names are drawn from the monitored ones, the others name nobody who is monitored. A printed
name names the party it was drawn from and every other with the same words; who only sounds alike is neither asked for
nor held against the matcher. The judgement uses nothing of the matcher but the folding of characters.
"""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from matcher.folding import fold_text
from matcher.known_words import known_words
from tests.benchmarks.matcher_names import NameMaker
from tests.benchmarks.matcher_shapes import PARTICLES, SHAPES, Surroundings, reshape

SEED = 20_260
_OF_MONITORED = 0.4
_MOST_TRIES = 300
BACKGROUND = "background"
_FORMS = frozenset({"LTDA", "LIMITADA", "LTD", "EIRELI", "ME", "EPP", "SA"})
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("PH", "F"),
        ("CH|SH", "X"),
        ("TH", "T"),
        ("SS|Z|C(?=[EI])|S(?=[EI])", "S"),
        ("QU|CK|C|Q", "K"),
        ("G(?=[EI])", "J"),
        ("Y", "I"),
        ("W", "V"),
        ("M(?=[B-DF-HJ-NP-TV-Z])", "N"),
        ("(?<![LN])H", ""),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A printed name and the places, among the monitored names, of those it names."""

    text: str
    shape: str
    named: tuple[int, ...] = ()
    alike: tuple[int, ...] = ()
    """Who sounds the same: another person, perhaps."""


class Monitored:
    """Monitored names, with what tells whom a printed one names."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._by_sound: dict[str, list[int]] = defaultdict(list)
        words = set(known_words())
        for place, name in enumerate(names):
            core = _core(name)
            words.update(core)
            self._by_sound[_sound(core)].append(place)
        self._sorted = sorted(names)
        self.surroundings = Surroundings(words, self._begins_another)

    def printed(self, place: int, text: str, shape: str) -> PrintedName:
        """Say whom a text drawn from a monitored name names."""
        core = _core(self.names[place])
        alike = self._by_sound[_sound(core)]
        named = tuple(other for other in alike if _core(self.names[other]) == core)
        return PrintedName(text, shape, named, tuple(set(alike).difference(named)))

    def sounds_like_one(self, name: str) -> bool:
        """Tell whether some monitored name sounds so."""
        return _sound(_core(name)) in self._by_sound

    def _begins_another(self, name: str, beginning: str) -> bool:
        core = _core(name)
        for place in range(bisect_left(self._sorted, beginning), len(self._sorted)):
            if not self._sorted[place].startswith(beginning):
                return False
            if _core(self._sorted[place]) != core:
                return True
        return False


def generated_names(count: int) -> list[str]:
    """Return that many made names; more of them begin with the same ones."""
    return list(islice(NameMaker(SEED), count))


def names_of_file(file: Path) -> list[str]:
    """Return the names of a file in an order of chance: one in a line, or JSON objects with a `name`."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    names = [str(json.loads(line)["name"]) if line.startswith("{") else line for line in lines if line]
    Random(SEED).shuffle(names)
    return names


def print_names(monitored: Monitored, others: Iterable[str], count: int) -> list[PrintedName]:
    """Return so many printed names, in an order of chance.

    Args: others: names to take the background from; made ones follow.
    """
    rng = Random(SEED + len(monitored.names))
    drawn = round(_OF_MONITORED * count)
    printed = [*_drawn(monitored, rng, drawn), *_background(monitored, others, rng, count - drawn)]
    rng.shuffle(printed)
    return printed


def _drawn(monitored: Monitored, rng: Random, count: int) -> Iterator[PrintedName]:
    for shape in rng.choices(list(SHAPES), weights=list(SHAPES.values()), k=count):
        for _ in range(_MOST_TRIES):
            place = rng.randrange(len(monitored.names))
            text = reshape(monitored.names[place], shape, rng, monitored.surroundings)
            if text is not None:
                yield monitored.printed(place, text, shape)
                break
        else:
            # No company among the names, say, so no legal form.
            yield monitored.printed(place, monitored.names[place], "exact")


def _background(monitored: Monitored, others: Iterable[str], rng: Random, count: int) -> Iterator[PrintedName]:
    """Names of others, printed as those of the monitored are, half of them as they stand."""
    strangers = (name for name in _all(others) if not monitored.sounds_like_one(name))
    for name in islice(strangers, count):
        shape = "case_accent_punct" if rng.random() < 0.5 else "exact"
        yield PrintedName(reshape(name, shape, rng, monitored.surroundings) or name, BACKGROUND)


def _all(others: Iterable[str]) -> Iterator[str]:
    yield from others
    yield from NameMaker(SEED + 1)


def _core(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without particles and legal forms."""
    words = [word for word in fold_text(name).replace("&", " ").split() if word not in PARTICLES]
    if words[-2:] == ["S", "A"]:
        words = words[:-2]
    return tuple(word for word in words if word not in _FORMS) or tuple(words)


def _sound(core: Iterable[str]) -> str:
    text = "".join(core)
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text
