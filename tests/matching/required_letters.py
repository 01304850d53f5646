"""Names that an expression cannot match for want of a letter: seen at once, so that the loop is spared them."""

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from matcher.dialect import read
from matcher.dialect_nodes import Char, Choice, Group, Node, Repeat
from matcher.dialect_nodes import Sequence as Following

Letters = frozenset[str]


class LetterTable:
    """Which of the letters A to Z each line has."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._masks = np.fromiter((_mask(line) if line.isascii() else ~0 for line in lines), np.int64, len(lines))

    def places(self, expression: str) -> list[int]:
        """The lines that have a letter of each set that the expression requires."""
        kept = np.ones(len(self._masks), bool)
        for letters in required_letters(read(expression)):
            kept &= (self._masks & _mask(letters)) != 0
        return list(np.flatnonzero(kept))


def required_letters(node: Node) -> frozenset[Letters]:
    """Sets of letters: of each, one stands in whatever the node matches. What cannot be told requires nothing."""
    match node:
        case Char(chars=chars, other=False) if chars and all("A" <= char <= "Z" for char in chars):
            return frozenset({chars})
        case Following(parts=parts):
            return frozenset().union(*map(required_letters, parts))
        case Group(inner=inner):
            return required_letters(inner)
        case Repeat(inner=inner, least=least) if least > 0:
            return required_letters(inner)
        case Choice(branches=branches):
            ways = [required_letters(branch) for branch in branches]
            alike = reduce(frozenset.intersection, ways)
            return alike | ({frozenset().union(*(min(way, key=len) for way in ways))} if all(ways) else frozenset())
        case _:
            return frozenset()


def _mask(text: Iterable[str]) -> int:
    return sum(1 << (ord(char) - ord("A")) for char in set(text) if "A" <= char <= "Z")
