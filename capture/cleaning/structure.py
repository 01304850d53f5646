"""What a cleaned page must still say: everything that is no text of the court."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.pages import ParsedPage

_EXACT_KEYS = """
system page outcome side mail_system of listed_in court_level occurred_on occurred_at issued_on distributed_on
received_on filed_on available_on cancelled_on distribution_dates amount_in_dispute tpu_code
"""
_EXACT = frozenset(_EXACT_KEYS.split())
_OURS = frozenset({"reason"})
_MOMENT = re.compile(r"(?:19|20)\d{2}-\d{2}-\d{2}(?:T[\d:.,+-]*Z?)?")
_CODES = frozenset({"tpu_code", "class_code", "subject_codes"})
_LONGEST_CODE = 8
_NAMES = frozenset({"name", "judge", "represented_by"})


def structure_of(page: ParsedPage) -> Any:
    """Return the page with its texts replaced by the fact that they are there; dates, sides and counts stay."""
    return _shape(page.as_json(), "")


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Yield the places in which two structures differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key), after.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{where}[{place}]")
    elif isinstance(before, list) and isinstance(after, list):
        yield f"{where}: {len(before)} became {len(after)}"
    elif before != after:
        yield where


def names_in(page: ParsedPage) -> list[str]:
    """Return every name that the parser read: parties, lawyers, judges, recipients, persons of lists."""
    return [text for key, text in _strings(page.as_json(), "") if key in _NAMES]


def codes_in(page: ParsedPage) -> list[str]:
    """Return the national codes that the parser read: of classes, subjects, movements."""
    return [text for key, text in _strings(page.as_json(), "") if key in _CODES and len(text) < _LONGEST_CODE]


def _shape(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _shape(item, name) for name, item in value.items() if name not in _OURS}
    if isinstance(value, list | tuple):
        return [_shape(item, key) for item in value]
    if isinstance(value, str):
        return value if key in _EXACT or _MOMENT.fullmatch(value) else "text"
    if isinstance(value, int) and not isinstance(value, bool) and key in {"search_after"}:
        return "number"
    return value


def _strings(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _strings(item, name)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item, key)
    elif isinstance(value, str):
        yield key, value
