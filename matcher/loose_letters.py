"""Makes one letter of those that are often written for one another, and none of H and of what stands doubled.

Coarser than the sounds of the class table, because each letter becomes the same wherever it stands. So what a part of a
name becomes stands in what the whole becomes, and a text that an expression demands can be sought there.
"""

from collections.abc import Iterable
from string import ascii_uppercase

_ALIKE = ("SCKQXZ", "PF", "JG", "IY", "NM", "VW")
_TABLE = str.maketrans({"H": "", **{letter: alike[0] for alike in _ALIKE for letter in alike}})
_SINGLE = frozenset(" " + ascii_uppercase)
_DOUBLED = tuple(letter * 2 for letter in sorted({letter.translate(_TABLE) for letter in _SINGLE} - {""}))


def loosen(folded: str) -> str:
    """Loosen the letters of a folded name."""
    loose = folded.translate(_TABLE)
    for doubled in _DOUBLED:
        while doubled in loose:
            loose = loose.replace(doubled, doubled[0])
    return loose


def loosened(letters: Iterable[str]) -> frozenset[str]:
    """What each of some letters becomes."""
    return frozenset(letter.translate(_TABLE) for letter in letters)


def join_loose(first: str, second: str) -> str:
    """Write two loosened texts one behind the other."""
    if first and first[-1] == second[:1] and first[-1] in _SINGLE:
        return first + second[1:]
    return first + second
