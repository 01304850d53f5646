"""Required literals: texts of which a folded name must have some, or the expression cannot match it.

Derived from the tree of the expression. Only ASCII is looked at; whatever cannot be told requires nothing, so that the
literals narrow and never lose.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from matcher.dialect import read
from matcher.dialect_nodes import Anchor, Char, Choice, Fuzzy, Group, Look, Node, Repeat, Sequence
from matcher.dialect_parts import without_calls
from matcher.loose_letters import join_loose, loosened

Literals = tuple[frozenset[str], ...]
"""Any of these, and of it all: `({"BANCO", "ITAU"}, {"UNIBANCO"})`. Empty: nothing is required."""

_MOST_TEXTS = 24  # texts that a part of the expression stands for before it is cut off
_MOST_LETTERS = 6  # of a set that is written out
_MOST_BRANCHES = 512  # alternatives of the formula; expressions of 2,000 characters have no more
_MOST_PRODUCTS = 64  # alternatives that two parts may make together
_LONGEST_REPEAT = 8
_SHORTEST_PIECE = 2  # of a fuzzy part


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a part: all texts it stands for (None: too many), and what else it requires."""

    texts: frozenset[str] | None
    required: Literals = ()


_NOTHING = _Found(None)
_EMPTY = _Found(frozenset({""}))


def required_literals(tree: Node) -> Literals | None:
    """The literals of which any name that matches has some; None when there are none."""
    return _settle(_EXACT.find(tree)) or None


def required_loosely(tree: Node) -> Literals | None:
    """The literals of which any name that matches has some when its letters are loosened."""
    return _telling(_settle(_LOOSE.find(tree)))


def required_of_parts(parts: Iterable[str]) -> Literals | None:
    """As `required_loosely`, of the parts of an expression one after another. Raises BadExpression."""
    return _telling(_settle(_LOOSE.join([_found_loosely(part) for part in parts])))


@lru_cache(maxsize=20_000)
def _found_loosely(part: str) -> "_Found":
    return _LOOSE.find(read(without_calls(part)))


def holds(literals: Literals, folded: str) -> bool:
    """Tell whether a folded name has what is required."""
    return any(all(literal in folded for literal in branch) for branch in literals)


def _telling(literals: Literals) -> Literals | None:
    """Leave out single letters, and what stands in another literal of the same alternative."""
    left = _unique(frozenset(_longest(branch)) for branch in literals)
    return left if left and all(left) else None


def _longest(branch: frozenset[str]) -> Iterator[str]:
    known: list[str] = []
    for literal in sorted(branch, key=len, reverse=True):
        if len(literal) > 1 and not any(literal in other for other in known):
            known.append(literal)
            yield literal


