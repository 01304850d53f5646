"""Reads an expression of the documented dialect (docs/reference/expressions.md) into a tree, or refuses it.

The dialect is a part of the `regex` module's, read exactly as that module reads it, so that what is derived from the
tree holds for the compiled pattern. What the module would read as something nobody means is refused.
"""

from typing import Literal, NoReturn

import regex

from matcher.dialect_chars import any_char, literal, read_class, read_escaped, read_set
from matcher.dialect_groups import FLAGS, REFUSED_GROUPS
from matcher.dialect_nodes import (
    Anchor,
    AnchorKind,
    Choice,
    Fuzzy,
    Group,
    Look,
    Node,
    Reference,
    Repeat,
    Sequence,
    walk,
)
from matcher.dialect_source import Source

MAX_DEPTH = 50  # of groups in one another; the module compiles by recursion
MAX_EDITS = 10

_ANCHORS: dict[str, AnchorKind] = {"A": "start", "Z": "end", "b": "boundary", "B": "not_boundary"}
_WORD_ANCHORS: dict[str, AnchorKind] = {"m": "word_start", "M": "word_end"}
_SIMPLE: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
_SUFFIXES = frozenset("?*+{")
_COUNT = regex.compile(r"\{(?:(\d+)|(\d*),(\d*))\}")
_FUZZY = regex.compile(r"\{([eids](?:<=?\d+)?(?:,[eids](?:<=?\d+)?)*)\}")
_NAME = regex.compile(r"[A-Za-z_]\w*")
_MISPLACED = {
    "*": "has nothing before it to repeat; any text is `.*`, needless at the ends: an expression finds parts of names",
    "+": "has nothing before it to repeat; write `.+` for any text, and leave a plus sign out: names hold none",
    "?": "has nothing before it to make optional; write `.` for any one character",
    "{": "has nothing before it to repeat; write the part before it, as in `A{2}`",
    "}": "closes nothing; folded names hold no braces: leave it out",
    "]": "closes nothing; folded names hold no brackets: leave it out",
}
_LOOKS = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}


