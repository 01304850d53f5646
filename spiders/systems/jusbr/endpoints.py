"""The portal's requests as plain values, with the operator's token (pure). Addresses: JS 2026-06."""

from urllib.parse import urlencode

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.systems.pdpj.endpoints import bearer


def build_search_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask which case the portal lists under the number."""
    query = urlencode({"numeroProcesso": number})
    return PageRequest(f"{base.rstrip('/')}/processos/?{query}", PageKind.RESULT_LIST, headers=bearer(token))


def build_case_request(base: str, token: str, number: CaseNumber) -> PageRequest:
    """Ask for the details of a case: its proceedings with movements, parties and documents."""
    return PageRequest(f"{base.rstrip('/')}/processos/{number}", PageKind.CASE_DETAIL, headers=bearer(token))
