"""Says before a page is parsed whether its elements nest so deep that its tree would cost minutes or gigabytes (pure).

A parser of HTML may look through all open elements at every tag, and it copies those that give text its look to where
the text goes on. Ends that a browser ignores do not count here: those of nothing that is open, and those that stand in
comments, scripts, quotes and the like.
"""

import re

_FLAT = frozenset(
    b"area base body br col colgroup embed head hr html img input link meta option p param source "
    b"tbody td tfoot th thead tr track wbr".split()
)
"""Elements without an end, or whose end is left out: in HTML they nest no deeper than what they stand in."""
_SHAPES = frozenset(b"circle ellipse line path polygon polyline rect stop use".split())
_ITEMS = frozenset((b"li", b"dd", b"dt"))
_ENDED_WITH = dict.fromkeys((b"svg", b"g", b"defs", b"symbol"), _SHAPES) | dict.fromkeys((b"ul", b"ol", b"dl"), _ITEMS)
"""What needs no end of its own inside these."""
_ENDED_BY = {b"li": (b"li",), b"dd": (b"dd", b"dt"), b"dt": (b"dd", b"dt")}
"""What these end when it was the last to begin."""
_BLANK = r"\t\n\f\r "
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_BLANK}>"'][^{_BLANK}>]*+)?"""
_PLAIN = r"""(?:[^<>"'=]*+=(?:"[^<>"]*+"|'[^<>']*+'))*+[^<>"'=]*+>"""
_OTHER = rf"(?:[{_BLANK}/]*+[^{_BLANK}/>][^{_BLANK}/>=]*+(?:[{_BLANK}]*+=[{_BLANK}]*+{_VALUE})?)*+"
_RAW_END = rf"</(?P=raw)(?=[{_BLANK}/>])"
_TAG = re.compile(
    r"<(?:!--(?:-?>|(?:[^-]++|-(?!-!?>))*+)|[!?][^>]*+|/(?![a-z])[^>]*+"
    rf"|(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[{_BLANK}/>])(?:[^<]++|(?!{_RAW_END})<)*+"
    rf"|(?P<end>/?)(?P<name>[a-z][^{_BLANK}/>]*+)(?:{_PLAIN}|{_OTHER}))".encode(),
    re.IGNORECASE,
)
_MOST_STEPS = 6_000_000
"""Tags times depth: about a second, and two gigabytes where each of them is a copy."""
_DEEPEST, _DEEP = 1_000, 100
"""However large, a page may be as deep as the second. Real ones are 26 deep, and others' ends close 19 elements."""


def is_deep(page: bytes) -> bool:
    """Say whether more elements may stand in one another than on any page of a court.

    An element that another one's end closes counts for good: in the tree it may stay open.
    """
    limit = max(_DEEP, min(_DEEPEST, _MOST_STEPS // (page.count(b"<") or 1)))
    opened: list[bytes] = []
    numbers = {b"svg": 0, b"math": 0}
    misnested = 0
    for tag in _TAG.finditer(page):
        raw, end, name = tag.groups()
        name = name.lower() if name else b""
        is_foreign = numbers[b"svg"] or numbers[b"math"]  # Where all elements are like others.
        if end:
            if numbers.get(name):
                while (last := opened.pop()) != name:
                    numbers[last] -= 1
                    misnested += last not in _ENDED_WITH.get(name, ())
                numbers[name] -= 1
        elif raw:
            misnested += tag[0].count(b"<") - 1 if is_foreign else 0
        elif name and (is_foreign or name not in _FLAT):
            if opened and opened[-1] in _ENDED_BY.get(name, ()):
                numbers[opened.pop()] -= 1
            opened.append(name)
            numbers[name] = numbers.get(name, 0) + 1
        if len(opened) + misnested > limit:
            return True
    return False
