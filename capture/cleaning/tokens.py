"""Cuts the parts of a page into words, numbers, addresses and tokens, each with the place where it stands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from capture.cleaning.pieces import Mode, Piece

_UF = "AC|AL|AM|AP|BA|CE|DF|ES|GO|MA|MG|MS|MT|PA|PB|PE|PI|PR|RJ|RN|RO|RR|RS|SC|SE|SP|TO"
_TOKENS = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
    r"|(?P<uuid>(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F]))"
    r"|(?P<case>(?<!\d)\d{5,6}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}(?!\d)"
    r"|(?<!\d)\d{7}[-.]?\d{2}[. ]?\d{4}[. ]?\d[. ]?\d{2}[. ]?\d{4}(?!\d))"
    r"|(?P<case_head>(?<!\d)\d{7}-?\d{2}\.?(?:19|20)\d{2}(?!\d))"
    r"|(?P<moment>(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[T ]?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?(?!\d))"
    r"|(?P<day>(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)?\d{2}(?![\d/]))"
    r"|(?P<cnpj>(?<![A-Z0-9*])[A-Z0-9*]{2}\.[A-Z0-9*]{3}\.[A-Z0-9*]{3}/[A-Z0-9*]{4}-[0-9*]{2}(?![\d*]))"
    r"|(?P<cpf>(?<![\d*X])[\d*X]{3}\.[\d*X]{3}\.[\d*X]{3}[-/][\d*X]{2}(?![\d*]))"
    r"|(?P<money>(?:R\$\s{0,3}[\d.]{1,20}(?:,\d\d)?|(?<![\d.])\d{1,3}(?:\.\d{3}){1,5},\d\d(?!\d)|(?<![\d.])\d{1,12},\d\d(?!\d)))"
    rf"|(?P<oab>(?<![A-Za-z])OAB[\s:nNº°./-]{{0,6}}(?:(?:{_UF})[\s:nNº°./-]{{0,4}})?\d[\d.]{{1,8}}(?:-?[A-Z](?![A-Za-z]))?"
    rf"|(?<![A-Za-z0-9])(?:{_UF})[ /-]?\d{{1,3}}\.?\d{{3}}(?:-?[A-Z])?(?![A-Za-z0-9.])"
    rf"|(?<![A-Za-z0-9])(?:{_UF})\d{{4,8}}[A-Z]?(?![A-Za-z0-9.])"
    rf"|(?<![\d.])\d{{1,3}}\.?\d{{3}}(?:-?[A-Z])?\s?[/-]\s?(?:{_UF})(?![A-Za-z]))"
    r"|(?P<phone>(?<![\d(])\(?\d{2}\)\s?9?[\s.-]?\d{4}[\s.-]?\d{4}(?!\d)|(?<![\d.-])(?:\d{2}\s)?9?\d{4}-\d{4}(?![\d-]))"
    r"|(?P<dotted>(?<![\d.])\d{1,3}(?:\.\d{3}){1,4}(?:-[\dXx])?(?![\d.]\d)|(?<!\d)\d{5}-\d{3}(?!\d)"
    r"|(?<![\d.])\d{3}\.\d{2}\.\d{4}\.\d{6}-\d(?!\d))"
    r"|(?P<decimal>(?<![\d.])\d{1,12}\.\d{1,2}(?![\d.]))"
    r"|(?P<hex>(?<![A-Za-z0-9])(?=[a-fA-F]*\d)(?=\d*[a-fA-F])[0-9a-fA-F]{16,}(?![A-Za-z0-9]))"
    r"|(?P<mixed>(?<![A-Za-z0-9])(?:[A-Za-z]+\d|\d+[A-Za-z])[A-Za-z0-9]*)"
    r"|(?P<digits>\d+)"
    r"|(?P<initials>(?<!\w)(?:[^\W\d_]\.[ \xa0]?(?:d[aeo]s?[ \xa0])?){2,12})"
    r"|(?P<word>[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*)"
)
_MILLISECONDS = re.compile(r"1[0-9]{12}")


class Kind(StrEnum):
    """What a token is."""

    EMAIL = "email"
    UUID = "uuid"
    CASE = "case"
    CASE_HEAD = "case_head"
    MOMENT = "moment"
    DAY = "day"
    CNPJ = "cnpj"
    CPF = "cpf"
    MONEY = "money"
    OAB = "oab"
    PHONE = "phone"
    DOTTED = "dotted"
    DECIMAL = "decimal"
    HEX = "hex"
    MIXED = "mixed"
    DIGITS = "digits"
    INITIALS = "initials"
    WORD = "word"


_KEPT = frozenset({Kind.MONEY, Kind.DECIMAL})
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
"""Letters, also those whose accent is a character of its own."""
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_FEWEST_DIGITS = 6
_WORD_AND_VERSION = re.compile(r"([A-Za-z]{2,})\d{1,4}")


@dataclass(frozen=True, slots=True)
class Token:
    """Something on a page that may have to be replaced."""

    kind: Kind
    text: str
    start: int
    end: int
    mode: Mode

    @property
    def digits(self) -> str:
        """The digits without marks."""
        return "".join(each for each in self.text if each.isascii() and each.isdigit())

    @property
    def points_at_somebody(self) -> bool:
        """False for a number that is too short for that where it stands, unless it points at somebody elsewhere."""
        return self.kind is not Kind.DIGITS or len(self.text) >= self.mode.digits


def tokens_of(piece: Piece) -> Iterator[Token]:
    """Yield what stands in a part of a page; amounts are left out, days and moments come because they may be births."""
    if piece.mode is Mode.COUNT:
        return
    for match in _TOKENS.finditer(piece.span.text):
        kind = Kind(str(match.lastgroup))
        if kind is Kind.MIXED and not _is_whole(match[0], piece.mode):
            for part in _PARTS.finditer(match[0]):  # "Silva2", "row1234567": what stands in it counts
                start, end = match.start() + part.start(), match.start() + part.end()
                if not part[0].isdigit():
                    yield _token(piece, Kind.WORD, start, end)
                elif len(part[0]) >= _FEWEST_DIGITS:
                    yield _token(piece, Kind.DIGITS, start, end)
        elif kind not in _KEPT and not _is_harmless(kind, match[0], piece.mode):
            yield _token(piece, kind, match.start(), match.end())


def _token(piece: Piece, kind: Kind, start: int, end: int) -> Token:
    span = piece.span
    return Token(kind, span.text[start:end], span.starts[start], span.ends[end - 1], piece.mode)


def _is_whole(mixed: str, mode: Mode) -> bool:
    """Say whether letters and digits are one identifier, and no word with a number at its end."""
    if _WORD_AND_VERSION.fullmatch(mixed) or len(mixed) < mode.mixed:
        return False
    return mode is not Mode.CODE or sum(each.isdigit() for each in mixed) >= 4


def _is_harmless(kind: Kind, text: str, mode: Mode) -> bool:
    if mode is Mode.VALUE and _MILLISECONDS.fullmatch(text):
        return True
    if kind is Kind.DIGITS:
        return len(text) < _FEWEST_DIGITS
    return kind is Kind.DOTTED and sum(each.isdigit() for each in text) < 6


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word in small letters without accents."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in plain if not unicodedata.combining(each))


def words_in(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(fold(match[0]) for match in _WORD.finditer(text))
