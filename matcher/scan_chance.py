"""Chooses what of an expression is found in fewest names, by the letters of the names of the trial."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from math import exp, prod

from matcher.dialect_nodes import (
    Anchor,
    AnchorKind,
    Char,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    folded_alphabet,
)
from matcher.trial_names import load_trial_names

_LENGTH = 35.0
_OTHER = 0.0002
_UNSEEN = 0.00005
_WORD_END = 0.15
"""Of the places beside a letter or digit."""
_MOST_TIMES = 40
_RARE = 0.02
_IN_NEARLY_ALL = 0.9
_MOST_TOGETHER = 4
_WORTH_IT = 0.7
"""The share of hits that several together may leave of those of the rarest."""


def chance(parts: tuple[Node, ...]) -> float:
    """The share of names in which the parts are found one after another."""
    return 1 - exp(-_LENGTH * _ways(Sequence(parts)))


def demanded(form: tuple[Node, ...], *, is_together: bool) -> tuple[Sequence, ...]:
    """What stands in fewest names: the form without lookarounds, or what one of them demands with what adjoins.

    Args: is_together: where that stands in many names, take several that must all be found, the rarest first.
    """
    every = [_trimmed(form)]
    for place, part in enumerate(form):
        if isinstance(part, Look) and not part.is_negative:
            before, after = form[:place], form[place + 1 :]
            every.append(_trimmed((*before, part.inner) if part.is_ahead else (part.inner, *after)))
    if len(every) == 1:
        return (Sequence(every[0]),)
    every.sort(key=chance)
    simple = dict.fromkeys(each for parts in every if (each := _simple(parts)) and chance(each) < _IN_NEARLY_ALL)
    together = list(simple)[:_MOST_TOGETHER]
    if is_together and prod(map(chance, together)) < _WORTH_IT * chance(every[0]) and chance(every[0]) > _RARE:
        return tuple(map(Sequence, together))
    return (Sequence(every[0]),)


def is_simple(part: Sequence) -> bool:
    """Tell whether the part is characters, after a place perhaps: the engine combines no others."""
    return part.parts == _simple(part.parts)


def _simple(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    """The parts without places at their end; nothing where more than characters is left."""
    while parts and isinstance(parts[-1], Anchor):
        parts = parts[:-1]
    first = 1 if parts and isinstance(parts[0], Anchor) and parts[0].kind != "not_boundary" else 0
    return parts if all(isinstance(part, Char) for part in parts[first:]) else ()


def _trimmed(parts: Iterable[Node]) -> tuple[Node, ...]:
    """The parts without lookarounds, and without what may be left out at their ends: a text is found anywhere."""
    left = list(_flat(parts))
    _trim(left, "start", 0)
    _trim(left, "end", -1)
    return tuple(left)


def _flat(parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, Sequence):
            yield from _flat(part.parts)
        elif not isinstance(part, Look):
            yield part


def _trim(parts: list[Node], kind: AnchorKind, end: int) -> None:
    """Trim one end: there `A+` is as good as `A`, and `^.*` as nothing."""
    while parts:
        outer, inner = parts[end], parts[1 if end == 0 else -2] if len(parts) > 1 else None
        is_edge = isinstance(outer, Anchor) and outer.kind == kind
        if isinstance(outer, Repeat) and outer.least and outer.most != outer.least:
            parts[end] = replace(outer, most=outer.least)
        if not (is_edge and inner and _is_any_text(inner)) and not (isinstance(outer, Repeat) and not outer.least):
            return
        parts.pop(end)


def _is_any_text(node: Node) -> bool:
    if not isinstance(node, Repeat) or node.least or node.most is not None or not isinstance(node.inner, Char):
        return False
    return node.inner.other and node.inner.chars == folded_alphabet()


@cache
def _frequencies() -> dict[str, float]:
    letters = Counter("".join(load_trial_names().realistic))
    total = sum(letters.values())
    return {letter: count / total for letter, count in letters.items()}


def _ways(node: Node) -> float:
    """In how many ways the part is found at a place, on the average."""
    ways = 1.0
    match node:
        case Char():
            ways = _share(node.chars, node.other)
        case Anchor():
            ways = _place(node)
        case Sequence():
            ways = prod(_ways(part) for part in node.parts)
        case Choice():
            ways = sum(_ways(branch) for branch in node.branches)
        case Group():
            ways = _ways(node.inner)
        case Repeat():
            ways = _repeated(node)
    return ways


@lru_cache(maxsize=4096)
def _share(chars: frozenset[str], other: bool) -> float:
    known = _frequencies()
    return sum(known.get(letter, 0.0) + _UNSEEN for letter in chars) + (_OTHER if other else 0.0)


def _place(node: Anchor) -> float:
    if node.kind in {"start", "end"}:
        return 1 / _LENGTH
    return 1.0 if node.kind == "not_boundary" else _WORD_END


def _repeated(node: Repeat) -> float:
    once = _ways(node.inner)
    most = _MOST_TIMES if node.most is None else min(node.most, _MOST_TIMES)
    least = min(node.least, most)
    total = sum(once**times for times in range(least, most + 1))
    return min(total, _LENGTH)
