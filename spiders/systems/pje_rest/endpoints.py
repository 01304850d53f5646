"""The requests of PJe's REST service as plain values (pure). Routes: VOY 2026-05-26; movements: RAD 2026-09-20."""

from urllib.parse import quote, urlencode, urlsplit

from schemas.case_number import CaseNumber
from schemas.courts import Side
from schemas.pages import PageKind
from spiders.base import PageRequest

_POLES = {Side.ACTIVE: "poloAtivo", Side.PASSIVE: "poloPassivo", Side.THIRD: "outrosInteressados"}


def build_search_request(base: str, number: CaseNumber) -> PageRequest:
    """Ask which proceedings have this number; each answer gives them new tokens."""
    query = urlencode({"page": 0, "numeroProcesso": number.masked})
    return _get(base, f"processos?{query}", PageKind.RESULT_LIST)


def build_header_request(base: str, token: str) -> PageRequest:
    """Ask for what the service calls the data of a case: its header."""
    return _get(base, f"processos/{quote(token, safe='')}/dados", PageKind.CASE_DETAIL)


def build_pole_request(base: str, token: str, side: Side, page: int) -> PageRequest:
    """Ask for a page of one pole; pages count from 0."""
    return _get(base, f"processos/{quote(token, safe='')}/{_POLES[side]}?page={page}", PageKind.PARTY_LIST)


def build_movements_request(base: str, token: str, page: int) -> PageRequest:
    """Ask for a page of movements; pages count from 0."""
    return _get(base, f"processos/{quote(token, safe='')}/movimentacoes?page={page}", PageKind.MOVEMENTS_PAGE)


def _get(base: str, path: str, kind: str) -> PageRequest:
    """The service wants its own app as the origin, which at TJDFT has the service's name without "-api" (VOY)."""
    at = urlsplit(base)
    app = f"{at.scheme}://{at.netloc.replace('-api.', '.', 1)}"
    headers = {"Accept": "application/json", "Referer": f"{app}/", "Origin": app}
    return PageRequest(f"{base.rstrip('/')}/{path}", kind, headers=headers)
