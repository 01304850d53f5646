"""STF's requests as plain values: the search by unique number, and the tabs that a case's page loads (pure)."""

from urllib.parse import urljoin

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest


def search_request(base: str, case_number: CaseNumber) -> PageRequest:
    """Ask for a case by its unique number; the portal redirects to the page of the case.

    The route is reported by several public programs and stands in no captured page, which only names the choice
    "Por Número Único": it is unverified.
    """
    return PageRequest(
        url=f"{base.rstrip('/')}/processos/listarProcessos.asp?numeroUnico={case_number}", kind=PageKind.CASE_DETAIL
    )


def tab_request(detail_url: str, link: str, kind: str) -> PageRequest:
    """Get one tab of a case by the address that the case's page names."""
    return PageRequest(
        url=urljoin(detail_url, link),
        kind=kind,
        headers={"X-Requested-With": "XMLHttpRequest", "Referer": detail_url},
    )