class _Finder:
    """Finds what is required. Args: is_loose: of names whose letters are loosened."""

    def __init__(self, *, is_loose: bool) -> None:
        self._is_loose = is_loose

    def find(self, node: Node, *, beside: bool = True) -> _Found:
        """Look at a part; `beside` tells whether what lookarounds require counts (it overlaps other parts)."""
        found = _NOTHING
        match node:
            case Char():
                chars = loosened(node.chars) if self._is_loose else node.chars
                if not node.other and 0 < len(chars) <= _MOST_LETTERS:
                    found = _Found(chars)
            case Anchor():
                found = _EMPTY
            case Group():
                found = self.find(node.inner, beside=beside)
            case Look():
                wanted = beside and not node.is_negative
                found = _Found(frozenset({""}), _settle(self.find(node.inner)) if wanted else ())
            case Sequence():
                found = self.join([self.find(part, beside=beside) for part in node.parts])
            case Choice():
                found = _either([self.find(branch, beside=beside) for branch in node.branches])
            case Repeat():
                found = self._repeated(node, self.find(node.inner, beside=beside))
            case Fuzzy():
                inner = self.find(node.inner, beside=False)
                found = inner if node.edits == 0 else _Found(None, _pieces(_settle(inner), node.edits))
        return found

    def join(self, parts: list[_Found]) -> _Found:
        """One part after another: texts grow together until they are too many, and are then required as they are."""
        run: frozenset[str] | None = frozenset({""})
        required: Literals = ()
        is_whole = True
        for part in parts:
            required = _both(required, part.required)
            grown = None
            if run is not None and part.texts is not None and len(run) * len(part.texts) <= _MOST_TEXTS:
                grown = self._joined(run, part.texts)
            if grown is None:
                is_whole = False
                required = _both(required, _any_of(run))
                grown = part.texts if part.texts is not None else frozenset({""})
            run = grown
        return _Found(run, required) if is_whole else _Found(None, _both(required, _any_of(run)))

    def _joined(self, first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
        if self._is_loose:
            return frozenset(join_loose(before, after) for before, after in product(first, second))
        return frozenset(before + after for before, after in product(first, second))

    def _repeated(self, node: Repeat, inner: _Found) -> _Found:
        if inner.texts is not None and node.most != 0 and self._joined(inner.texts, inner.texts) <= inner.texts:
            return inner if node.least else _Found(inner.texts | {""})  # once more makes no other text
        if node.least == 0:
            is_optional = node.most == 1 and inner.texts is not None and not inner.required
            return _Found((inner.texts or frozenset()) | {""}) if is_optional else _NOTHING
        if node.least == node.most and node.least <= _LONGEST_REPEAT:
            return self.join([inner] * node.least)
        return _Found(None, _settle(inner))


_EXACT, _LOOSE = _Finder(is_loose=False), _Finder(is_loose=True)


def _settle(found: _Found) -> Literals:
    """Turn the texts of a part into requirements."""
    return _both(_any_of(found.texts), found.required)


def _any_of(texts: frozenset[str] | None) -> Literals:
    if texts is None or "" in texts:
        return ()
    shortest: list[str] = []
    for text in sorted(texts, key=lambda each: (len(each), each)):
        if not any(known in text for known in shortest):
            shortest.append(text)
    return tuple(frozenset({text}) for text in shortest)


def _both(first: Literals, second: Literals) -> Literals:
    """Require both; when that makes too many alternatives, the better of the two."""
    if not first or not second:
        return first or second
    if len(first) * len(second) > _MOST_PRODUCTS:
        return max(first, second, key=_worth)
    return _unique(one | other for one, other in product(first, second))


def _worth(literals: Literals) -> tuple[int, int]:
    """The longest literal of the worst alternative; fewer alternatives are better."""
    return min(max(map(len, branch)) for branch in literals), -len(literals)


def _unique(branches: Iterable[frozenset[str]]) -> Literals:
    return tuple(dict.fromkeys(branches))


def _either(branches: list[_Found]) -> _Found:
    texts = [branch.texts for branch in branches]
    if all(each is not None for each in texts) and not any(branch.required for branch in branches):
        together = frozenset().union(*(each for each in texts if each is not None))
        if len(together) <= _MOST_TEXTS:
            return _Found(together)
    settled = [_settle(branch) for branch in branches]
    every = _unique(each for one in settled for each in one)
    return _Found(None, every if all(settled) and len(every) <= _MOST_BRANCHES else ())


def _pieces(literals: Literals, edits: int) -> Literals:
    """Of more pieces than edits, lying side by side, one at least is left whole: any of them is required."""
    found: list[frozenset[str]] = []
    for branch in literals:
        cut = _cut(sorted(branch), edits + 1)
        if not cut:
            return ()
        found += [frozenset({piece}) for piece in cut]
    return _unique(found)


def _cut(texts: list[str], wanted: int) -> list[str]:
    """Cut texts into so many pieces at least, each as long as can be; nothing when they would be too short."""
    for length in range(max(map(len, texts)), _SHORTEST_PIECE - 1, -1):
        counts = [len(text) // length for text in texts]
        if sum(counts) >= wanted:
            pieces = [piece for text, count in zip(texts, counts, strict=True) if count for piece in _even(text, count)]
            return pieces[:wanted] if len(set(pieces)) == len(pieces) else sorted(set(pieces))
    return []


def _even(text: str, count: int) -> list[str]:
    """A text in so many pieces of about the same length."""
    places = [len(text) * place // count for place in range(count + 1)]
    return [text[first:last] for first, last in pairwise(places)]
