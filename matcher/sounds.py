"""The sound of a word: one text for all its Portuguese spellings, by the class table."""

import re
from functools import cache

from matcher.classes import load_classes

LONE_H = "#"
"""The sound of an initial H, which alone is not silent."""
_NUMERAL = re.compile(r"[IVX]{2,}")
_SHORTEST_HALF = 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def _scanner() -> re.Pattern[str]:
    """One group per symbol; `h` is the H that sounds (LH, NH), `_` the silent one, `o` any other letter."""
    groups = [f"(?P<{symbol}>{'|'.join(spellings)})" for symbol, spellings in load_classes().sounds.items()]
    return re.compile("|".join((*groups, "(?P<h>(?<=[LN])H)", "(?P<_>H)", "(?P<o>.)")))


@cache
def spellings_of(symbol: str) -> tuple[str, ...]:
    """Return the expressions of a symbol's spellings."""
    return load_classes().sounds.get(symbol, (symbol,))


def sound_of(word: str) -> str:
    """Return the sound of one folded word.

    Digits are themselves, each of them; a Roman numeral is itself in small letters, for II and III are two names.
    """
    if len(word) == 1:
        return LONE_H if word == "H" else _SINGLE.get(word, word)
    if _NUMERAL.fullmatch(word):
        return word.lower()
    sounds: list[str] = []
    last = ""
    for found in _scanner().finditer(word):
        symbol = found.lastgroup or ""
        if symbol == "_":
            continue
        if symbol == "o":
            symbol = found[0]
        elif symbol == "h":
            symbol = "H"
        if symbol != last or symbol.isdigit():
            sounds.append(symbol)
        last = symbol
    return "".join(sounds)


@cache
def halves_of(word: str) -> tuple[str, str] | None:
    """Return the halves of a word that is also written apart, None for others and where the halves sound otherwise."""
    heads = load_classes().compound_heads
    for place in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        head, rest = word[:place], word[place:]
        if head in heads and sound_of(head) + sound_of(rest) == sound_of(word):
            return head, rest
    return None


def _of_single_letters() -> dict[str, str]:
    found = {letter: _scanner().fullmatch(letter) for letter in _LETTERS}
    symbols = {letter: match.lastgroup or letter for letter, match in found.items() if match and letter != "H"}
    return {letter: letter if symbol == "o" else symbol for letter, symbol in symbols.items()}


_SINGLE = _of_single_letters()
