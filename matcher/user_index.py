"""Finds the users' expressions that a name may match; the `regex` module decides about each of them.

An expression is found by a piece of its required literals ("literal"), in the name as it is or with its letters
loosened, by the multi-pattern engine ("scan"), or is asked about every name ("loop"). Adding and removing change the
index in place.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import regex
import structlog

from matcher.dialect import read
from matcher.dialect_nodes import Node
from matcher.dialect_parts import split_parts
from matcher.errors import BadExpression
from matcher.expressions import compile_expression
from matcher.literal_index import LiteralIndex, narrows, pieces_of
from matcher.literals import Literals, holds, required_literals, required_loosely, required_of_parts
from matcher.loose_letters import loosen
from matcher.scan import write_for_engine
from matcher.scan_engine import Written, load_engine
from matcher.scan_set import ScanSet
from matcher.trial_names import common_grams, common_loose_grams

log = structlog.get_logger()

ExpressionClass = Literal["literal", "scan", "loop"]
Key = TypeVar("Key", bound=Hashable)

MOST_PATTERNS = 10_000  # compiled ones kept
MOST_COMPILED = 1_000_000  # characters of them all; each takes some 100 bytes
_LONG = 300  # characters from which on reading part by part is tried first


@dataclass(frozen=True, slots=True)
class _Found:
    """How an expression is found. Args: is_loose: its literals stand in names whose letters are loosened."""

    kind: ExpressionClass
    literals: Literals | None = None
    is_loose: bool = False
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Key]):
    key: Key
    rex: str
    kind: ExpressionClass
    is_loose: bool


class UserExpressions(Generic[Key]):
    """The users' expressions of one watchlist. Belongs to one thread."""

    def __init__(self, *, most_patterns: int = MOST_PATTERNS, most_compiled: int = MOST_COMPILED) -> None:
        self._entries: dict[int, _Entry[Key]] = {}
        self._slots: dict[Key, int] = {}
        self._next = 0
        self._exact = LiteralIndex(common_grams())
        self._loose = LiteralIndex(common_loose_grams())
        self._always: dict[int, Literals | None] = {}
        self._scans = ScanSet()
        self._patterns: OrderedDict[int, regex.Pattern[str]] = OrderedDict()
        self._compiled = 0
        self._most_patterns, self._most_compiled = most_patterns, most_compiled

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: Key, rex: str) -> ExpressionClass:
        """Take in an expression, or replace the one that the key had; return how it is found."""
        self.remove(key)
        slot = self._next
        self._next += 1
        found = _find(rex)
        self._slots[key] = slot
        self._entries[slot] = _Entry(key, rex, found.kind, found.is_loose)
        if found.kind == "literal":
            (self._loose if found.is_loose else self._exact).add(slot, found.literals or ())
        elif found.written is not None:
            self._scans.add(slot, found.written)
        else:
            self._always[slot] = found.literals
        return found.kind

    def remove(self, key: Key) -> None:
        """Forget an expression; a key that is unknown changes nothing."""
        slot = self._slots.pop(key, None)
        if slot is None:
            return
        entry = self._entries.pop(slot)
        if self._patterns.pop(slot, None) is not None:
            self._compiled -= len(entry.rex)
        self._always.pop(slot, None)
        if entry.kind == "scan":
            self._scans.remove(slot)
        elif entry.kind == "literal":
            (self._loose if entry.is_loose else self._exact).remove(slot)

    def kind(self, key: Key) -> ExpressionClass:
        """How an expression is found. Raises KeyError."""
        return self._entries[self._slots[key]].kind

    def pattern(self, key: Key) -> regex.Pattern[str]:
        """The compiled expression, kept among the last used. Raises KeyError, regex.error."""
        slot = self._slots[key]
        pattern = self._patterns.get(slot)
        if pattern is not None:
            self._patterns.move_to_end(slot)
            return pattern
        rex = self._entries[slot].rex
        pattern = self._patterns[slot] = compile_expression(rex)
        self._compiled += len(rex)
        while len(self._patterns) > self._most_patterns or self._compiled > self._most_compiled:
            oldest, _ = self._patterns.popitem(last=False)
            self._compiled -= len(self._entries[oldest].rex)
        return pattern

    def candidates(self, folded: str) -> list[Key]:
        """The expressions that may match a folded name, in the order in which they came; none that would is missing."""
        return self.candidates_of((folded,))[0]

    def candidates_of(self, names: Sequence[str]) -> list[list[Key]]:
        """Return `candidates` of each of many folded names, in less time."""
        each = self._scans.find(names)
        has_literals = bool(self._exact) or bool(self._loose) or bool(self._always)
        for name, slots in zip(names, each, strict=True) if has_literals else ():
            if self._exact:
                slots.extend(self._exact.find(name))
            if self._loose:
                slots.extend(self._loose.find(loosen(name)))
            for slot, literals in self._always.items():
                if literals is None or holds(literals, name):
                    slots.append(slot)
        return [[self._entries[slot].key for slot in sorted(set(slots))] if slots else [] for slots in each]

    def build(self) -> None:
        """Compile for the engine, now, what it does not know yet: after many additions, before names come."""
        self._scans.build()

    def counts(self) -> dict[ExpressionClass, int]:
        """How many expressions are found in which way."""
        counts: dict[ExpressionClass, int] = {"literal": 0, "scan": 0, "loop": 0}
        for entry in self._entries.values():
            counts[entry.kind] += 1
        return counts


def classify(rex: str) -> ExpressionClass:
    """How an expression would be found."""
    return _find(rex).kind


def _find(rex: str) -> _Found:
    try:
        found = _find_by_parts(rex) if len(rex) >= _LONG else None
        return found or _find_in_tree(read(rex), is_long=len(rex) >= _LONG)
    except BadExpression as error:  # older than the dialect: the module alone knows what it means
        log.info("expression_outside_dialect", error=str(error).partition("\n")[0])
        return _Found("loop")


def _find_in_tree(tree: Node, *, is_long: bool) -> _Found:
    literals = required_literals(tree)
    if literals is not None and narrows(literals, common_grams()):
        return _Found("literal", literals)
    # Loosening a name costs as much as scanning it, but the engine takes too long to compile a long expression.
    loose = _usable(required_loosely(tree))
    written = None if loose and is_long else write_for_engine(tree)
    if written is not None and load_engine() is not None:
        return _Found("scan", written=written)
    if loose is not None:
        return loose
    has_pieces = literals is not None and all(any(pieces_of(literal) for literal in branch) for branch in literals)
    return _Found("literal" if has_pieces else "loop", literals)


def _usable(loose: Literals | None) -> _Found | None:
    return _Found("literal", loose, is_loose=True) if loose and narrows(loose, common_loose_grams()) else None


def _find_by_parts(rex: str) -> _Found | None:
    """Read a long expression part by part, when its parts follow one another and demand letters that are rare."""
    parts = split_parts(rex)
    if parts is None:
        return None
    try:
        return _usable(required_of_parts(parts))
    except BadExpression:  # a part that cannot be read by itself
        return None
