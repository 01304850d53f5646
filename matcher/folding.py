"""The one folding of names: what is printed differently and means the same becomes the same text.

NFKD, marks dropped, upper case; `S/A` and its like joined; all other punctuation except `&` becomes a space; runs of
blanks collapse. Every folded character knows where it came from, so that a hit can be shown in the text as printed.
"""

import unicodedata
from dataclasses import dataclass

import regex

_JOINED_SLASH = regex.compile(r"(?<=\b\p{L})/(?=\p{L}\b)")
_APOSTROPHES = frozenset("'’´`ʼ")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the index of its source character in the printed text."""

    text: str
    origins: tuple[int, ...]

    def printed_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text (end exclusive) to the printed text."""
        if start >= end:
            return (0, 0)
        return self.origins[start], self.origins[end - 1] + 1


def fold(printed: str) -> Folded:
    """Fold a name. Folding twice equals folding once."""
    characters: list[str] = []
    origins: list[int] = []
    joined = {found.start() for found in _JOINED_SLASH.finditer(printed)}
    for index, source in enumerate(printed):
        if index in joined or source in _APOSTROPHES:
            continue
        for character in _fold_character(source):
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            origins.append(index)
    if characters and characters[-1] == " ":
        characters.pop()
        origins.pop()
    return Folded("".join(characters), tuple(origins))


def _fold_character(source: str) -> str:
    decomposed = unicodedata.normalize("NFKD", source)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c)).upper()
    return "".join(c if c.isalnum() or c == "&" else " " for c in kept)


def fold_expression(expression: str) -> str:
    """Fold the letters of a regular expression and nothing else: `SÃO PAULO` finds `SAO PAULO`.

    Only marks are dropped: the compiled pattern ignores case, so `\\b`, `\\d`, `(?P<name>…)` keep their meaning.
    """
    decomposed = unicodedata.normalize("NFKD", expression)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
