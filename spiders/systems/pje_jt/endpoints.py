"""The request of PJe-JT's public consultation that needs no captcha, as a plain value (pure). VOY 2026-07-04, ZAV."""

from urllib.parse import urlsplit

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

DEGREES = ("1", "2")


def build_basic_request(base: str, number: CaseNumber, degree: str) -> PageRequest:
    """Ask one degree for the basic data of a number. What comes next, the case itself, asks for a captcha."""
    at = urlsplit(base)
    headers = {
        "Accept": "application/json",
        "Referer": f"{at.scheme}://{at.netloc}/consultaprocessual/",
        "X-Grau-Instancia": degree,
    }
    url = f"{base.rstrip('/')}/processos/dadosbasicos/{number}"
    return PageRequest(url, PageKind.RESULT_LIST, headers=headers)
