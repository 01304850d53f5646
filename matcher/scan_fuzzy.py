"""Writes fuzzy parts of an expression without edits, as parts that match at least as much.

A part with so many edits is one of the texts that are left when so many of its characters may be another or missing,
or so many places may have one more. Where these are too many, of more pieces than edits one at least is left whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, combinations_with_replacement, pairwise, product
from math import comb

from matcher.dialect_chars import any_char
from matcher.dialect_nodes import Anchor, Char, Choice, Fuzzy, Group, Look, Node, Repeat, Sequence

MOST_FORMS = 200
_MOST_FORMS_WITHIN = 24  # where they cannot become patterns of their own
_MOST_CHARACTERS = 4_000  # of all forms
_SHORTEST_PIECE = 2


@dataclass(frozen=True, slots=True)
class Forms(Choice):
    """Alternatives that were made, not written: each may become a pattern of its own."""


def gap(least: int, most: int | None) -> Node:
    """Any text of so many characters."""
    return Repeat(any_char(0), max(least, 0), most, "greedy", 0, 0)


def without_fuzzy(node: Node, *, is_top: bool = True) -> Node:
    """The tree with its fuzzy parts written wider; at the top they may become more forms."""
    match node:
        case Fuzzy():
            return _widened(node, MOST_FORMS if is_top else _MOST_FORMS_WITHIN)
        case Sequence():
            return Sequence(tuple(without_fuzzy(part, is_top=is_top) for part in node.parts))
        case Choice():
            return Choice(tuple(without_fuzzy(branch, is_top=False) for branch in node.branches))
        case Group():
            return replace(node, inner=without_fuzzy(node.inner, is_top=is_top))
        case Repeat() | Look():
            return replace(node, inner=without_fuzzy(node.inner, is_top=False))
        case _:
            return node


def lengths(node: Node) -> tuple[int, int | None]:
    """How many characters a part has at least and at most; None is without end."""
    found: tuple[int, int | None] = (0, None)
    match node:
        case Char():
            found = 1, 1
        case Anchor() | Look():
            found = 0, 0
        case Sequence():
            each = [lengths(part) for part in node.parts]
            found = sum(low for low, _ in each), _total(high for _, high in each)
        case Choice():
            each = [lengths(branch) for branch in node.branches]
            is_endless = any(high is None for _, high in each)
            found = min(low for low, _ in each), None if is_endless else max(high or 0 for _, high in each)
        case Group():
            found = lengths(node.inner)
        case Repeat():
            low, high = lengths(node.inner)
            found = low * node.least, None if high is None or node.most is None else high * node.most
    return found


def _total(each: Iterable[int | None]) -> int | None:
    total = 0
    for one in each:
        if one is None:
            return None
        total += one
    return total


def _widened(node: Fuzzy, most_forms: int) -> Node:
    if node.edits == 0:
        return node.inner
    items = _items(node.inner, node)
    letters = [place for place, item in enumerate(items) if isinstance(item, Char)]
    count = _count_forms(node, len(letters))
    if len(letters) > node.edits and count <= most_forms and count * len(items) <= _MOST_CHARACTERS:
        return Forms(tuple(Sequence(form) for form in _forms(node, items, letters)))
    size = len(letters) // (node.edits + 1)
    if size >= _SHORTEST_PIECE:
        return Forms(tuple(Sequence(form) for form in _pieces(node, items, letters)))
    return _around(items, node)


def _items(node: Node, fuzzy: Fuzzy) -> list[Node]:
    """The characters of a fuzzy part in their order; what is more than a character becomes any text of its lengths."""
    match node:
        case Char():
            return [node]
        case Anchor() | Look():
            return []
        case Sequence():
            return [item for part in node.parts for item in _items(part, fuzzy)]
        case Group():
            return _items(node.inner, fuzzy)
        case _:
            return [_around([node], fuzzy)]


def _around(items: list[Node], fuzzy: Fuzzy) -> Node:
    """Any text of the lengths that parts have with edits in them."""
    least, most = lengths(Sequence(tuple(items)))
    return gap(least - fuzzy.edits, None if most is None else most + fuzzy.edits)


def _count_forms(node: Fuzzy, letters: int) -> int:
    return sum(comb(letters, sites) * comb(letters + added, added) for sites, added in _shares(node))


def _shares(node: Fuzzy) -> Iterator[tuple[int, int]]:
    """How many characters are another or missing, and how many are one more: fewer edits are among these too."""
    other = min(node.edits, node.substitutions + node.deletions)
    for sites in range(other, -1, -1):
        if node.edits - sites <= node.insertions:
            yield sites, node.edits - sites


def _forms(node: Fuzzy, items: list[Node], letters: list[int]) -> Iterator[tuple[Node, ...]]:
    ends = [*letters, len(items)]
    for sites, added in _shares(node):
        chosen = combinations(letters, sites)
        for edited, before in product(chosen, combinations_with_replacement(ends, added)):
            form: list[Node] = []
            for place in range(len(items) + 1):
                more = before.count(place)
                if more:
                    form.append(gap(0, more))
                if place < len(items):
                    form.append(_edited(node, items[place]) if place in edited else items[place])
            yield tuple(form)


def _edited(node: Fuzzy, item: Node) -> Node:
    """A character that may be another or missing, as far as the limits allow."""
    if not node.substitutions:
        return Repeat(item, 0, 1, "greedy", 0, 0)
    return gap(0 if node.deletions else 1, 1)


def _pieces(node: Fuzzy, items: list[Node], letters: list[int]) -> Iterator[tuple[Node, ...]]:
    """Of more pieces than edits one is left whole, about where it stands in the part."""
    pieces = node.edits + 1
    cuts = [0, *(letters[len(letters) * number // pieces] for number in range(1, pieces)), len(items)]
    for first, last in pairwise(cuts):
        yield (_around(items[:first], node), *items[first:last], _around(items[last:], node))
