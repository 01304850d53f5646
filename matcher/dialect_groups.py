"""Which flags and kinds of groups the dialect has not, and what to write instead."""

import regex

_RECURSION = "a group is called again by its name only, behind its end: `(?<name>…)(?&name)`; write it so"

# What stands behind the opening parenthesis (an expression itself) -> what is said.
_REFUSED = {
    r"\*": "verbs such as `(*PRUNE)` are not part of the dialect; for any text write `.*`",
    r"\?(?:R|\d|[+-]\d|P>)": _RECURSION,
    r"\?\(": "conditions are not part of the dialect; write both cases with `|`",
    r"\?#": "comments are not part of the dialect; leave it out",
    r"\?\|": "`(?|` is not part of the dialect; write `(?:`",
    r"\?P?'": "a group's name stands between `<` and `>`, as in `(?P<town>…)`",
}
REFUSED_GROUPS = tuple((regex.compile(mark), how) for mark, how in _REFUSED.items())

_WHY_NOT = {
    "x": "with `x` blanks would not count, and in names they do; leave it out",
    "a": "`a` makes no difference in folded names; leave it out",
    "u": "`u` makes no difference in folded names; leave it out",
    "L": "`L` belongs to texts of bytes; leave it out",
    "w": "`w` would change what `\\b` means; leave it out",
    "f": "`f` makes no difference in folded names; leave it out",
    "p": "`p` changes only which of several places is found; leave it out",
    "r": "`r` searches backwards, which decides nothing; leave it out",
    "V": "the version of the dialect is fixed; leave it out",
    "-": "case is always ignored, and flags cannot be switched off; leave the group's flags out",
    "b": "`b` holds for the whole expression; write `(?b)` at its beginning",
    "e": "`e` holds for the whole expression; write `(?e)` at its beginning",
}


class FLAGS:
    """The flags that may be written: those that change nothing in folded names, and the two of fuzzy search."""

    allowed = frozenset("ims")
    whole = frozenset("be")

    @staticmethod
    def why_not(flag: str) -> str:
        return _WHY_NOT.get(flag, f"`(?{flag}` begins no group that is known; write `(?:…)` or `(…)`")
