"""Reads values that every Brazilian court prints in one form: moments, amounts (pure)."""

import re
from datetime import date, datetime

from spiders.errors import PageChanged

_MOMENT = re.compile(r"(\d{2})/(\d{2})/(\d{4})(?:\s+(?:às\s+|as\s+)?(\d{2}):(\d{2})(?::(\d{2}))?)?")
_AMOUNT = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})*|\d+),(\d{2})")


def moment_of(text: str) -> str | None:
    """Return "dd/mm/yyyy[ hh:mm[:ss]]" as ISO text, None for an empty text; raises PageChanged for anything else."""
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    if not found:
        raise PageChanged("a date has not the form dd/mm/yyyy hh:mm:ss", expected="dd/mm/yyyy hh:mm:ss")
    day, month, year, hour, minute, second = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        whole = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    except ValueError as error:
        raise PageChanged("a date does not exist in the calendar") from error
    return whole.isoformat(timespec="seconds" if second else "minutes")


def amount_of(text: str) -> str | None:
    """Return "R$ 1.234,56" as "1234.56", None for an empty text; raises PageChanged for anything else."""
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise PageChanged("an amount has not the form 1.234,56", expected="1.234,56")
    return f"{found[1].replace('.', '')}.{found[2]}"
