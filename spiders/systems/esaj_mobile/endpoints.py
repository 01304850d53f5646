"""The addresses of TJSP's mobile API as plain requests (pure). In which order they are asked stands in `spider.py`.

`base` is https://api.tjsp.jus.br. Of the second degree only the search is known.
"""

import json
from urllib.parse import quote

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.systems.esaj.mobile import BASICS, INCIDENTS, PARTIES

FIRST, SECOND = "cpopg", "cposg"


def build_search(base: str, degree: str, number: CaseNumber) -> PageRequest:
    """Ask one degree for the cases of a number."""
    return PageRequest(f"{base}/processo/{degree}/search/numproc/{number}", PageKind.RESULT_LIST)


def build_basics(base: str, code: str) -> PageRequest:
    """Ask for the header of a first-degree case by the court's internal code."""
    body = json.dumps({"cdProcesso": code})
    headers = {"Content-Type": "application/json"}
    return PageRequest(_of_case(base, "dadosbasicos", code), BASICS, method="POST", headers=headers, json=body)


def build_parties(base: str, code: str) -> PageRequest:
    """Ask for the parties of a first-degree case."""
    return PageRequest(_of_case(base, "partes", code), PARTIES)


def build_movements(base: str, code: str) -> PageRequest:
    """Ask for all movements of a first-degree case."""
    return PageRequest(_of_case(base, "movimentacao", code), PageKind.MOVEMENTS_PAGE)


def build_incidents(base: str, code: str) -> PageRequest:
    """Ask which incidents hang on a first-degree case."""
    return PageRequest(_of_case(base, "incidente", code), INCIDENTS)


def _of_case(base: str, part: str, code: str) -> str:
    return f"{base}/processo/{FIRST}/{part}/{quote(code, safe='')}"
