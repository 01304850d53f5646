"""Reads a printed case number: 20 digits where it has them, and whether its check digits hold."""

import re

from schemas.case_number import CaseNumber, InvalidCaseNumber

_DIGITS = 20


def number_of(printed: str) -> tuple[str | None, str | None, bool | None]:
    """Return (20 digits or None, the number as printed, whether it is valid or None without number)."""
    if not printed:
        return None, None, None
    digits = re.sub(r"\D", "", printed)
    if len(digits) != _DIGITS:
        return None, printed, False
    try:
        return CaseNumber(digits), printed, True
    except InvalidCaseNumber:
        return digits, printed, False
