"""Which listed distributions begin a lawsuit: a table of examples."""

from datetime import date

import pytest

from schemas.case_number import CaseNumber
from spiders.new_lawsuits import is_new_lawsuit

MARCH, JANUARY, FEBRUARY = date(2031, 3, 9), date(2031, 1, 12), date(2031, 2, 2)

EXAMPLES = [
    # year, J.TR, origin, distributed on, level, body, class, is new, why
    (2031, "8.26", 45, MARCH, "G1", None, None, True, "first degree, number of the year"),
    (2031, "8.26", 45, MARCH, None, "2ª Vara da Comarca", None, True, "the body tells the degree"),
    (2031, "8.26", 45, MARCH, None, None, None, True, "nothing but a number of the year"),
    (2029, "8.26", 45, MARCH, "G1", None, None, False, "an old case, distributed again"),
    (2030, "8.26", 45, JANUARY, "G1", None, None, True, "filed in December, distributed in January"),
    (2030, "8.26", 45, FEBRUARY, "G1", None, None, False, "filed last year, distributed in February"),
    (2032, "8.26", 45, MARCH, "G1", None, None, False, "a number of a year that has not begun"),
    (2031, "5.02", 521, MARCH, None, "20ª Turma - Cadeira 2", None, False, "an appeal keeps its first-degree origin"),
    (2031, "5.02", 521, MARCH, "G2", None, "Recurso Ordinário Trabalhista", False, "an appeal by its class too"),
    (2031, "5.03", 0, MARCH, "G2", "Gabinete de Desembargador n. 23", "MANDADO DE SEGURANçA CíVEL", True,
     "an action that begins in the tribunal"),
    (2031, "8.26", 0, MARCH, "G2", "3ª Câmara", "AGRAVO DE INSTRUMENTO", False, "an appeal with a number of its own"),
    (2031, "8.26", 0, MARCH, "G1", "1ª Vara", None, False, "sent down from the tribunal where it began"),
    (2031, "3.00", 0, MARCH, "SUP", None, "HABEAS CORPUS", True, "a superior court's own number"),
    (2031, "8.26", 45, MARCH, "SUP", None, "AGRAVO EM RECURSO ESPECIAL", False, "a case of a state court at the STJ"),
    (2031, "8.26", 45, MARCH, "TR", None, None, False, "the board of the small claims hears appeals"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "j_tr", "origin", "day", "level", "body", "case_class", "is_new", "why"), EXAMPLES, ids=str
)
def test_examples(year, j_tr, origin, day, level, body, case_class, is_new, why) -> None:
    number = CaseNumber.build(sequence=1001, year=year, j_tr=j_tr, origin=origin)
    assert is_new_lawsuit(number, day, court_level=level, judging_body=body, case_class=case_class) is is_new, why
