"""Reads the fixed forms in texts of the national gazette: distributions, moves to another system, main cases (pure).

The forms are those of PROTOCOLS.md section 10: minutes of a distribution session (TJRJ), a sentence of PJe of the
labour courts, the same sentence of eproc without accent and with another preposition.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from spiders.court_levels import level_of_address, level_of_body
from spiders.printed_numbers import number_of

CASE_NUMBER = re.compile(r"(?<![\d.-])\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}(?![\d.-]\d)")
_SENTENCE = re.compile(
    r"\bdistribu[ií]d[oa] (?:por \w{1,20} )?(?:para|ao?|à) (?P<unit>.{2,300}?),? "
    r"na data(?: de)?:? (?P<day>\d{2}/\d{2}/\d{4})",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"AUDI[EÊ]NCIA (?:P[UÚ]BLICA )?DE DISTRIBUI[CÇ][AÃ]O (?:DE \w{1,20},? )?REALIZADA EM (?P<day>\d{2}/\d{2}/\d{4})",
    re.IGNORECASE,
)
_RAPPORTEUR = re.compile(r"\bRelator(?:\(?a\)?)?: ?(?P<judge>[^:]{3,120}?)(?= [A-Za-zÀ-ú]{3,20}:|$)")
_MOVE = re.compile(
    r"passar[áa] a tramitar (?:\w{1,20} )?no sistema (?P<system>[\w-]{2,20})\b.{0,200}?"
    r"\bsob o n[úu]mero:? ?(?P<number>[\d.-]{20,25})",
    re.IGNORECASE,
)
_MAIN_CASE = re.compile(r"\(processo principal:? (?P<number>[\d.-]{20,25})\)", re.IGNORECASE)
_SEALED = re.compile(r"SEGREDO DE JUSTI|\bSIGILOS")
_KIND_OF_LISTS = "LISTA DE DISTRIBUICAO"


@dataclass(frozen=True, slots=True)
class PrintedDistribution:
    """A distribution told in a text: the day, and the unit or the rapporteur that got the case."""

    distributed_on: str
    unit: str | None
    judge: str | None
    court_level: CourtLevel | None


def fold(text: str) -> str:
    """Return the text in capitals without accents ("Lista de distribuição" → "LISTA DE DISTRIBUICAO")."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).upper().split())


def is_distribution_list(kind: str | None) -> bool:
    """Whether a kind of communication (tipo de comunicação) is the list of distribution."""
    return fold(kind or "") == _KIND_OF_LISTS


def is_sealed_name(name: str) -> bool:
    """Whether words stand where a name would: "SIGILOSO", "EM SEGREDO DE JUSTIçA", "PARTE/PROCESSO SIGILOSO …"."""
    return bool(_SEALED.search(fold(name)))


def read_distribution(text: str, url: str | None, body: str | None) -> PrintedDistribution | None:
    """Return the distribution that a text (blanks collapsed) tells in one of its known forms, or None.

    Args: url: the publication's link, whose degree decides; body: the publishing body, asked last.
    """
    said = _SENTENCE.search(text)
    if said and (day := iso_day(said["day"])):
        unit = said["unit"].strip(" -")
        level = level_of_address(url) or level_of_address(text) or level_of_body(unit) or level_of_body(body)
        return PrintedDistribution(day, unit, None, level)
    held = _MINUTES.search(text)
    if held and (day := iso_day(held["day"])):
        rapporteur = _RAPPORTEUR.search(text, held.end())
        judge = rapporteur["judge"].strip() if rapporteur else None
        # Only a case of the second degree gets a rapporteur.
        level = CourtLevel.SECOND if judge else level_of_address(url) or level_of_body(body)
        return PrintedDistribution(day, None, judge, level)
    return None


def read_move(text: str) -> tuple[str | None, str | None]:
    """Return (system, number) when a text tells that the case goes on in another system, else (None, None)."""
    said = _MOVE.search(text)
    if not said:
        return None, None
    return said["system"].lower(), number_of(said["number"].rstrip(".-"))[0]


def read_main_case(text: str) -> str | None:
    """Return the number of the case to which this one belongs, where the text prints it."""
    said = _MAIN_CASE.search(text)
    return number_of(said["number"])[0] if said else None


def iso_day(printed: str) -> str | None:
    """Return "06/07/2026" as "2026-07-06"; None for a day that no calendar has."""
    try:
        return datetime.strptime(printed, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def valid_number(digits: str | None) -> CaseNumber | None:
    """Return the number as a value, or None when its check digits are wrong or it is incomplete."""
    number, _, is_valid = number_of(digits or "")
    return CaseNumber(number) if number and is_valid else None
