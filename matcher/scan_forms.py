"""Takes an expression apart into forms: whatever matches the expression matches one of them at least.

Many small patterns cost the engine next to nothing, one with many alternatives costs seconds to compile. So the
alternatives of the whole become forms, and what a group found and a reference repeats is written out letter by letter.
"""

from collections.abc import Sequence as Items
from dataclasses import replace

from matcher.dialect_nodes import Char, Choice, Fuzzy, Group, Look, Node, Reference, Repeat, Sequence, walk
from matcher.scan_fuzzy import MOST_FORMS, Forms, without_fuzzy

Parts = tuple[Node, ...]
_MOST_TEXTS = 100  # of a group that a reference repeats


class Taken:
    """An expression taken apart. Args: is_fine: with forms of its own for fuzzy parts and references."""

    def __init__(self, tree: Node, *, is_fine: bool) -> None:
        edited = {
            group.number
            for fuzzy in walk(tree)
            if isinstance(fuzzy, Fuzzy) and fuzzy.edits
            for group in walk(fuzzy)
            if isinstance(group, Group)
        }
        self._is_fine = is_fine
        widened = self._widened(tree)
        self._references = {node.number for node in walk(tree) if isinstance(node, Reference)}
        self.groups: dict[int, list[Group]] = {}
        """By number, those whose text is known; what an edited one found is any text."""
        for node in walk(widened):
            if isinstance(node, Group) and node.number and node.number not in edited:
                self.groups.setdefault(node.number, []).append(node)
        self.forms = self._spread(widened)

    def _widened(self, tree: Node) -> Node:
        if isinstance(tree, Choice):
            return Choice(tuple(without_fuzzy(branch, is_top=self._is_fine) for branch in tree.branches))
        return without_fuzzy(tree, is_top=self._is_fine)

    def _spread(self, node: Node) -> list[Parts]:
        if isinstance(node, Choice) and len(node.branches) <= MOST_FORMS:
            spread = [form for branch in node.branches for form in self._spread(branch)]
            return spread if len(spread) <= MOST_FORMS else [(node,)]
        parts = tuple(self._flat(node))
        if len(parts) == 1 and isinstance(parts[0], Group) and isinstance(parts[0].inner, Choice):
            return self._spread(parts[0].inner)
        bound = self._bind(parts) if self._is_fine else [parts]
        return [form for each in bound for form in _multiply(each, MOST_FORMS // len(bound))]

    def _flat(self, node: Node) -> list[Node]:
        """The parts that follow one another."""
        match node:
            case Sequence():
                return [part for each in node.parts for part in self._flat(each)]
            case Group() if node.number not in self._references and not _is_plain_choice(node.inner):
                return self._flat(node.inner)
            case _:
                return [node]

    def _bind(self, parts: Parts) -> list[Parts]:
        """Write the first group that a later part repeats as each of its texts, there and here."""
        for place, part in enumerate(parts):
            if not isinstance(part, Group) or not part.number or len(self.groups.get(part.number, ())) != 1:
                continue
            number, later = part.number, parts[place + 1 :]
            texts = _texts(part.inner)
            is_repeated = any(isinstance(n, Reference) and n.number == number for each in later for n in walk(each))
            if texts and is_repeated:
                return [(*parts[:place], text, *(_replaced(each, number, text) for each in later)) for text in texts]
        return [parts]


def _is_plain_choice(node: Node) -> bool:
    return isinstance(node, Choice) and not isinstance(node, Forms)


def _multiply(parts: Parts, most: int) -> list[Parts]:
    """Make a form of each alternative that was made, while they do not become too many."""
    forms: list[Parts] = [()]
    for part in parts:
        if isinstance(part, Forms) and len(forms) * len(part.branches) <= most:
            forms = [(*form, branch) for form in forms for branch in part.branches]
        else:
            forms = [(*form, part) for form in forms]
    return forms


def _texts(node: Node) -> list[Node]:
    """The texts of a group, when it is characters one after another; large sets stay when there are too many texts."""
    chars = _chars(node)
    if not chars:
        return []
    texts: list[dict[int, Char]] = [{}]
    for place in sorted(range(len(chars)), key=lambda place: len(_letters(chars[place]))):
        letters = _letters(chars[place])
        if not letters or len(texts) * len(letters) > _MOST_TEXTS:
            break
        texts = [{**text, place: letter} for text in texts for letter in letters]
    if texts == [{}]:
        return []
    return [Sequence(tuple(text.get(place, char) for place, char in enumerate(chars))) for text in texts]


def _chars(node: Node) -> list[Char] | None:
    match node:
        case Char():
            return [node]
        case Group():
            return _chars(node.inner)
        case Sequence():
            found: list[Char] = []
            for part in node.parts:
                below = _chars(part)
                if below is None:
                    return None
                found += below
            return found
        case _:
            return None


def _letters(char: Char) -> list[Char]:
    each = [replace(char, chars=frozenset({letter}), other=False) for letter in sorted(char.chars)]
    return [*each, replace(char, chars=frozenset(), other=True)] if char.other else each


def _replaced(node: Node, number: int, text: Node) -> Node:
    """The part with the text instead of each reference to the group."""
    match node:
        case Reference() if node.number == number:
            return text
        case Sequence():
            return Sequence(_each(node.parts, number, text))
        case Choice():
            return replace(node, branches=_each(node.branches, number, text))
        case Group() | Repeat() | Look():
            return replace(node, inner=_replaced(node.inner, number, text))
        case _:
            return node


def _each(nodes: Items[Node], number: int, text: Node) -> tuple[Node, ...]:
    return tuple(_replaced(node, number, text) for node in nodes)
