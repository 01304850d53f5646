"""Writes an expression for the multi-pattern engine: whatever matches the expression matches what is written here.

Written from our own tree, because the engine reads `{e<=1}` and `\\m` as plain text. What the engine cannot say is
written wider: of lookarounds and what stands beside them the rarest is taken, fuzzy parts and references become forms
without edits and groups, large counts lose their limit. The engine sees one byte for each character; letters outside
ASCII are all `_`, which folded names have not.
"""

from collections.abc import Sequence as Items
from string import ascii_uppercase, digits

import regex

from matcher.dialect_nodes import (
    Anchor,
    Char,
    Choice,
    Group,
    Node,
    Reference,
    Repeat,
    Sequence,
    children,
    folded_alphabet,
)
from matcher.scan_chance import chance, demanded, is_simple
from matcher.scan_engine import Written
from matcher.scan_forms import Parts, Taken

_MOST_WRITTEN, _MOST_IN_ALL = 8_000, 60_000
_MOST_IN_FORMS = 2_500  # characters with counts written out; twice as many, each with a long count, compile for 9 s
_COMMON = 0.95
_MOST_COPIES = 48  # characters that a counted repeat may be written out to
_ANCHORS = {
    "start": "^",
    "end": "$",
    "boundary": r"\b",
    "not_boundary": r"\B",
    "word_start": r"\b",
    "word_end": r"\b",
}
_SHORT = {folded_alphabet(): ".", frozenset(digits + ascii_uppercase): r"\w"}
"""Of what is sought beside all other letters, which are `_`."""
_NEVER = r"\x00"
_STRANGE = regex.compile(r"[^\w &]")  # folded, and yet no letter to the `regex` module: old fractions and the like


def encode(folded: str) -> bytes | None:
    """The bytes that the engine sees of a folded name; None when they cannot say where its words end."""
    if folded.isascii():
        return folded.encode("ascii")
    if _STRANGE.search(folded):
        return None
    return folded.encode("ascii", "replace").replace(b"?", b"_")


def write_for_engine(tree: Node) -> Written | None:
    """Write the tree for the engine; None when it narrows nothing, or is too long."""
    for is_fine in (True, False):
        taken = Taken(tree, is_fine=is_fine)
        chosen = _choose(taken.forms)
        if not _narrows(chosen):
            return None
        if is_fine and sum(_copies(part) for form in chosen for part in form) > _MOST_IN_FORMS:
            continue
        writer = _Writer(taken.groups)
        written = tuple(dict.fromkeys(tuple(writer.write(part).encode("ascii") for part in form) for form in chosen))
        lengths = [len(one) for form in written for one in form]
        if sum(lengths) <= _MOST_IN_ALL and max(lengths) <= _MOST_WRITTEN:
            return written
    return None


def _choose(forms: Items[Parts]) -> list[tuple[Sequence, ...]]:
    chosen = [demanded(form, is_together=True) for form in forms]
    if all(len(form) == 1 for form in chosen) or all(is_simple(part) for form in chosen for part in form):
        return chosen
    return [demanded(form, is_together=False) for form in forms]


def _narrows(chosen: Items[tuple[Sequence, ...]]) -> bool:
    """Whether they stand for some names only: single letters stand in nearly all."""
    if not all(_least_length(part) for form in chosen for part in form):
        return False
    single = [form[0] for form in chosen if len(form) == 1 and _least_length(form[0]) == 1]
    return sum(chance(part.parts) for part in single) < _COMMON


class _Writer:
    def __init__(self, groups: dict[int, list[Group]]) -> None:
        self._groups = groups

    def write(self, node: Node, *, again: bool = False) -> str:
        """`again`: what a reference repeats, where neither places nor further references hold."""
        written = ""
        match node:
            case Char():
                written = _set(node)
            case Anchor():
                written = "" if again else _ANCHORS[node.kind]
            case Sequence():
                written = "".join(self.write(part, again=again) for part in node.parts)
            case Choice():
                written = f"(?:{'|'.join(self.write(branch, again=again) for branch in node.branches)})"
            case Group():
                written = f"(?:{self.write(node.inner, again=again)})"
            case Repeat():
                written = self._repeat(node, again=again)
            case Reference():
                written = ".*" if again else self._again(self._groups.get(node.number, []))
        return written

    def _again(self, groups: Items[Group]) -> str:
        return f"(?:{'|'.join(self.write(group, again=True) for group in groups)})" if groups else ".*"

    def _repeat(self, node: Repeat, *, again: bool) -> str:
        inner = self.write(node.inner, again=again)
        if not inner or not _least_length(node.inner) or node.most == 0:
            return ".*"  # what may be empty repeats without counting
        limit = _most_times(_copies(node.inner))
        least, most = min(node.least, limit), node.most
        if most is None or most > limit:
            return f"(?:{inner}){{{least},}}"
        return f"(?:{inner}){{{least},{most}}}"


def _most_times(copies: int) -> int:
    """How often a part of so many characters is counted at most; beyond that it has no limit."""
    return max(_MOST_COPIES // max(copies, 1), 1)


def _copies(node: Node) -> int:
    """The characters of a part when its counts are written out."""
    below = sum(_copies(child) for child in children(node))
    if isinstance(node, Repeat):
        return below * max(min(node.most or node.least, _most_times(below)), 1)
    return below + isinstance(node, Char)


def _set(char: Char) -> str:
    if char.is_never:
        return _NEVER
    if char.other and char.chars in _SHORT:
        return _SHORT[char.chars]
    letters = sorted(char.chars | ({"_"} if char.other else set()))
    written = "".join(letter if letter.isalnum() or letter == "_" else f"\\x{ord(letter):02x}" for letter in letters)
    return written if len(letters) == 1 else f"[{written}]"


def _least_length(node: Node) -> int:
    """The length of the shortest text of a part, not counting fuzzy parts and references."""
    match node:
        case Char():
            least = 1
        case Sequence():
            least = sum(_least_length(part) for part in node.parts)
        case Choice():
            least = min(_least_length(branch) for branch in node.branches)
        case Group():
            least = _least_length(node.inner)
        case Repeat():
            least = node.least * _least_length(node.inner)
        case _:
            least = 0
    return least
