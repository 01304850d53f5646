"""STJ's requests as plain values: a case by its unique number, and by its register number (pure)."""

from urllib.parse import urlencode

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

_APPLICATION = "processos.ea"
_ROWS = "40"


def by_number(base: str, case_number: CaseNumber) -> PageRequest:
    """Ask by unique number, as the link behind the number on a case's page does."""
    fields = {
        "tipoPesquisa": "tipoPesquisaNumeroUnico",
        "termo": str(case_number),
        "totalRegistrosPorPagina": _ROWS,
        "aplicacao": _APPLICATION,
    }
    return _search(base, fields)


def by_register(base: str, register: str) -> PageRequest:
    """Ask for one case by the twelve digits of its register number."""
    return _search(base, {"aplicacao": _APPLICATION, "num_registro": register})


def _search(base: str, fields: dict[str, str]) -> PageRequest:
    return PageRequest(url=f"{base.rstrip('/')}/processo/pesquisa/?{urlencode(fields)}", kind=PageKind.CASE_DETAIL)
