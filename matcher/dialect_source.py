"""An expression while it is read: folded as it will be compiled, each character knowing where it was written."""

import unicodedata
from typing import NoReturn

from matcher.errors import BadExpression

_SHOWN = 60  # characters of a long expression around the place that is meant


def complain(written: str, at: int, what: str) -> BadExpression:
    """Say what is wrong and where, with a line that points at it."""
    first = max(0, min(at - _SHOWN // 2, len(written) - _SHOWN))
    shown = "".join(c if c.isprintable() else " " for c in written[first : first + _SHOWN])
    before, after = ("…" if first else ""), ("…" if first + _SHOWN < len(written) else "")
    pointer = " " * (len(before) + at - first) + "^"
    return BadExpression(f"{what} (at character {at + 1})\n    {before}{shown}{after}\n    {pointer}", at=at)


class Source:
    """The characters still to be read."""

    def __init__(self, written: str) -> None:
        self.written = written
        folded = [
            (character, place)
            for place, original in enumerate(written)
            for character in unicodedata.normalize("NFKD", original)
            if not unicodedata.combining(character)
        ]
        self.text = "".join(character for character, _ in folded)
        self._places = [place for _, place in folded]
        self.position = 0

    def place(self, position: int | None = None) -> int:
        """Where a folded character was written; past the last one, the end."""
        position = self.position if position is None else position
        return self._places[position] if position < len(self._places) else len(self.written)

    def peek(self, length: int = 1) -> str:
        """The next characters, or as many as are left."""
        return self.text[self.position : self.position + length]

    def take(self, length: int = 1) -> str:
        """Read the next characters."""
        taken = self.peek(length)
        self.position += len(taken)
        return taken

    def takes(self, text: str) -> bool:
        """Read `text` when it comes next, and tell whether it did."""
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def refuse(self, what: str, at: int | None = None) -> NoReturn:
        """Raise BadExpression for the place `at` (as written), or for the place being read."""
        place = self.place() if at is None else at
        raise complain(self.written, place, f"the expression is not valid: {what}")
