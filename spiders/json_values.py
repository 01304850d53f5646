"""Reads moments and amounts of JSON answers as Java services write them: PDPJ, PJe (pure)."""

import re
from datetime import datetime
from typing import Any

from spiders.errors import PageChanged
from spiders.json_pages import text_at

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.(\d{1,9}))?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,4})?")
_LARGEST_AMOUNT = 10**15


def moment_at(row: dict[str, Any], key: str) -> str | None:
    """Return a moment as printed (ISO, in the time of Brasília, usually without zone), None for null and missing."""
    printed = text_at(row, key)
    if printed is None:
        return None
    found = _MOMENT.fullmatch(printed)
    if found is None:
        raise PageChanged(f"{key} is not a moment", expected=key)
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", printed))
    except ValueError as error:
        raise PageChanged(f"{key} does not exist in the calendar", expected=key) from error
    return printed


def amount_of(value: Any, key: str = "valorAcao") -> str | None:
    """Return an amount with two decimals, None for null."""
    if value is None:
        return None
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LARGEST_AMOUNT:
        raise PageChanged("the amount is not an amount", expected=key)
    return f"{value:.2f}"
