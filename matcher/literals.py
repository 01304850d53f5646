"""Required literals: texts of which a folded name must have some, or the expression cannot match it.

Derived from the tree of the expression. Only ASCII is looked at; whatever cannot be told requires nothing, so that the
literals narrow and never lose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, product

from matcher.dialect_nodes import Anchor, Char, Choice, Fuzzy, Group, Look, Node, Repeat, Sequence

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
    return _settle(_find(tree)) or None


def holds(literals: Literals, folded: str) -> bool:
    """Tell whether a folded name has what is required."""
    return any(all(literal in folded for literal in branch) for branch in literals)


def _find(node: Node, *, beside: bool = True) -> _Found:
    """Look at a part; `beside` tells whether what lookarounds require counts (it overlaps other parts)."""
    found = _NOTHING
    match node:
        case Char():
            if not node.other and 0 < len(node.chars) <= _MOST_LETTERS:
                found = _Found(node.chars)
        case Anchor():
            found = _EMPTY
        case Group():
            found = _find(node.inner, beside=beside)
        case Look():
            wanted = beside and not node.is_negative
            found = _Found(frozenset({""}), _settle(_find(node.inner)) if wanted else ())
        case Sequence():
            found = _join([_find(part, beside=beside) for part in node.parts])
        case Choice():
            found = _either([_find(branch, beside=beside) for branch in node.branches])
        case Repeat():
            found = _repeated(node, _find(node.inner, beside=beside))
        case Fuzzy():
            inner = _find(node.inner, beside=False)
            found = inner if node.edits == 0 else _Found(None, _pieces(_settle(inner), node.edits))
    return found


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


def _join(parts: list[_Found]) -> _Found:
    """One part after another: texts grow together until they are too many, and are then required as they are."""
    run: frozenset[str] | None = frozenset({""})
    required: Literals = ()
    is_whole = True
    for part in parts:
        required = _both(required, part.required)
        grown = None
        if run is not None and part.texts is not None and len(run) * len(part.texts) <= _MOST_TEXTS:
            grown = frozenset(before + after for before, after in product(run, part.texts))
        if grown is None:
            is_whole = False
            required = _both(required, _any_of(run))
            grown = part.texts if part.texts is not None else frozenset({""})
        run = grown
    return _Found(run, required) if is_whole else _Found(None, _both(required, _any_of(run)))


def _either(branches: list[_Found]) -> _Found:
    texts = [branch.texts for branch in branches]
    if all(each is not None for each in texts) and not any(branch.required for branch in branches):
        together = frozenset().union(*(each for each in texts if each is not None))
        if len(together) <= _MOST_TEXTS:
            return _Found(together)
    settled = [_settle(branch) for branch in branches]
    every = _unique(each for one in settled for each in one)
    return _Found(None, every if all(settled) and len(every) <= _MOST_BRANCHES else ())


def _repeated(node: Repeat, inner: _Found) -> _Found:
    if node.least == 0:
        is_optional = node.most == 1 and inner.texts is not None and not inner.required
        return _Found((inner.texts or frozenset()) | {""}) if is_optional else _NOTHING
    if node.least == node.most and node.least <= _LONGEST_REPEAT:
        return _join([inner] * node.least)
    return _Found(None, _settle(inner))


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
