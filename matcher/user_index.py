"""Finds the users' expressions that a name may match; the `regex` module decides about each of them.

An expression is found by a piece of its required literals ("literal"), by the multi-pattern engine ("scan"), or is
asked about every name ("loop"). Adding and removing change the index in place.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import regex
import structlog

from matcher.dialect import read
from matcher.errors import BadExpression
from matcher.expressions import compile_expression
from matcher.literals import Literals, holds, required_literals
from matcher.scan import write_for_engine
from matcher.scan_engine import Written, load_engine
from matcher.scan_set import ScanSet
from matcher.trial_names import common_grams

log = structlog.get_logger()

ExpressionClass = Literal["literal", "scan", "loop"]
Key = TypeVar("Key", bound=Hashable)

_Piece = tuple[str, int, frozenset[str] | None]
"""The literal that a piece is of, the slot of its expression, and the literals that must stand beside it."""

MOST_PATTERNS = 10_000  # compiled ones kept; each takes some 10 kB
_GRAM = 4
_SHORTEST_GRAM = 2
_COMMON = 12.0  # of 250 names: what is found by pieces so common is better left to the engine
_UNSEEN = {2: 6.0, 3: 1.5, 4: 0.3}  # how many names may have a piece of so many letters that none of the 250 has


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Key]):
    key: Key
    rex: str
    kind: ExpressionClass
    literals: Literals | None


class UserExpressions(Generic[Key]):
    """The users' expressions of one watchlist. Belongs to one thread."""

    def __init__(self, *, most_patterns: int = MOST_PATTERNS) -> None:
        self._entries: dict[int, _Entry[Key]] = {}
        self._slots: dict[Key, int] = {}
        self._next = 0
        self._grams: dict[int, dict[str, list[_Piece]]] = {}
        self._dead = 0
        self._always: dict[int, Literals | None] = {}
        self._scans = ScanSet()
        self._patterns: OrderedDict[int, regex.Pattern[str]] = OrderedDict()
        self._most_patterns = most_patterns

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: Key, rex: str) -> ExpressionClass:
        """Take in an expression, or replace the one that the key had; return how it is found."""
        self.remove(key)
        slot = self._next
        self._next += 1
        kind, literals, written = _classify(rex)
        self._slots[key] = slot
        self._entries[slot] = _Entry(key, rex, kind, literals)
        if kind == "literal":
            self._add_grams(slot, literals or ())
        elif kind == "scan" and written is not None:
            self._scans.add(slot, written)
        else:
            self._always[slot] = literals
        return kind

    def remove(self, key: Key) -> None:
        """Forget an expression; a key that is unknown changes nothing."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        entry = self._entries.pop(slot)
        self._patterns.pop(slot, None)
        self._always.pop(slot, None)
        if entry.kind == "scan":
            self._scans.remove(slot)
        elif entry.kind == "literal":
            self._dead += 1  # its pieces stay as tombstones until they are met
            if self._dead > 1_000 and self._dead > len(self._entries):
                self._renew_grams()

    def kind(self, key: Key) -> ExpressionClass:
        """How an expression is found. Raises KeyError."""
        return self._entries[self._slots[key]].kind

    def pattern(self, key: Key) -> regex.Pattern[str]:
        """The compiled expression, kept among the last used. Raises KeyError, regex.error."""
        slot = self._slots[key]
        pattern = self._patterns.get(slot)
        if pattern is None:
            pattern = self._patterns[slot] = compile_expression(self._entries[slot].rex)
            if len(self._patterns) > self._most_patterns:
                self._patterns.popitem(last=False)
        else:
            self._patterns.move_to_end(slot)
        return pattern

    def candidates(self, folded: str) -> list[Key]:
        """The expressions that may match a folded name, in the order in which they came; none that would is missing."""
        if not self._entries:
            return []
        slots = self._scans.find(folded)
        if self._grams:
            slots += self._found_by_grams(folded)
        for slot, literals in self._always.items():
            if literals is None or holds(literals, folded):
                slots.append(slot)
        return [self._entries[slot].key for slot in sorted(set(slots))] if slots else []

    def build(self) -> None:
        """Compile for the engine, now, what it does not know yet: after many additions, before names come."""
        self._scans.build()

    def counts(self) -> dict[ExpressionClass, int]:
        """How many expressions are found in which way."""
        counts: dict[ExpressionClass, int] = {"literal": 0, "scan": 0, "loop": 0}
        for entry in self._entries.values():
            counts[entry.kind] += 1
        return counts

    def _add_grams(self, slot: int, literals: Literals) -> None:
        for branch in literals:
            gram = self._rarest(branch)
            literal = min(each for each in branch if gram in each)
            rest = branch - {literal}
            self._grams.setdefault(len(gram), {}).setdefault(gram, []).append((literal, slot, rest or None))

    def _rarest(self, branch: frozenset[str]) -> str:
        """The piece of an alternative by which fewest names and fewest expressions are found."""
        common, best, best_cost = common_grams(), "", float("inf")
        for gram in (gram for literal in sorted(branch) for gram in _pieces(literal)):
            known = self._grams.get(len(gram), {})
            cost = (common[gram] + _UNSEEN[len(gram)]) * (1 + len(known.get(gram, ())))
            if cost < best_cost:
                best, best_cost = gram, cost
        return best

    def _found_by_grams(self, folded: str) -> set[int]:
        slots: set[int] = set()
        for length, known in self._grams.items():
            grams = {folded[at : at + length] for at in range(len(folded) - length + 1)}
            for gram in known.keys() & grams:
                met = [
                    slot
                    for literal, slot, rest in known[gram]
                    if literal in folded and (rest is None or all(each in folded for each in rest))
                ]
                alive = [slot for slot in met if slot in self._entries]
                if len(alive) < len(met):
                    self._bury(length, gram)
                slots.update(alive)
        return slots

    def _bury(self, length: int, gram: str) -> None:
        """Drop the tombstones of a piece."""
        left = [each for each in self._grams[length][gram] if each[1] in self._entries]
        if left:
            self._grams[length][gram] = left
        else:
            del self._grams[length][gram]

    def _renew_grams(self) -> None:
        self._grams, self._dead = {}, 0
        for slot, entry in self._entries.items():
            if entry.kind == "literal":
                self._add_grams(slot, entry.literals or ())


def classify(rex: str) -> ExpressionClass:
    """How an expression would be found."""
    return _classify(rex)[0]


def _classify(rex: str) -> tuple[ExpressionClass, Literals | None, Written | None]:
    try:
        tree = read(rex)
    except BadExpression as error:  # older than the dialect: the module alone knows what it means
        log.info("expression_outside_dialect", error=str(error).partition("\n")[0])
        return "loop", None, None
    literals = required_literals(tree)
    if literals is not None and _narrows(literals):
        return "literal", literals, None
    written = write_for_engine(tree)
    if written is not None and load_engine() is not None:
        return "scan", literals, written
    if literals is not None and all(any(_pieces(literal) for literal in branch) for branch in literals):
        return "literal", literals, None
    return "loop", literals, None


def _narrows(literals: Literals) -> bool:
    """Tell whether the pieces of all alternatives are rare enough to do without the engine."""
    hits = 0.0
    for branch in literals:
        pieces = [piece for literal in branch for piece in _pieces(literal)]
        if not pieces:
            return False
        hits += min(common_grams()[piece] + _UNSEEN[len(piece)] for piece in pieces)
    return hits <= _COMMON


def _pieces(literal: str) -> list[str]:
    """The pieces by which a literal can be found, all of one length."""
    length = min(len(literal), _GRAM)
    return [literal[at : at + length] for at in range(len(literal) - length + 1)] if length >= _SHORTEST_GRAM else []
