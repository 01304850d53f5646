"""Refuses what the dialect can say and nobody can use: repeats that grow too large, parts that no name can have."""

from collections.abc import Iterator
from itertools import pairwise

from matcher.dialect import read
from matcher.dialect_calls import write_out_calls
from matcher.dialect_nodes import Anchor, Char, Choice, Group, Look, Node, Repeat, Sequence, children
from matcher.dialect_source import complain
from matcher.errors import BadExpression
from matcher.folding import fold, fold_expression

MAX_REPEATS = 10_000  # the product of nested counted repeats
MAX_UNROLLED = 200_000  # characters after counted repeats are written out; compiling 20 times more takes 9 s and 2.5 GB
MAX_WRITTEN_OUT = 20_000  # characters with each called group written out; they take 0.1 s to compile
_MOST_SHOWN = 200  # characters of an expression that is written anew

_SAID = {
    "%": "`%` stands for any text in SQL; here that is `.*`, needless at the ends",
    "_": "`_` stands for one character in SQL; here that is `.`",
    "/": "`/` never stands in folded names: `S/A` becomes `SA`, and any other `/` a blank",
}
_INSTEAD = {"%": ".*", "_": ".", "/": " ?"}


def refuse_large_repeats(tree: Node) -> None:
    """Raises BadExpression."""
    product, size = _grown(tree)
    if product > MAX_REPEATS:
        raise BadExpression(f"counted repeats like {{n,m}} multiply to {product}; at most {MAX_REPEATS} are allowed")
    if size > MAX_UNROLLED:
        raise BadExpression(
            f"counted repeats like {{n,m}} make {size} characters of the expression; at most {MAX_UNROLLED} are allowed"
        )


def refuse_long_calls(expression: str) -> None:
    """Raises BadExpression."""
    length = len(write_out_calls(fold_expression(expression)))
    if length > MAX_WRITTEN_OUT:
        raise BadExpression(
            f"with groups written out where they are called the expression has {length} characters; at most "
            f"{MAX_WRITTEN_OUT} are allowed"
        )


def _grown(node: Node) -> tuple[int, int]:
    """The largest product of nested counts, and the number of characters with all counts written out."""
    below = [_grown(child) for child in children(node)]
    product = max((each for each, _ in below), default=1)
    size = sum(each for _, each in below) + 1
    times = max(node.most or node.least, 1) if isinstance(node, Repeat) else 1
    return product * times, size * times


def refuse_never(expression: str, tree: Node) -> None:
    """Refuse parts that demand what folding removes, and say how to write them. Raises BadExpression."""
    # A group that is called again stands in the tree twice.
    dead = list(dict.fromkeys(_dead_chars(tree)))
    if dead:
        first = dead[0]
        become = "" if first.source in _SAID else _what_becomes(first)
        said = _SAID.get(first.source) or f"`{_bare(first)}` never stands in folded names{become}"
        raise complain(expression, first.at, said + _rewriting(expression, dead))
    blank = next(_lost_blanks(tree), None)
    if blank is not None:
        said = "folded names have single blanks between words and none at the ends; leave this blank out"
        raise complain(expression, blank.at, said)


def _dead_chars(node: Node) -> Iterator[Char]:
    """The characters that must be found, in some alternative at least, and that no folded name has."""
    match node:
        case Char():
            if node.is_never:
                yield node
        case Sequence() | Choice() | Group():
            for child in children(node):
                yield from _dead_chars(child)
        case Repeat() if node.least:
            yield from _dead_chars(node.inner)
        case Look() if not node.is_negative:
            yield from _dead_chars(node.inner)
        case _:
            return  # optional, fuzzy or excluded


def _bare(char: Char) -> str:
    return char.source if len(char.source) == 1 else char.source.strip()


def _folded(char: Char) -> str:
    """What folding makes of a character between letters: a blank, nothing, or other letters."""
    return fold(f"A{char.source}A").text[1:-1] if len(char.source) == 1 else " "


def _what_becomes(char: Char) -> str:
    folded = _folded(char)
    if not folded:
        return ", which drop it"
    return ", where it is a blank" if folded == " " else f", where it is `{folded}`"


def _rewriting(expression: str, dead: list[Char]) -> str:
    """Write the expression as the names are folded."""
    written = expression
    for char in reversed(dead):
        before, after = written[: char.at], written[char.end :]
        written = before + _instead(char, before, after) + after
    return f"; write `{written}`" if len(written) <= _MOST_SHOWN and _is_sound(written) else "; leave it out"


def _is_sound(written: str) -> bool:
    try:
        return bool(written.strip()) and not list(_dead_chars(read(written)))
    except BadExpression:
        return False


def _instead(char: Char, before: str, after: str) -> str:
    instead = _INSTEAD.get(char.source)
    at_an_end = not before or before[-1] in "^|(" or not after or after[0] in "$|)"
    if instead is None:
        folded = _folded(char)
        instead = " ?" if folded == " " else folded
    beside_a_blank = before.endswith((" ", " ?")) or after.startswith(" ")
    if instead in {" ?", ".*"} and (at_an_end or (beside_a_blank and instead == " ?")):
        return ""
    return instead


def _lost_blanks(tree: Node) -> Iterator[Char]:
    """Blanks that follow a blank or the beginning, or stand before the end."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting.extend(children(node))
        if isinstance(node, Repeat) and node.least > 1 and _is_blank(node.inner):
            yield node.inner  # type: ignore[misc]
        if isinstance(node, Sequence):
            for first, second in pairwise(node.parts):
                if isinstance(second, Char) and _is_blank(second) and (_is_blank(first) or _is_edge(first, "start")):
                    yield second
                if isinstance(first, Char) and _is_blank(first) and _is_edge(second, "end"):
                    yield first


def _is_blank(node: Node) -> bool:
    return isinstance(node, Char) and node.chars == {" "} and not node.other


def _is_edge(node: Node, kind: str) -> bool:
    return isinstance(node, Anchor) and node.kind == kind
