"""Reads the people of gazettes: recipients with number and role in front and behind, lawyers with their OAB (pure)."""

import re

from schemas.courts import Side
from schemas.pages import Recipient
from spiders.roles import side_of_role

_NUMBERED = re.compile(r"\d{1,4}\. +(?P<name>.+?) +\((?P<role>[^()]{2,60})\)")
_NUMBER = re.compile(r"\d{1,4}\. +")
_OTHERS = re.compile(r" +E +OUTR[OA]S?(?:\(A/S\)| *\((?:\d{1,5}|A/S)\))?$", re.IGNORECASE)


def recipient_of(printed: str, side: Side | None) -> Recipient:
    """Return a recipient by his name alone.

    The STJ prints "1. NAME (ROLE)"; brackets of a name without number in front belong to the name. Args: side: of the
    source's pole, which decides; without one it follows the role.
    """
    numbered = _NUMBERED.fullmatch(printed)
    role = numbered["role"].strip() if numbered else None
    name = numbered["name"] if numbered else _NUMBER.sub("", printed, count=1) if _NUMBER.match(printed) else printed
    name = _OTHERS.sub("", name) or name
    return Recipient(name=name, role_text=role, side=side or (side_of_role(role) if role else None))


def oab_of(number: str | None, state: str | None) -> str | None:
    """Return the OAB as printed, the state in front ("SP12345", "RO4743A"); None without a number."""
    return f"{state or ''}{number}" if number else None
