"""Hypothesis strategies: expressions of the dialect, and texts drawn from an expression's own tree."""

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

from matcher.dialect_nodes import Anchor, Char, Choice, Fuzzy, Group, Look, Node, Reference, Repeat, Sequence

WORDS = ("ALVORADA", "IPE", "BANCO", "CIA", "SILVA", "SA", "LTDA", "DO", "7", "ÇÃO", "joão", "J & F")
_ATOMS = (".", "\\w", "\\d", "\\s", "[A-F]", "[^A]", "[SZ]", "[\\dX-Z]", "\\p{L}", " ", "A", "B", "AB", "é", "&")
_ANCHORS = ("^", "$", "\\b", "\\m", "\\M", "\\A", "\\Z", "\\B")
_COUNTS = ("?", "*", "+", "{2}", "{1,3}", "{,2}", "{2,}", "+?", "*+", "??")
_EDITS = ("{e<=1}", "{s<=1}", "{i<=1,d<=1}", "{e<2}", "{s<=1,e<=2}")
_GROUPS = ("({})", "(?:{})", "(?>{})", "(?i:{})")
_LOOKS = ("(?={})", "(?!{})", "(?<={})", "(?<!{})")


def expressions(*, with_lookarounds: bool = True) -> st.SearchStrategy[str]:
    """Expressions of the dialect; without lookarounds a text drawn from one nearly always matches."""
    leaves = st.one_of(st.sampled_from(WORDS), st.sampled_from(_ATOMS))

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        grouped = st.builds(str.format, st.sampled_from(_GROUPS), inner)
        repeated = st.builds(str.__add__, grouped, st.sampled_from(_COUNTS))
        fuzzy = st.builds(
            "(?:{}){}".format,
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map("".join),
            st.sampled_from(_EDITS),
        )
        joined = st.lists(inner, min_size=2, max_size=4).map("".join)
        either = st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format)
        kinds = [grouped, repeated, joined, either, fuzzy]
        if with_lookarounds:
            kinds += [st.sampled_from(_ANCHORS), st.builds(str.format, st.sampled_from(_LOOKS), inner)]
            # Named by its length, so that no group stands in another of its name.
            kinds.append(inner.map(lambda text: "(?P<g{0}>{1}) ?(?P=g{0})".format(len(text), text)))
        return st.one_of(kinds)

    return st.recursive(leaves, grown, max_leaves=8)


def draw_text(tree: Node, random: Random) -> str:
    """Draw a text that the tree describes; lookarounds and places between characters are hoped for."""
    return _Drawing(random).draw(tree)


class _Drawing:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._found: dict[int, str] = {}

    def draw(self, node: Node) -> str:
        match node:
            case Char():
                choices = sorted(node.chars) or ["Ω"]
                return self._random.choice(choices)
            case Sequence():
                return "".join(self.draw(part) for part in node.parts)
            case Choice():
                return self.draw(self._random.choice(node.branches))
            case Group():
                text = self.draw(node.inner)
                if node.number:
                    self._found[node.number] = text
                return text
            case Repeat():
                most = node.most if node.most is not None else node.least + 2
                return "".join(self.draw(node.inner) for _ in range(self._random.randint(node.least, most)))
            case Fuzzy():
                return self._edited(node, self.draw(node.inner))
            case Look():
                return self.draw(node.inner) if node.is_ahead and not node.is_negative else ""
            case Reference():
                return self._found.get(node.number, "")
            case Anchor():
                return ""

    def _edited(self, node: Fuzzy, text: str) -> str:
        """Do some of the allowed edits."""
        left = {"i": node.insertions, "d": node.deletions, "s": node.substitutions}
        edits: dict[str, Callable[[str, int], str]] = {
            "i": lambda text, place: f"{text[:place]}Q{text[place:]}",
            "d": lambda text, place: text[:place] + text[place + 1 :],
            "s": lambda text, place: f"{text[:place]}Q{text[place + 1 :]}" if text else text,
        }
        for _ in range(self._random.randint(0, node.edits)):
            kind = self._random.choice([kind for kind, many in left.items() if many])
            left[kind] -= 1
            text = edits[kind](text, self._random.randrange(max(len(text), 1)))
            if sum(left.values()) == 0:
                break
        return text
