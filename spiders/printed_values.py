"""Reads values that every Brazilian court prints in one form: moments, amounts (pure)."""

import re
from datetime import datetime

from spiders.errors import PageChanged

_MOMENT = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})(?:\s+(?:às\s+|as\s+)?([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")
_PLAIN_LENGTH = 19
_AMOUNT = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})*|\d+),(\d{2})")


def moment_of(text: str) -> str | None:
    """Return "dd/mm/yyyy[ hh:mm[:ss]]" as ISO text, None for an empty text; raises PageChanged for anything else."""
    if not text:
        return None
    return _plain_moment(text) or _any_moment(text)


def _plain_moment(text: str) -> str | None:
    """Read "dd/mm/yyyy hh:mm:ss" as a whole, which nearly all are, in a third of the time; None for any other form."""
    if len(text) != _PLAIN_LENGTH or text[10] != " ":
        return None
    # With its marks in their places, nothing but digits makes a moment of the rest.
    if not text[2] == text[5] == "/" or not text[13] == text[16] == ":":
        return None
    iso = f"{text[6:10]}-{text[3:5]}-{text[:2]}T{text[11:]}"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso


def _any_moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if not found:
        raise PageChanged("a date has not the form dd/mm/yyyy hh:mm:ss", expected="dd/mm/yyyy hh:mm:ss")
    day, month, year, hour, minute, second = found.groups()
    try:
        datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError as error:
        raise PageChanged("a date does not exist in the calendar") from error
    day_text = f"{year}-{month}-{day}"
    if hour is None:
        return day_text
    return f"{day_text}T{hour}:{minute}:{second}" if second else f"{day_text}T{hour}:{minute}"


def amount_of(text: str) -> str | None:
    """Return "R$ 1.234,56" as "1234.56", None for an empty text; raises PageChanged for anything else."""
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise PageChanged("an amount has not the form 1.234,56", expected="1.234,56")
    return f"{found[1].replace('.', '')}.{found[2]}"