def read(expression: str) -> Node:
    """Read an expression into its tree. Raises BadExpression, which says what, where, and what to write instead."""
    reader = _Reader(Source(expression))
    tree = reader.choice(depth=0)
    if reader.source.peek():
        reader.source.refuse("a closing parenthesis without its opening one; write `(` where the group begins")
    return tree


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self._count = 0
        self._names: dict[str, int] = {}
        self._closed: set[int] = set()
        self._open: list[int] = []
        self._named: dict[str, Group] = {}
        self._calling: set[int] = set()

    def choice(self, depth: int) -> Node:
        """Read alternatives up to a closing parenthesis or the end."""
        branches = [self._sequence(depth)]
        while self.source.takes("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while (following := self.source.peek()) and following not in "|)":
            atom = self._atom(depth)
            if atom is not None:
                parts.append(self._suffixed(atom))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self, depth: int) -> Node | None:
        """Read one element without its quantifier; None when it says nothing (flags, comments)."""
        at = self.source.place()
        character = self.source.take()
        if character in _MISPLACED:
            self.source.refuse(f"`{character}` {_MISPLACED[character]}", at)
        atom: Node | None
        match character:
            case "(":
                atom = self._group(at, depth)
            case "[":
                atom = read_set(self.source, at)
            case ".":
                atom = any_char(at)
            case "^" | "$":
                atom = Anchor("start" if character == "^" else "end", at, at + 1)
            case "\\":
                atom = self._escape(at)
            case _:
                atom = literal(character, at, self.source.place())
        return atom

    def _escape(self, at: int) -> Node:
        following = self.source.peek()
        kind = _ANCHORS.get(following) or _WORD_ANCHORS.get(following)
        if kind is not None:
            self.source.take()
            return Anchor(kind, at, self.source.place())
        if following.isdigit() and following != "0":
            digits = regex.match(r"\d+", self.source.text, pos=self.source.position)
            assert digits is not None
            self.source.take(len(digits[0]))
            return self._reference(int(digits[0]), at)
        if following in {"K", "G", "X", "R", "L", "g", "h", "z"}:
            instead = {"z": "`\\Z`", "g": "`\\1` or `(?P=name)`", "h": "a blank"}.get(following, "another way")
            self.source.refuse(f"`\\{following}` is not part of the dialect; write {instead}", at)
        read_as_class = read_class(self.source, at)
        if read_as_class is not None:
            return read_as_class
        return literal(read_escaped(self.source, at), at, self.source.place())

    def _reference(self, number: int, at: int) -> Reference:
        if number not in self._closed or number in self._open:
            self.source.refuse(f"group {number} is not closed before this place; count the plain `(` before it", at)
        return Reference(number, at, self.source.place())

    def _group(self, at: int, depth: int) -> Node | None:
        source = self.source
        if depth >= MAX_DEPTH:
            source.refuse(f"groups stand in one another more than {MAX_DEPTH} deep; write them side by side", at)
        if source.takes("?&"):
            return self._call(at)
        for refused, how in REFUSED_GROUPS:
            if refused.match(source.text, pos=source.position):
                source.refuse(how, at)
        if source.takes("?P="):
            return self._named_reference(at)
        for mark, (is_ahead, is_negative) in _LOOKS.items():
            if source.takes(mark):
                return Look(self._inner(at, depth), is_ahead, is_negative, at, source.place())
        if source.takes("?>"):
            return Group(self._inner(at, depth), None, is_atomic=True, at=at, end=source.place())
        if source.peek(2) in {"?P", "?<"}:
            return self._capturing(at, depth, self._name())
        return self._flagged(at, depth) if source.takes("?") else self._capturing(at, depth, None)

    def _inner(self, at: int, depth: int) -> Node:
        inner = self.choice(depth + 1)
        self._close(at)
        return inner

    def _close(self, at: int) -> None:
        if not self.source.takes(")"):
            self.source.refuse("this parenthesis is never closed; write `)` where the group ends", at)

    def _capturing(self, at: int, depth: int, name: str | None) -> Group:
        number = self._names.get(name, 0) if name else 0
        if not number:
            self._count += 1
            number = self._count
            if name:
                self._names[name] = number
        self._open.append(number)
        inner = self._inner(at, depth)
        self._open.pop()
        self._closed.add(number)
        group = Group(inner, number, is_atomic=False, at=at, end=self.source.place())
        if name:
            self._named[name] = group
        return group

    def _call(self, at: int) -> Group:
        """Read what follows `(?&`: a group's expression again, which is one more group here."""
        found = _NAME.match(self.source.text, pos=self.source.position)
        name = found[0] if found else ""
        called = self._named.get(name)
        if called is None or called.number in self._open:
            self.source.refuse(f"no group that is closed before this place is named {name!r}; write its expression")
        if called.number in self._calling or any(isinstance(below, Reference) for below in walk(called)):
            self.source.refuse(f"the group {name!r} calls or repeats another one; write its expression again")
        self._calling.update(self._open)
        self.source.take(len(name))
        self._close(at)
        return Group(called.inner, None, is_atomic=False, at=at, end=self.source.place())

    def _name(self) -> str:
        """Read `?P<name>` or `?<name>`."""
        at = self.source.place()
        self.source.take(1)
        self.source.takes("P")
        found = self.source.takes("<") and _NAME.match(self.source.text, pos=self.source.position)
        if not found:
            self.source.refuse("a group's name is letters and digits between `<` and `>`, as in `(?P<town>…)`", at)
        self.source.take(len(found[0]))
        if not self.source.takes(">"):
            self.source.refuse("the group's name is not closed; write `>` behind it", at)
        return found[0]

    def _named_reference(self, at: int) -> Reference:
        found = _NAME.match(self.source.text, pos=self.source.position)
        name = found[0] if found else ""
        if name not in self._names:
            self.source.refuse(f"no group before this place is named {name!r}; write its name, or `\\1`")
        self.source.take(len(name))
        self._close(at)
        return self._reference(self._names[name], at)

    def _flagged(self, at: int, depth: int) -> Node | None:
        """Read `(?:…)`, `(?i)`, `(?i:…)`; case and lines make no difference in folded names."""
        source = self.source
        while source.peek() not in {":", ")", ""}:
            place = source.place()
            flag = source.take()
            if flag in FLAGS.allowed or (flag in FLAGS.whole and source.peek() != ":"):
                continue
            source.refuse(FLAGS.why_not(flag), place)
        if source.takes(":"):
            return Group(self._inner(at, depth), None, is_atomic=False, at=at, end=source.place())
        self._close(at)
        return None

    def _suffixed(self, atom: Node) -> Node:
        """Read what follows an element: how often, or how exactly."""
        source = self.source
        if source.peek() not in _SUFFIXES:
            return atom
        at = source.place()
        counts = self._counts()
        if counts is None:
            fuzzy = self._fuzzy(atom, at)
            self._refuse_second()
            return fuzzy
        if isinstance(atom, Anchor | Look):
            source.refuse("a place between characters cannot be repeated; leave the quantifier out", at)
        mode: Literal["greedy", "lazy", "possessive"] = "greedy"
        if source.takes("?"):
            mode = "lazy"
        elif source.takes("+"):
            mode = "possessive"
        self._refuse_second()
        return Repeat(atom, *counts, mode, at, source.place())

    def _refuse_second(self) -> None:
        if self.source.peek() in {"*", "+", "?", "{"}:
            self.source.refuse("a second quantifier; put what it is to repeat in a group, as in `(?:A+){2}`")

    def _counts(self) -> tuple[int, int | None] | None:
        """Read `?`, `*`, `+`, `{2}`, `{2,}`, `{,3}` or `{2,3}`."""
        source = self.source
        if source.peek() in _SIMPLE:
            return _SIMPLE[source.take()]
        found = _COUNT.match(source.text, pos=source.position)
        if not found:
            return None
        at = source.place()
        source.take(len(found[0]))
        exact, least, most = found.groups()
        if exact is not None:
            return int(exact), int(exact)
        if not least and not most:
            source.refuse("`{,}` says no number; write `*`", at)
        low, high = int(least or 0), int(most) if most else None
        if high is not None and low > high:
            source.refuse(f"at least {low} and at most {high} is impossible; write `{{{high},{low}}}`", at)
        return low, high

    def _fuzzy(self, atom: Node, at: int) -> Fuzzy:
        """Read `{e<=1}`, `{s<=2,i<=1}`: how many edits are allowed."""
        source = self.source
        found = _FUZZY.match(source.text, pos=source.position)
        if not found:
            self._refuse_brace(at)
        items = found[1].split(",")
        source.take(len(found[0]))
        limits: dict[str, int] = {}
        for item in items:
            kind, limit = item[0], item[1:].lstrip("<=")
            if not limit:
                source.refuse(f"`{kind}` without a number allows any number of edits; write `{kind}<=1`", at)
            if kind in limits:
                source.refuse(f"`{kind}` stands twice; write it once", at)
            limits[kind] = int(limit) - ("=" not in item)
        return self._limited(atom, limits, at)

    def _limited(self, atom: Node, limits: dict[str, int], at: int) -> Fuzzy:
        source = self.source
        if any(isinstance(below, Fuzzy) for below in walk(atom)):
            source.refuse("a fuzzy part within a fuzzy part; write them side by side, or one around both", at)
        if isinstance(atom, Anchor | Look):
            source.refuse("a place between characters cannot be fuzzy; put the text before it in a group", at)
        total = limits.pop("e", None)
        insertions, deletions, substitutions = (limits.get(kind, 0) if limits else MAX_EDITS for kind in "ids")
        possible = insertions + deletions + substitutions
        edits = possible if total is None else min(total, possible)
        if (total is not None and total > MAX_EDITS) or edits > MAX_EDITS or min([edits, *limits.values()]) < 0:
            source.refuse(f"0 to {MAX_EDITS} edits can be allowed; `{{e<=1}}` or `{{e<=2}}` suits a name", at)
        return Fuzzy(atom, edits, insertions, deletions, substitutions, at, source.place())

    def _refuse_brace(self, at: int) -> NoReturn:
        """Say what is wrong about a brace that is neither a count nor a limit of edits."""
        rest = self.source.text[self.source.position :]
        if "}" not in rest:
            self.source.refuse("`{` is never closed; write `{2}` or `{2,3}` for a count, `{e<=1}` for edits", at)
        inside = rest[1 : rest.index("}")]
        if "+" in inside or ":" in inside or regex.match(r"\d+<", inside):
            self.source.refuse("costs, least edits and sets of edits are not part of the dialect; write `{e<=1}`", at)
        if " " in inside:
            self.source.refuse(f"no blanks within braces; write `{{{inside.replace(' ', '')}}}`", at)
        self.source.refuse("between braces stands a count, as in `{2,3}`, or a limit of edits, as in `{e<=1}`", at)
