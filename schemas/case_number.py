"""The CNJ case number as a value (Resolução CNJ 65/2008): NNNNNNN-DD.AAAA.J.TR.OOOO.

Leaves to others which tribunal J.TR stands for. Imports nothing but the error root: the court simulator uses it.
"""

import re
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from schemas.errors import RefusedError

_DIGITS = 20
_SEPARATORS = re.compile(r"[\s.\-/_–—]")


class InvalidCaseNumber(RefusedError, ValueError):
    """The text is not a CNJ case number."""


def check_digits(sequence: str, year: str, branch: str, tribunal: str, origin: str) -> str:
    """Return the two check digits (ISO 7064 mod 97-10) of the 18 other digits."""
    number = int(f"{sequence}{year}{branch}{tribunal}{origin}")
    return f"{98 - (number * 100) % 97:02d}"


class CaseNumber(str):
    """Twenty digits with right check digits; any punctuation is accepted when it is made.

    Raises InvalidCaseNumber, which names both check digits when only they are wrong.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "CaseNumber":
        digits = _SEPARATORS.sub("", text.strip())
        if not (len(digits) == _DIGITS and digits.isascii() and digits.isdigit()):
            raise InvalidCaseNumber(
                f"{text!r} is not a CNJ case number: {_DIGITS} digits are needed (NNNNNNN-DD.AAAA.J.TR.OOOO)", text=text
            )
        number = super().__new__(cls, digits)
        expected = check_digits(number.sequence, number.year, number.branch, number.tribunal_digits, number.origin)
        if expected != number.check:
            raise InvalidCaseNumber(
                f"{number.masked} has wrong check digits: it says {number.check}, they must be {expected}",
                text=text,
                found=number.check,
                expected=expected,
            )
        return number

    @classmethod
    def build(cls, *, sequence: int, year: int, j_tr: str, origin: int) -> "CaseNumber":
        """Make a number from its parts; `j_tr` is written like "8.26"."""
        branch, tribunal = j_tr.split(".")
        parts = (f"{sequence:07d}", f"{year:04d}", branch, tribunal, f"{origin:04d}")
        check = check_digits(*parts)
        return cls(f"{parts[0]}{check}{parts[1]}{branch}{tribunal}{parts[4]}")

    @property
    def sequence(self) -> str:
        return self[0:7]

    @property
    def check(self) -> str:
        return self[7:9]

    @property
    def year(self) -> str:
        return self[9:13]

    @property
    def branch(self) -> str:
        """J, the branch of justice."""
        return self[13:14]

    @property
    def tribunal_digits(self) -> str:
        """TR, the tribunal within the branch."""
        return self[14:16]

    @property
    def origin(self) -> str:
        """OOOO, the unit of origin; 0000 is the tribunal itself."""
        return self[16:20]

    @property
    def j_tr(self) -> str:
        """Branch and tribunal as the tables write them: "8.26"."""
        return f"{self.branch}.{self.tribunal_digits}"

    @property
    def masked(self) -> str:
        """The number with its official punctuation."""
        return f"{self.sequence}-{self.check}.{self.year}.{self.branch}.{self.tribunal_digits}.{self.origin}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )
