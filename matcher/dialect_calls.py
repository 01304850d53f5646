"""Writes out groups that are called again: `(?&name)` is the text of the group of that name, once more.

The `regex` module could call groups itself, several times slower than it finds the same text written out.
"""

import regex

_CALL = "(?&"
_PIECE = regex.compile(
    r"""\\. | \[(?:\\.|[^\]\\])*+\] | \(\?&(?P<called>\w+)\) | (?P<named>\(\?P?<(?P<name>[A-Za-z_]\w*)>)
    | (?P<plain>\((?!\?)) | (?P<opened>\() | (?P<closed>\))""",
    regex.VERBOSE | regex.DOTALL,
)


def write_out_calls(expression: str) -> str:
    """Return the expression with the text of each called group in the call's place, where it captures nothing.

    Args: expression: a valid one of the dialect: no called group calls another one.
    """
    if _CALL not in expression:
        return expression
    written: list[str] = []
    groups: dict[str, str] = {}
    opened: list[tuple[str, int]] = []
    last = 0
    for piece in _PIECE.finditer(expression):
        if piece["called"]:
            written += [expression[last : piece.start()], f"(?:{groups[piece['called']]})"]
            last = piece.end()
        elif piece["closed"] and opened:
            name, start = opened.pop()
            if name:
                groups[name] = _without_captures(expression[start : piece.start()])
        elif piece["named"] or piece["plain"] or piece["opened"]:
            opened.append((piece["name"] or "", piece.end()))
    return "".join([*written, expression[last:]])


def _without_captures(group: str) -> str:
    return _PIECE.sub(lambda piece: "(?:" if piece["named"] or piece["plain"] else piece[0], group)
