"""Reads one character, class or set of the dialect: which characters of folded names does it mean?"""

from functools import lru_cache

import regex

from matcher.dialect_nodes import Char, folded_alphabet
from matcher.dialect_source import Source
from matcher.folding import fold

_CLASSES = frozenset("dDsSwW")
_SET_OPERATIONS = ("--", "&&", "||", "~~")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")


def literal(character: str, at: int, end: int) -> Char:
    """A character that stands for itself, whatever its case."""
    capital = character.upper()
    if capital in folded_alphabet():
        return Char(frozenset(capital), other=False, source=character, at=at, end=end)
    # Letters outside ASCII (those of other scripts) stay as they are; a few fold to several, such as ß.
    stays = not character.isascii() and fold(f"A{character}A").text == f"A{capital}A" and len(capital) == 1
    return Char(frozenset(), other=stays, source=character, at=at, end=end)


def any_char(at: int) -> Char:
    return Char(folded_alphabet(), other=True, source=".", at=at, end=at + 1)


@lru_cache(maxsize=4096)
def meant_by(source: str) -> frozenset[str]:
    """The characters of folded names that a class or set means, by the `regex` module itself."""
    pattern = regex.compile(source, regex.IGNORECASE | regex.VERSION0)
    return frozenset(c for c in folded_alphabet() if pattern.fullmatch(c))


def read_class(source: Source, at: int) -> Char | None:
    r"""Read what follows a backslash when it is a class: \d \s \w and their opposites, \p{…}; else read nothing."""
    start = source.position
    following = source.take()
    if following in {"p", "P"}:
        if not source.takes("{") or "}" not in source.text[source.position :]:
            source.refuse(f"`\\{following}` needs a property in braces; write `\\p{{L}}` for any letter", at)
        source.position = source.text.index("}", source.position) + 1
    elif following not in _CLASSES:
        source.position = start
        return None
    written = "\\" + source.text[start : source.position]
    try:
        chars = meant_by(written)
    except regex.error:
        source.refuse(f"`{written}` is no property that is known; write `\\p{{L}}` for any letter", at)
    return Char(chars, other=following not in {"s"}, source=written, at=at, end=source.place())


def read_escaped(source: Source, at: int) -> str:
    """Read the character after a backslash that stands for itself."""
    character = source.take()
    if not character:
        source.refuse("a backslash stands at the end; write `\\\\` or leave it out", at)
    if character not in _PUNCTUATION:
        source.refuse(f"`\\{character}` {_why_not(character)}", at)
    return character


def _why_not(character: str) -> str:
    if character in "tnrfv":
        return "never stands in names, which are folded to one line; write a blank"
    if character.isdigit() or character in "xuUN":
        return "is not a way to write a character here; write the character itself"
    return f"means nothing here; write `{character}` without the backslash"


def read_set(source: Source, at: int) -> Char:
    """Read a set whose opening bracket has been read."""
    start = source.position - 1
    source.takes("^")
    if source.peek() == "]":
        source.refuse("the set is empty, or begins with `]`; write what it holds, and `]` as `\\]`")
    while not source.takes("]"):
        _read_member(source, at)
    written = source.text[start : source.position]
    try:
        chars = meant_by(written)
    except regex.error as error:
        source.refuse(f"the set is not valid: {error}", at)
    plain = regex.fullmatch(r"\[(?!\^)(?:[\x00-\x5b\x5d-\x7f]|\\\W|\\s)*\]", written)
    return Char(chars, other=plain is None, source=written, at=at, end=source.place())


def _read_member(source: Source, at: int) -> None:
    """Read one character, class or range."""
    if not source.peek():
        source.refuse("this set is never closed; write `]` where it ends, or `\\[` for a bracket", at)
    if source.peek() == "[":
        source.refuse("a bracket within a set; sets are not nested, and names hold no brackets: leave it out")
    first = _read_end(source)
    if source.peek(2) in _SET_OPERATIONS:
        source.refuse(f"`{source.peek(2)}` is no operation of sets here; write out what the set holds")
    if source.peek() != "-" or source.peek(2) == "-]":
        return
    place = source.place()
    source.take()
    last = _read_end(source)
    if first is None or last is None:
        source.refuse("a range goes from one character to another; write a class beside it, as in `[\\dA-F]`", place)
    if first > last:
        source.refuse(f"the range goes backwards; write `{last}-{first}`", place)


def _read_end(source: Source) -> str | None:
    """Read a character, or a class (None)."""
    at = source.place()
    character = source.take()
    if character != "\\":
        return character
    return None if read_class(source, at) else read_escaped(source, at)
