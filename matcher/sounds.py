"""The sound of a word: one text for all its Portuguese spellings, by the class table."""

from functools import cache

import regex

from matcher.classes import load_classes

LONE_H = "#"
"""The sound of an initial H, which alone is not silent."""
_NUMERAL = regex.compile(r"[IVX]{2,}")
_SHORTEST_HALF = 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def _scanner() -> regex.Pattern[str]:
    """One group per symbol; `h` is the H that sounds (LH, NH), `_` the silent one; anything else is itself."""
    groups = [f"(?P<{symbol}>{'|'.join(spellings)})" for symbol, spellings in load_classes().sounds.items()]
    return regex.compile("|".join((*groups, "(?P<h>(?<=[LN])H)", "(?P<_>H)")))


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
    position = 0
    scan = _scanner().match
    while position < len(word):
        found = scan(word, position)
        symbol = word[position] if found is None else found.lastgroup or ""
        position = position + 1 if found is None else found.end()
        if symbol == "_":
            continue
        symbol = "H" if symbol == "h" else symbol
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
    return {letter: match.lastgroup or letter for letter, match in found.items() if match and letter != "H"}


_SINGLE = _of_single_letters()
