"""The sounds of many words at once, letter by letter in columns: what `sounds_of` makes by substitution.

The rules are the class table's own: a spelling is one letter or two, and what must or must not follow it.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.classes import load_classes
from matcher.columns import Mask, Numbers
from matcher.errors import BadVocabulary

_Codes = NDArray[np.uint8]
_CODES = 128
_H = ord("H")
_SILENT = 0
_ROOM = b"\n" * 8
"""More than any rule looks ahead."""
_SPELLING = re.compile(r"([A-Z]{1,2})((?:\(\?[=!](?:[A-Z]|\[\^?[A-Z-]+\]|\(\?:[A-Z|]{1,7}\)\\b)\))*)")
_CONDITION = re.compile(r"\(\?([=!])(?:([A-Z]|\[[^\]]*\])|\(\?:([A-Z|]+)\)\\b)\)")


class _Condition(NamedTuple):
    """What must follow, or must not: one of some letters, or one of some texts at the word's end."""

    is_wanted: bool
    letters: Mask | None
    """By their codes: (128,)."""
    texts: tuple[bytes, ...]


class _Spelling(NamedTuple):
    symbol: int
    text: bytes
    conditions: tuple[_Condition, ...]


class _Rules(NamedTuple):
    alone: _Codes
    """What each character is where no spelling is: (128,)."""
    spellings: tuple[_Spelling, ...]
    is_letter: Mask
    """Which symbols sound once where they stand twice: (128,)."""


def sounds_in_columns(lines: str) -> list[str]:
    """Return the sound of the word in each line, of plain ASCII; initials and Roman numerals are not known as such."""
    rules = _rules()
    plain = lines.encode()
    codes = np.frombuffer(b"\n%b\n%b" % (plain, _ROOM), np.uint8)
    letters = codes[1 : 1 + len(plain)]
    symbols = rules.alone[letters]
    for symbol, text, conditions in rules.spellings:
        places = np.flatnonzero(_stands(codes, text, slice(1, 1 + len(plain)))) + 1
        for condition in conditions:
            places = places[_follows(codes, condition, places + len(text)) == condition.is_wanted]
        symbols[places - 1] = symbol
        for behind in range(1, len(text)):
            symbols[places - 1 + behind] = _SILENT
    symbols[(letters == _H) & ((codes[: len(plain)] == ord("L")) | (codes[: len(plain)] == ord("N")))] = _H
    heard = symbols[symbols != _SILENT]
    is_new = np.ones(len(heard), np.bool_)
    is_new[1:] = (heard[1:] != heard[:-1]) | ~rules.is_letter[heard[1:]]
    sounds: bytes = heard[is_new].tobytes()
    return sounds.decode().split("\n")


def _stands(codes: _Codes, text: bytes, where: slice) -> Mask:
    """Tell at which places a text begins: (places,)."""
    found: Mask = codes[where] == text[0]
    for offset, letter in enumerate(text[1:], 1):
        found &= codes[where.start + offset : where.stop + offset] == letter
    return found


def _follows(codes: _Codes, condition: _Condition, places: Numbers) -> Mask:
    """Tell at which places what the condition names stands: (places,)."""
    if condition.letters is not None:
        return condition.letters[codes[places]]
    found = np.zeros(len(places), np.bool_)
    for text in condition.texts:
        there = np.ones(len(places), np.bool_)
        for offset, letter in enumerate(text):
            there &= codes[places + offset] == letter
        found |= there
    return found


@cache
def _rules() -> _Rules:
    """Raises BadVocabulary for a spelling of another shape."""
    alone = np.arange(_CODES, dtype=np.uint8)
    alone[_H] = _SILENT
    spellings: list[_Spelling] = []
    for symbol, each in load_classes().sounds.items():
        for text, conditions in map(_parsed, each):
            if len(text) == 1 and not conditions:
                alone[text[0]] = ord(symbol)
            else:
                spellings.append(_Spelling(ord(symbol), text, conditions))
    is_letter = np.array([chr(code).isalpha() for code in range(_CODES)], np.bool_)
    return _Rules(alone, tuple(spellings), is_letter)


def _parsed(spelling: str) -> tuple[bytes, tuple[_Condition, ...]]:
    shape = _SPELLING.fullmatch(spelling)
    if not shape:
        raise BadVocabulary(
            f"matcher/resources/classes.yml: sounds: {spelling!r}: expected one letter or two, then conditions "
            r"(?=X), (?![XYZ]) or (?=(?:AB|CD)\b)"
        )
    conditions: list[_Condition] = []
    for sign, letters, texts in _CONDITION.findall(shape[2]):
        known = np.array([bool(letters and re.fullmatch(letters, chr(code))) for code in range(_CODES)], np.bool_)
        ends = tuple(text.encode() + b"\n" for text in texts.split("|")) if texts else ()
        conditions.append(_Condition(sign == "=", known if letters else None, ends))
    return shape[1].encode(), tuple(conditions)
