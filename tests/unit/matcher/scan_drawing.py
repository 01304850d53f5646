"""Seeded expressions of what the engine cannot say: lookarounds, errors, references, counts and anchors among them.

Few letters, so that chance texts of the same letters are found by many.
"""

from collections.abc import Callable
from random import Random

LETTERS = "ABCK27 "
_HOSTILE = ("", "A", " ", "Ω", "٣ KÇ", "৴ A2", "AB" * 90, "A B " * 60, "K2" * 40 + " Ω", "_", "C" * 300)
_EDITS = ("{e<=1}", "{e<=2}", "{s<=1}", "{d<=1}", "{i<=1}", "{i<=2,s<=1,e<=2}", "{s<=1,d<=1}", "{d<=2}", "{e<=3}")
_ATOMS = (".", r"\w", r"\d", " ?", "[^A]", "A", "B", "K", "2", r"\w{2}", "(?:A|BC)", "[A-C]+", ".{2,4}", r"\D*", "Ω")


def scanned_expression(rng: Random) -> str:
    """One expression, of one or two alternatives."""
    written = "|".join(_branch(rng) for _ in range(rng.choice((1, 1, 1, 2))))
    return f"(?:{written})" if rng.random() < 0.2 else written


def common_expression(rng: Random) -> str:
    """What must stand together, of letters that each are in many names."""
    pairs = (f"{rng.choice('AEO')}[{rng.choice(('RS', 'AS', 'ER'))}]" for _ in range(rng.randint(2, 4)))
    places = (("", ""), ("", ""), (r"\m", ""), ("", r"\M"), ("", "$"))
    ahead = "".join("(?=.*{1}{0}{2})".format(pair, *rng.choice(places)) for pair in pairs)
    other = rng.choice(("", "", "|S[AO](?=R)", "|(?=.*R[AE])(?=.*S[AO])S", r"|\m[AE]\w"))
    return rng.choice((f"^{ahead}", f"^{ahead}.{{2,30}}$", f"A{ahead}", f"^(?=[AER]){ahead}")) + other


def chance_texts(rng: Random, count: int, letters: str = LETTERS) -> list[str]:
    """Texts of the letters that the expressions are of, and a few that nobody has."""
    drawn = ["".join(rng.choices(letters, k=rng.randint(1, 45))).strip() for _ in range(count)]
    repeated = [
        "".join(rng.choices(("AB", "K2", "A", " B", "C7 "), k=rng.randint(2, 12))).strip() for _ in range(count)
    ]
    return [*drawn, *repeated, *_HOSTILE]


def _branch(rng: Random) -> str:
    parts = [rng.choice(_PARTS)(rng) for _ in range(rng.randint(1, 4))]
    before = rng.choice(("", "", "^", r"\b", r"\m", "^.*", ".*"))
    after = rng.choice(("", "", "$", r"\M", ".*", f".{{{rng.randint(1, 8)},{rng.randint(20, 60)}}}$"))
    return before + "".join(parts) + after


def _class(rng: Random) -> str:
    return rng.choice((f"[{''.join(sorted(rng.sample('ABCK27', rng.randint(1, 3))))}]", rng.choice(_ATOMS)))


def _text(rng: Random, most: int = 5) -> str:
    return "".join(_class(rng) for _ in range(rng.randint(1, most)))


def _ahead(rng: Random) -> str:
    pair = f"(?=.*{rng.choice(('AB', 'A[AC]', '[BC]A', 'BA', 'C '))}{rng.choice(('', '', '$'))})"
    return rng.choice(
        (pair, f"(?=.*{_text(rng, 3)})", f"(?={_text(rng, 3)})", f"(?!.*{_text(rng)})", f"(?=.*{_text(rng)}$)")
    )


def _behind(rng: Random) -> str:
    return rng.choice((f"{_text(rng, 2)}(?<={_text(rng, 2)})", f"(?<!{_text(rng, 2)})", f"(?<={_class(rng)})"))


def _fuzzy(rng: Random) -> str:
    within = _text(rng, 7)
    if rng.random() < 0.3:
        within = f"{_text(rng, 3)}({within}){_text(rng, 2)}"
    return f"(?:{within}){rng.choice(_EDITS)}"


def _reference(rng: Random) -> str:
    group = rng.choice((_text(rng, 2), _text(rng, 3), f"{_class(rng)}{rng.choice(_EDITS[:4])}", "(?=AB)A."))
    name = f"g{rng.randrange(10**9)}"
    again = rng.choice((f"(?P={name})", f"(?:(?P={name})|X)", f"(?:(?P={name}))+", f"(?=.*(?P={name}))"))
    return f"(?P<{name}>{group}){rng.choice(('', _text(rng, 1)))}{again}"


def _group(rng: Random) -> str:
    return rng.choice((f"({_branchless(rng)})", f"(?>{_branchless(rng)})", f"(?:{_branchless(rng)}){{1,3}}"))


def _branchless(rng: Random) -> str:
    return "".join(rng.choice((_text, _ahead, _text, _fuzzy))(rng) for _ in range(rng.randint(1, 2)))


_PARTS: tuple[Callable[[Random], str], ...] = (_text, _text, _ahead, _ahead, _behind, _fuzzy, _reference, _group)
