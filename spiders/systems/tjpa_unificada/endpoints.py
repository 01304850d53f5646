"""The requests of TJPA's unified consultation as plain values (pure). Routes: TP1, TP2 2026-02; VOY 2026-06-29."""

from urllib.parse import quote, urlsplit

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

PAGE_SIZE = 100
"""TP1 asks for up to 1000; smaller pages keep an answer small."""


def build_case_request(base: str, number: CaseNumber) -> PageRequest:
    """Ask for all entries of a case number."""
    return _get(base, f"processobycnj/{number.masked}", PageKind.CASE_DETAIL)


def build_movement_page_request(base: str, number: CaseNumber, document: str, degree: str, page: int) -> PageRequest:
    """Ask for a page of an entry's movements (TP1); pages count from 1."""
    path = f"movimentacaopublicobycnj/{number.masked}/{quote(document, safe='')}/{quote(degree, safe='')}"
    return _get(base, f"{path}/{page}/{PAGE_SIZE}", PageKind.MOVEMENTS_PAGE)


def build_all_movements_request(base: str, document: str, degree: str) -> PageRequest:
    """Ask for all movements of an entry at once (TP2)."""
    path = f"movimentacaobyprocesso/{quote(document, safe='')}/{quote(degree, safe='')}"
    return _get(base, path, PageKind.MOVEMENTS_PAGE)


def build_persons_request(base: str, name: str) -> PageRequest:
    """Ask which persons have this name, and in which system their cases are."""
    return _get(base, f"processobynomeparte/{quote(name, safe='')}", PageKind.PARTY_LIST)


def build_cases_of_person_request(base: str, name: str, system: str, page: int) -> PageRequest:
    """Ask for a page of the cases of one person in one system; pages count from 1."""
    path = f"processobynomeparte/{quote(name, safe='')}/{quote(system, safe='')}/{page}/{PAGE_SIZE}"
    return _get(base, path, PageKind.RESULT_LIST)


def _get(base: str, path: str, kind: str) -> PageRequest:
    """The service expects its own page as Referer (VOY)."""
    at = urlsplit(base)
    headers = {"Accept": "application/json", "Referer": f"{at.scheme}://{at.netloc}/"}
    return PageRequest(f"{base.rstrip('/')}/{path}", kind, headers=headers)
