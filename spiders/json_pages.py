"""Reads a court's JSON: bounded in depth, UTF-8 as the format demands, without characters that no store carries.

Values are taken out by kind: a value of another kind than the system prints raises PageChanged, it never gives less.
"""

import json
import re
from typing import Any

from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.select import collapse

_MOST_NESTED = 40
_UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
# A text that never ends is taken whole: looking again at each of its quotes takes a time square to its length.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)


def load_json(body: bytes, content_type: str | None = None) -> Any:
    """Return the value; raises PageChanged for anything that is not one whole, storable, shallow JSON value."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageChanged("the answer is not UTF-8, as JSON has to be") from error
    text = decode_html(body, content_type)
    _refuse_depth(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise PageChanged("the answer is not JSON") from error
    if _UNSTORABLE.search(text):
        _refuse_unstorable(value)
    return value


def is_cut_json(body: bytes) -> bool:
    """Say whether JSON ends before its last bracket: the page was cut, not changed."""
    return not body.rstrip().endswith((b"}", b"]"))


def object_of(value: Any, what: str) -> dict[str, Any]:
    """Return an object; raises PageChanged for anything else."""
    if not isinstance(value, dict):
        raise PageChanged(f"{what} is not an object", expected=what)
    return value


def list_of(value: Any, what: str) -> list[Any]:
    """Return a list; raises PageChanged for anything else."""
    if not isinstance(value, list):
        raise PageChanged(f"{what} is not a list", expected=what)
    return value


def text_at(row: dict[str, Any], key: str) -> str | None:
    """Return a text or number as text with blanks collapsed, None for null, missing and empty."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise PageChanged(f"{key} is not a text", expected=key)
    return collapse(str(value)) or None


def needed_text(row: dict[str, Any], key: str) -> str:
    """Return a text that every row of this kind has."""
    value = text_at(row, key)
    if value is None:
        raise PageChanged(f"a row has no {key}", expected=key)
    return value


def count_at(row: dict[str, Any], key: str) -> int | None:
    """Return a count, None for null and missing."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise PageChanged(f"{key} is not a count", expected=key)


def flag_at(row: dict[str, Any], key: str) -> bool | None:
    """Return a flag, None for null and missing."""
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise PageChanged(f"{key} is neither true nor false", expected=key)
    return value


def _refuse_unstorable(value: Any) -> None:
    """JSON can spell NUL and halves of a pair; a printed backslash before them makes them plain text."""
    text = json.dumps(value, ensure_ascii=False).replace("\\\\", "")
    if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise PageChanged("the answer carries characters that are no text")


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += 1 if found[1] else -1 if found[2] else 0
        if depth > _MOST_NESTED:
            raise PageChanged("the answer is nested too deep")
