"""Says whether an HTML page came to its end: a page without it was cut (pure).

Servers and firewalls add comments and scripts of their own behind `</html>` (F5 before TJMG, 2022); anything else there
is no end.
"""

import re

_TAIL = 8_192
"""More than servers were seen to add behind the end."""
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_ADDED = re.compile(r"\s+|<!--|<script\b[^<>]*>", re.IGNORECASE)
_ADDED_END = {"<!--": re.compile(r"-->"), "<script": re.compile(r"</script\s*>", re.IGNORECASE)}


def has_end(page: bytes | str) -> bool:
    """Return whether nothing but blanks, comments and scripts stands behind the last `</html>`."""
    tail = page[-_TAIL:]
    text = tail if isinstance(tail, str) else tail.decode("latin-1")
    ends = list(_END.finditer(text))
    return bool(ends) and _is_nothing(text, ends[-1].end())


def _is_nothing(text: str, position: int) -> bool:
    while position < len(text):
        opened = _ADDED.match(text, position)
        if opened is None:
            return False
        closing = next((end for begin, end in _ADDED_END.items() if opened[0].lower().startswith(begin)), None)
        closed = closing.search(text, opened.end()) if closing else opened
        if closed is None:
            return False
        position = closed.end()
    return True
