"""Divides the parties of a clipping, which follow each other without any mark (pure).

What the item's text prints with dashes between the names decides. Without such a text a name ends with the ending of a
company ("LTDA", "S.A."), and begins with a common given name; what nothing divides stays one name.
"""

import re

from spiders.gazette import fold
from spiders.systems.djen_clipping.vocabulary import COMPANY_ENDS, GIVEN_NAMES, PARTICLES, TRADES

_DASHES = re.compile(r" - (?:- )*")
_OTHERS = re.compile(r" e outr[oa]s?(?: \(\d+\))?$", re.IGNORECASE)
_MARKS = re.compile(r"[^0-9A-Z]+")
_LONGEST_TEXT = 20_000


def divide(printed: str, text: str) -> tuple[list[str], bool]:
    """Return the names, and whether a printed text proves their division."""
    words = printed.split()
    if not words:
        return [], True
    known = _printed_apart(words, text)
    if known is not None:
        return known, True
    names = [name for part in _by_endings(words) for name in _by_beginnings(part)]
    return [" ".join(name) for name in names], len(names) == 1


def _printed_apart(words: list[str], text: str) -> list[str] | None:
    """Return the names as the text divides them, when its names make up the whole list."""
    pieces = {_key(_OTHERS.sub("", piece).split()) for piece in _DASHES.split(text[:_LONGEST_TEXT])} - {""}
    names: list[str] = []
    begin = 0
    while begin < len(words):
        end = next((end for end in range(len(words), begin, -1) if _key(words[begin:end]) in pieces), None)
        if end is None:
            return None
        # A dash inside the list stands before the next name; it belongs to nobody.
        names.append(" ".join(words[begin:end]).strip("- "))
        begin = end
    return names


def _key(words: list[str]) -> str:
    return _MARKS.sub("", fold(" ".join(words)))


def _by_endings(words: list[str]) -> list[list[str]]:
    """Divide behind the endings of companies; several endings in a row ("LTDA - ME") end one name."""
    parts: list[list[str]] = [[]]
    for place, word in enumerate(words):
        parts[-1].append(word)
        following = words[place + 1 : place + 2]
        if _is_ending(word) and len(parts[-1]) > 1 and following and not _continues(following[0]):
            parts.append([])
    return parts


def _is_ending(word: str) -> bool:
    return fold(word).rstrip(".,") in COMPANY_ENDS


def _continues(word: str) -> bool:
    return _is_ending(word) or word == "-" or word.startswith("(") or fold(word) == "EM"


def _by_beginnings(words: list[str]) -> list[list[str]]:
    """Divide persons from each other, and a person from the company behind."""
    folded = [fold(word).strip(".,") for word in words]
    if folded[0] not in GIVEN_NAMES:
        return [words]
    if _is_ending(words[-1]):
        return _person_and_company(words, folded)
    for place in range(2, len(words) - 1):
        if folded[place] in GIVEN_NAMES and folded[place - 1] not in PARTICLES and place > 2:
            return [words[:place], *_by_beginnings(words[place:])]
    return [words]


def _person_and_company(words: list[str], folded: list[str]) -> list[list[str]]:
    """A person's last name often follows a particle ("DE MELO"); a trade behind it makes the whole a firm's name."""
    for place in range(3, len(words) - 2):
        if folded[place - 2] in PARTICLES and folded[place] not in PARTICLES | TRADES:
            return [words[:place], words[place:]]
    return [words]
