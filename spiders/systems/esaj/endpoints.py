"""The addresses and forms of e-SAJ as plain requests (pure). In which order they are asked stands in `spider.py`.

`base` is the address of one degree: https://esaj.tjsp.jus.br/cpopg, https://esaj.tjsp.jus.br/cposg.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

_EVERYWHERE = "-1"


def build_form_request(base: str) -> PageRequest:
    """Open the search form: it sets the session cookie, without which a search brings back the form."""
    return PageRequest(f"{base}/open.do", PageKind.SEARCH_FORM)


def build_first_degree_search(base: str, number: CaseNumber) -> PageRequest:
    """Ask the first degree for a case number."""
    return _get(
        f"{base}/search.do",
        {
            "conversationId": "",
            "cbPesquisa": "NUMPROC",
            **_number_fields(number),
            "dadosConsulta.valorConsultaNuUnificado": number.masked,
            "dadosConsulta.valorConsulta": "",
            "dadosConsulta.tipoNuProcesso": "UNIFICADO",
            "dadosConsulta.localPesquisa.cdLocal": _EVERYWHERE,
        },
    )


def build_second_degree_search(base: str, number: CaseNumber) -> PageRequest:
    """Ask the second degree for a case number: its own cases, and the appeals of a first-degree number."""
    return _get(
        f"{base}/search.do",
        {
            "conversationId": "",
            "paginaConsulta": "1",
            "localPesquisa.cdLocal": _EVERYWHERE,
            "cbPesquisa": "NUMPROC",
            "tipoNuProcesso": "UNIFICADO",
            **_number_fields(number),
            "dePesquisaNuUnificado": number.masked,
            "dePesquisa": "",
            "uuidCaptcha": "",
            "pbEnviar": "Pesquisar",
        },
    )


def build_name_search(base: str, name: str) -> PageRequest:
    """Ask the first degree for the cases of a party with exactly this full name (without the box: phonetically)."""
    return _get(
        f"{base}/search.do",
        {
            "conversationId": "",
            "dadosConsulta.localPesquisa.cdLocal": _EVERYWHERE,
            "cbPesquisa": "NMPARTE",
            "dadosConsulta.tipoNuProcesso": "UNIFICADO",
            "dadosConsulta.valorConsulta": name,
            "chNmCompleto": "true",
        },
    )


def build_show_request(base: str, code: str, forum: str | None = None) -> PageRequest:
    """Open one case by the court's internal code (of a result, or of an option of the choice)."""
    fields = {"processo.codigo": code}
    if forum:
        fields["processo.foro"] = forum
    return _get(f"{base}/show.do", fields)


def build_results_request(base: str, link: str) -> PageRequest:
    """Open a further page of results by the link that the page prints, at the address that is asked."""
    return PageRequest(f"{base}/trocarPagina.do?{urlsplit(link).query}", PageKind.RESULT_LIST)


def code_in(url: str | None) -> str | None:
    """Return the internal code that the address of a case carries."""
    return _query_value(url, "processo.codigo")


def forum_in(url: str | None) -> str | None:
    """Return the forum that the address of a case carries."""
    return _query_value(url, "processo.foro")


def _number_fields(number: CaseNumber) -> dict[str, str]:
    return {
        "numeroDigitoAnoUnificado": f"{number.sequence}-{number.check}.{number.year}",
        "foroNumeroUnificado": number.origin,
    }


def _get(address: str, fields: dict[str, str]) -> PageRequest:
    return PageRequest(f"{address}?{urlencode(fields)}", PageKind.CASE_DETAIL)


def _query_value(url: str | None, name: str) -> str | None:
    values = parse_qs(urlsplit(url or "").query).get(name)
    return values[0] if values else None
