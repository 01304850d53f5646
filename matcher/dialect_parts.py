"""Cuts an expression into the parts that follow one another, each of which can be read by itself.

Much quicker than reading the whole: long expressions are mostly made of parts that many others have too.
"""

import regex

_SET = r"\[(?:[^\]\\]|\\.)*+\]"
_INSIDE = rf"(?:[^()\[\]\\]++|\\.|{_SET}|(?&group))*+"
_SUFFIX = r"(?:(?:[*+?]|\{[^{}]*\})[?+]?)?"
_PART = regex.compile(
    rf"(?:(?<group>\({_INSIDE}\))|{_SET}|\\[pP]\{{[^{{}}]*\}}|\\.|[^()\[\]\\|*+?{{}}]){_SUFFIX}", regex.DOTALL
)
_CALL = regex.compile(rf"\\.|{_SET}|\(\?&(?<name>\w+)\)", regex.DOTALL)
_NAMED = regex.compile(r"\(\?P?<(\w+)>")
_ANY_TEXT = "(?:.*)"


def split_parts(expression: str) -> list[str] | None:
    """Return the parts, or None when they are alternatives, or cannot be told apart without reading them."""
    parts: list[str] = []
    end = 0
    for found in _PART.finditer(expression):
        if found.start() != end:
            return None
        parts.append(found[0])
        end = found.end()
    if end != len(expression):
        return None
    called = {found["name"] for part in parts if "(?&" in part for found in _CALL.finditer(part)} - {None}
    return parts if called <= set(_NAMED.findall(expression)) else None


def without_calls(part: str) -> str:
    """Write any text where a part calls a group, which may stand in another part."""
    return _CALL.sub(lambda found: _ANY_TEXT if found["name"] else found[0], part)
