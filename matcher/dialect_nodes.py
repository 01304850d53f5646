"""The tree of an expression: what our own reading of the documented dialect makes of it.

Positions (`at`, `end`) count characters of the expression as it was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matcher.folding import fold

AnchorKind = Literal["start", "end", "boundary", "not_boundary", "word_start", "word_end"]


@cache
def folded_alphabet() -> frozenset[str]:
    """The ASCII characters that stand in folded names: capital letters, digits, the blank, and what folding keeps."""
    printable = (chr(code) for code in range(33, 127))
    return frozenset({" ", *(c for c in printable if fold(f"A{c}A").text == f"A{c}A")})


@dataclass(frozen=True, slots=True)
class Char:
    """One character of the folded text: any of `chars`, or with `other` any letter or digit outside ASCII."""

    chars: frozenset[str]
    other: bool
    source: str
    at: int
    end: int

    @property
    def is_never(self) -> bool:
        """No character of a folded name is meant."""
        return not self.chars and not self.other


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between characters."""

    kind: AnchorKind
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another; without parts, the empty text."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    branches: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group; `number` when it captures. An atomic group keeps what it found first."""

    inner: "Node"
    number: int | None
    is_atomic: bool
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """`inner` at least `least` and at most `most` times; None is without end."""

    inner: "Node"
    least: int
    most: int | None
    mode: Literal["greedy", "lazy", "possessive"]
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """`inner` with at most so many insertions, deletions and substitutions, and `edits` of them in all."""

    inner: "Node"
    edits: int
    insertions: int
    deletions: int
    substitutions: int
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Look:
    """What must (or, negative, must not) stand ahead of a place, or behind it."""

    inner: "Node"
    is_ahead: bool
    is_negative: bool
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The text that a group found, again."""

    number: int
    at: int
    end: int


Node = Char | Anchor | Sequence | Choice | Group | Repeat | Fuzzy | Look | Reference
EMPTY = Sequence(())


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one."""
    match node:
        case Sequence():
            return node.parts
        case Choice():
            return node.branches
        case Group() | Repeat() | Fuzzy() | Look():
            return (node.inner,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))
