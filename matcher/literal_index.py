"""Finds expressions by pieces of their required literals: a few look-ups for a name, however many are known."""

from collections import Counter
from collections.abc import Iterator
from math import prod

from matcher.literals import Literals

_Wanted = tuple[int, frozenset[str]]
"""The number of an expression, and the literals that must all stand in a name."""
_Known = dict[str, dict[str, list[_Wanted]]]
"""By the rarest piece, and by the rarest one of another literal."""

_LONGEST = 4
_SHORTEST = 2
_NAMES = 250  # that pieces were counted in
_COMMON = 12.0  # of them: what is found by pieces so common is better left to the engine
_UNSEEN = {2: 6.0, 3: 1.5, 4: 0.3}  # how many names may have a piece of so many letters that none of them has
_FEW = 30
_MANY_DEAD = 1_000


class LiteralIndex:
    """Literals by number, which is never used again. Args: common: how many of 250 names have each piece.

    Each alternative is found by its rarest piece, and among those that have the same one by the rarest piece of
    another of its literals.
    """

    def __init__(self, common: Counter[str]) -> None:
        self._common = common
        self._literals: dict[int, Literals] = {}
        self._pieces: dict[int, _Known] = {}  # by their length
        self._known: Counter[str] = Counter()  # all pieces of all literals: the more have one, the more names do
        self._dead = 0

    def __len__(self) -> int:
        return len(self._literals)

    def add(self, number: int, literals: Literals) -> None:
        self._literals[number] = literals
        for branch in literals:
            first, second = self._place(branch)
            known = self._pieces.setdefault(len(first), {}).setdefault(first, {})
            known.setdefault(second, []).append((number, branch))

    def remove(self, number: int) -> None:
        """Forget literals; they stay as tombstones until they are met."""
        del self._literals[number]
        self._dead += 1
        if self._dead > _MANY_DEAD and self._dead > len(self._literals):
            known, self._literals = self._literals, {}
            self._pieces, self._known, self._dead = {}, Counter(), 0
            for alive, literals in known.items():
                self.add(alive, literals)

    def find(self, text: str) -> list[int]:
        """The numbers of whose literals the text has what is required; some more than once."""
        numbers: list[int] = []
        has_dead = False
        for known, first in self._met(text):
            for second, wanted in known[first].items():
                if second not in text:
                    continue
                for number, branch in wanted:
                    if all(each in text for each in branch):
                        if number in self._literals:
                            numbers.append(number)
                        else:
                            has_dead = True
        if has_dead:
            self._bury(text)
        return numbers

    def _met(self, text: str) -> list[tuple[_Known, str]]:
        """Where what is found by pieces of a text is kept."""
        met: list[tuple[_Known, str]] = []
        for length, known in self._pieces.items():
            if len(known) < _FEW:
                met += [(known, first) for first in known if first in text]
            else:
                pieces = [text[at : at + length] for at in range(len(text) - length + 1)]
                met += [(known, piece) for piece in pieces if piece in known]
        return met

    def _bury(self, text: str) -> None:
        """Drop the tombstones that a text meets."""
        for known, first in {id(known[first]): (known, first) for known, first in self._met(text)}.values():
            for second, wanted in list(known[first].items()):
                known[first][second] = [each for each in wanted if each[0] in self._literals]
                if not known[first][second]:
                    del known[first][second]
            if not known[first]:
                del known[first]

    def _place(self, branch: frozenset[str]) -> tuple[str, str]:
        """The pieces by which fewest names and fewest expressions are found; the second one may be missing."""
        length = min(_LONGEST, max(map(len, branch)))
        costs = [
            ((self._common[piece] + _UNSEEN[length]) * (1 + self._known[piece]), piece, literal)
            for literal in branch
            for piece in pieces_of(literal)
            if len(piece) == length
        ]
        _, first, own = min(costs)
        second = min((each for each in costs if each[2] != own), default=(0.0, "", ""))[1]
        self._known.update(piece for _, piece, _ in costs)
        return first, second


def narrows(literals: Literals, common: Counter[str]) -> bool:
    """Tell whether alternatives stand in so few names that they do without the engine."""
    return sum(_NAMES * prod(_shares(branch, common)) for branch in literals) <= _COMMON


def _shares(branch: frozenset[str], common: Counter[str]) -> Iterator[float]:
    """The share of names that have the rarest piece of the literals; of two at most, which seldom stand together."""
    found = []
    for literal in branch:
        pieces = pieces_of(literal)
        if pieces:
            found.append(min(1.0, min(common[piece] + _UNSEEN[len(piece)] for piece in pieces) / _NAMES))
    yield from sorted(found)[:2]


def pieces_of(literal: str) -> list[str]:
    """The pieces by which a literal can be found, all of one length."""
    length = min(len(literal), _LONGEST)
    return [literal[at : at + length] for at in range(len(literal) - length + 1)] if length >= _SHORTEST else []
