"""The sound of a word: one text for all its Portuguese spellings, by the class table."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from matcher.classes import load_classes
from matcher.sound_columns import sounds_in_columns

LONE_H = "#"
"""The sound of an initial H, which alone is not silent."""
ROMAN = "IVX"
_REPEATED = re.compile(r"([^\W\d])\1+")
_ONE_LETTER = re.compile(r"[A-Z](?:\(\?.*\))?")
_SHORTEST_HALF = 3
_MANY = 32
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def spellings_of(symbol: str) -> tuple[str, ...]:
    """Return the expressions of a symbol's spellings."""
    return load_classes().sounds.get(symbol, (symbol,))


def sound_of(word: str) -> str:
    """Return the sound of one folded word.

    Digits are themselves, each of them; a Roman numeral is itself in small letters, for II and III are two names.
    """
    return sounds_of((word,))[0]


def sounds_of(words: Sequence[str]) -> list[str]:
    """Return the sound of each of many words, made in columns when they are many."""
    text = "\n".join(words)
    sounds = sounds_in_columns(text) if len(words) >= _MANY and text.isascii() else _sounds_in(text)
    for place, word in enumerate(words):
        if len(word) == 1:
            sounds[place] = LONE_H if word == "H" else sounds[place]
        elif not word.strip(ROMAN):
            sounds[place] = word.lower()
    return sounds


def _sounds_in(lines: str) -> list[str]:
    rules = _rules()
    text = rules.contextual.sub(rules.symbol_of, lines)
    return _REPEATED.sub(r"\1", text.translate(rules.others)).upper().split("\n")


class _Rules(NamedTuple):
    """The spellings of the class table, for a text of words in a line each; symbols are written in small letters."""

    contextual: re.Pattern[str]
    """Letters whose sound depends on their neighbours, a group for each symbol."""
    symbols: tuple[str, ...]
    """By the number of the group."""
    others: dict[int, str]
    """The symbols of all other letters; H is silent."""

    def symbol_of(self, found: re.Match[str]) -> str:
        return self.symbols[found.lastindex or 0]


@cache
def _rules() -> _Rules:
    table = load_classes().sounds
    alone = {letter: letter for letter in _LETTERS} | {"H": ""}
    for symbol, spellings in table.items():
        alone |= {letter: symbol for letter in _LETTERS for each in spellings if re.fullmatch(each, letter)}
    groups: dict[str, str] = {}
    for symbol, spellings in table.items():
        # A letter that sounds as it does alone needs no look at its neighbours.
        some = [each for each in spellings if not (_ONE_LETTER.fullmatch(each) and alone[each[0]] == symbol)]
        if some:
            groups[symbol] = "|".join(some)
    groups["H"] = "(?<=[LN])H"
    pattern = re.compile("|".join(f"({each})" for each in groups.values()))
    others = {ord(letter): symbol.lower() for letter, symbol in alone.items()}
    return _Rules(pattern, ("", *map(str.lower, groups)), others)


@cache
def halves_of(word: str) -> tuple[str, str] | None:
    """Return the halves of a word that is also written apart, None for others and where the halves sound otherwise."""
    heads = load_classes().compound_heads
    for place in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        head, rest = word[:place], word[place:]
        if head in heads and sound_of(head) + sound_of(rest) == sound_of(word):
            return head, rest
    return None
