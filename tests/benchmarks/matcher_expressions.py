"""Users' expressions without a text that must stand in a name: classes, counts, lookaheads, repeats, errors."""

from collections.abc import Callable
from random import Random
from string import ascii_uppercase

_SHAPES = (30, 30, 15, 15, 8, 2)


def expressions_without_literals(count: int, seed: int) -> list[str]:
    """Return so many expressions, each another, that no piece of text narrows."""
    rng = Random(seed)
    makers: tuple[Callable[[Random], str], ...] = (_counted, _classes, _ahead, _repeated, _number, _mistyped)
    found: dict[str, None] = {}
    while len(found) < count:
        found[rng.choices(makers, _SHAPES)[0](rng)] = None
    return list(found)


def _class(rng: Random, size: int) -> str:
    return f"[{''.join(sorted(rng.sample(ascii_uppercase, size)))}]"


def _counted(rng: Random) -> str:
    first, second = rng.randint(4, 9), rng.randint(4, 12)
    return rf"^{_class(rng, 3)}\w{{{first}}} \w{{{second}}} {_class(rng, 3)}\w+$"


def _classes(rng: Random) -> str:
    return rf"\b{''.join(_class(rng, 3) for _ in range(5))}"


def _ahead(rng: Random) -> str:
    pair, number = _class(rng, 2) + _class(rng, 2), _class(rng, 2)
    return rf"^(?=.*{pair})(?=.*{number}\d).{{{rng.randint(8, 14)},{rng.randint(20, 60)}}}$"


def _repeated(rng: Random) -> str:
    return rf"(\w{_class(rng, 2)})\1{_class(rng, 4)}"


def _number(rng: Random) -> str:
    return rf"\b\d{{{rng.randint(1, 4)}}} ?{_class(rng, 3)}{_class(rng, 3)}"


def _mistyped(rng: Random) -> str:
    return rf"^(?:{_class(rng, 2)}\w{_class(rng, 2)}\w{_class(rng, 2)}){{e<=1}} \w{{{rng.randint(3, 9)}}}$"
