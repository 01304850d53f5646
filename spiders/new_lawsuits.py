"""Tells a new lawsuit from the distribution of an old case: an appeal, a redistribution, a return (pure).

Every strategy of discovery asks here before it calls a listed case new. What a list does not print is not held
against the case: with a number of this year and nothing else, it is new.
"""

import re
from datetime import date

from schemas.case_number import CaseNumber
from schemas.courts import CourtLevel
from spiders.court_levels import level_of_body
from spiders.gazette import fold

_BEGAN_IN_THE_TRIBUNAL = "0000"
_LATE = 31
"""Days of January in which a case that was filed in December may still be distributed."""
_APPEALS = re.compile(
    r"\b(APELACAO|APELACOES|AGRAVO|RECURSO|REEXAME|REMESSA NECESSARIA|EMBARGOS DE DECLARACAO|EMBARGOS INFRINGENTES|"
    r"EMBARGOS DE DIVERGENCIA|CORREICAO PARCIAL|PEDIDO DE EFEITO SUSPENSIVO)\b"
)
_HIGHER = frozenset({CourtLevel.SECOND, CourtLevel.APPEALS_PANEL, CourtLevel.SUPERIOR})
_BRANCHES_OF_SUPERIOR_COURTS = ("1", "2", "3")


def is_new_lawsuit(
    case_number: CaseNumber,
    distributed_on: date,
    *,
    court_level: str | None = None,
    judging_body: str | None = None,
    case_class: str | None = None,
) -> bool:
    """Return whether a distribution begins a lawsuit, by the number's year and origin, the degree and the class.

    Args: distributed_on: the date of the distribution or, where no list prints it, of its publication; court_level:
    the degree in which it was distributed, else told by the body's name.
    """
    if not _is_of_the_year(case_number, distributed_on):
        return False
    if case_class and _APPEALS.search(fold(case_class)):
        return False
    level = CourtLevel(court_level) if court_level in set(CourtLevel) else level_of_body(judging_body)
    began_there = case_number.origin == _BEGAN_IN_THE_TRIBUNAL or case_number.branch in _BRANCHES_OF_SUPERIOR_COURTS
    if level in _HIGHER:
        # With the origin of a first-degree unit, it came there by appeal.
        return began_there
    if level is None:
        return True
    # A case that began in the tribunal and now stands in the first degree was sent down.
    return not began_there


def _is_of_the_year(case_number: CaseNumber, distributed_on: date) -> bool:
    year = int(case_number.year)
    if year == distributed_on.year:
        return True
    days_of_this_year = (distributed_on - date(distributed_on.year, 1, 1)).days
    return year == distributed_on.year - 1 and days_of_this_year < _LATE
