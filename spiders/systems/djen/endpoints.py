"""The Comunica API's requests as plain values: communications by day, number, lawyer or party, and whole cadernos."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest
from spiders.systems.djen.vocabulary import OAB_SUFFIXES

_BRASILIA = ZoneInfo("America/Sao_Paulo")
CADERNO = "caderno"
"""Kind of the answer that tells where the archive of a whole day is."""


def window(now: datetime) -> tuple[date, date]:
    """Return yesterday and today in Brasília; items of a day become visible at its midnight there."""
    today = now.astimezone(_BRASILIA).date()
    return today - timedelta(days=1), today


def by_day(base: str, publisher: str, day: date, *, page: int, page_size: int) -> PageRequest:
    """Ask for a page of what a tribunal published on one day.

    Only a query of one tribunal and one day was seen to lead beyond 10,000 items (VOY 2026-08-18).
    """
    asked = {
        "siglaTribunal": publisher,
        "dataDisponibilizacaoInicio": day.isoformat(),
        "dataDisponibilizacaoFim": day.isoformat(),
    }
    return _communications(base, asked, page, page_size)


def by_number(base: str, case_number: CaseNumber, *, page: int, page_size: int) -> PageRequest:
    """Ask for the communications about one case, of whichever tribunal."""
    return _communications(base, {"numeroProcesso": str(case_number)}, page, page_size)


def by_party(base: str, name: str, days: tuple[date, date], *, page: int, page_size: int) -> PageRequest:
    """Ask for communications addressed to a name; how exactly it is compared is not known."""
    first, last = days
    asked = {
        "nomeParte": name,
        "dataDisponibilizacaoInicio": first.isoformat(),
        "dataDisponibilizacaoFim": last.isoformat(),
    }
    return _communications(base, asked, page, page_size)


def by_lawyer(
    base: str, number: str, state: str, days: tuple[date, date], *, page_size: int
) -> tuple[PageRequest, ...]:
    """Ask for the communications of a lawyer: one first page for each way in which tribunals write the number."""
    first, last = days
    plain = {
        "ufOab": state,
        "dataDisponibilizacaoInicio": first.isoformat(),
        "dataDisponibilizacaoFim": last.isoformat(),
    }
    return tuple(
        _communications(base, {"numeroOab": f"{number}{suffix}", **plain}, 1, page_size) for suffix in OAB_SUFFIXES
    )


def caderno(base: str, publisher: str, day: date, medium: str = "D") -> PageRequest:
    """Ask where the archive of a tribunal's whole day is. Args: medium: D the gazette, E the edicts."""
    parts = "/".join(quote(part, safe="") for part in (publisher, day.isoformat(), medium))
    return PageRequest(url=f"{base.rstrip('/')}/api/v1/caderno/{parts}", kind=CADERNO)


def _communications(base: str, asked: Mapping[str, str], page: int, page_size: int) -> PageRequest:
    query = urlencode({**asked, "pagina": str(page), "itensPorPagina": str(page_size)})
    return PageRequest(url=f"{base.rstrip('/')}/api/v1/comunicacao?{query}", kind=PageKind.PUBLICATION_LIST)
