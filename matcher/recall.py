"""Why a printed name was not found: the monitored name nearest to it, how it is spelt, and what would find it.

Pure diagnosis of names for `arauto party recall`; how near is for people to judge, and decides nothing.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from matcher.classes import load_classes
from matcher.expressions import MatcherExpressions
from matcher.folding import fold_text
from matcher.readings import Reading, core_of, name_words, readings_of
from matcher.sounds import sound_of

NEAR_FROM = 60
"""Below this two names have no more in common than any two."""
WIDEN_FROM = 75
"""From here on a printed name may well be a spelling of the monitored one."""
_FORMS = ("LTDA", "ME", "EPP", "EIRELI", "SA")
_MOST_SCORES = 8_000_000
"""Of one step: so many bytes."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Near(Generic[Key]):
    """The monitored name that is nearest to a printed one, and how the printed one differs."""

    key: Key
    name: str
    printed: str
    read_as: str
    """The reading of the printed name that is so near, folded."""
    score: int
    spelling: tuple[str, ...]


class NearestNames(Generic[Key]):
    """Monitored names among which the nearest is looked up, all of them compared."""

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._names = list(names)
        sounds = [_sounds(name_words(name)) for _, name in self._names]
        self._choices = [" ".join(each) for each in sounds]
        self._sorted = [" ".join(sorted(each)) for each in sounds]

    def find(self, printed: Sequence[str]) -> list[Near[Key] | None]:
        """Return the nearest of each printed name; None where no name is near."""
        if not self._names:
            return [None] * len(printed)
        read = [(place, reading) for place, name in enumerate(printed) for reading in readings_of(name)]
        step = max(1, _MOST_SCORES // len(self._names))
        best: dict[int, tuple[int, int, Reading]] = {}
        for start in range(0, len(read), step):
            part = read[start : start + step]
            for (place, reading), (score, choice) in zip(part, self._scores(part), strict=True):
                if score >= NEAR_FROM and (place not in best or score > best[place][0]):
                    best[place] = score, choice, reading
        return [self._near(name, *best[place]) if place in best else None for place, name in enumerate(printed)]

    def _scores(self, read: Sequence[tuple[int, Reading]]) -> list[tuple[int, int]]:
        """Return the best score of each reading and whose it is; the order of the words does not count."""
        sounds = [_sounds(core_of(reading.text)) for _, reading in read]
        as_printed, in_order = [" ".join(each) for each in sounds], [" ".join(sorted(each)) for each in sounds]
        scores = np.maximum(_compare(as_printed, self._choices), _compare(in_order, self._sorted))
        places = scores.argmax(axis=1)
        return [(int(scores[row, place]), int(place)) for row, place in enumerate(places)]

    def _near(self, printed: str, score: int, choice: int, reading: Reading) -> Near[Key]:
        key, name = self._names[choice]
        return Near(key, name, printed, reading.text, score, spelling_of(name, reading.text))


def _compare(texts: Sequence[str], choices: Sequence[str]) -> npt.NDArray[np.uint8]:
    return process.cdist(texts, choices, scorer=fuzz.ratio, dtype=np.uint8, score_cutoff=NEAR_FROM)


def _sounds(words: Sequence[str]) -> list[str]:
    """Return the sounds of a name's words, abbreviations written out as they mostly are."""
    abbreviations = load_classes().abbreviations
    return [_sound(each) for word in words for each in abbreviations.get(word, ((word,),))[0]]


@cache
def _sound(word: str) -> str:
    return sound_of(word)


def spelling_of(name: str, printed: str) -> tuple[str, ...]:
    """Say word by word how a printed name differs from a monitored one; nothing where no word does."""
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


def widen(rex: str, read_as: str, expressions: MatcherExpressions) -> tuple[str, str]:
    """Return an expression that finds a reading of a printed name too, and what was added. Raises BadExpression."""
    expressions.generate(read_as)  # refuses what has no word to be known by
    alternative = _alternative(fold_text(read_as))
    widened = f"{rex}|{alternative}"
    expressions.check(widened)
    return widened, alternative


def _alternative(text: str) -> str:
    """Return an expression that people can read: the name as printed, with or without what stands round it.

    A generated expression alone is nearly as long as an expression may be.
    """
    words, core = text.split(), core_of(text)
    if core[0] not in words or core[-1] not in words:
        return f"^{text}$"
    start, end = words.index(core[0]), len(words) - words[::-1].index(core[-1])
    before = f"(?:{' '.join(words[:start])} )?" if start else ""
    behind = f"(?: (?:{'|'.join(dict.fromkeys((' '.join(words[end:]), *_FORMS)))}))*" if end < len(words) else ""
    return f"^{before}{' '.join(words[start:end])}{behind}$"
