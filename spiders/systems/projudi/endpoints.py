"""The requests of Projudi's skins as plain values (pure). TJGO: a real form of 2026; TJPR: RPR 2025-03 and a form."""

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

_PUBLIC_SEARCH = "24"


def build_tjgo_form_request(base: str) -> PageRequest:
    """Open TJGO's search form."""
    return PageRequest(f"{base.rstrip('/')}/BuscaProcesso?PaginaAtual=4", PageKind.SEARCH_FORM)


def build_tjgo_search(base: str, number: CaseNumber) -> PageRequest:
    """Ask TJGO for a case number. The field of its captcha stays empty: it is never passed."""
    form = (
        ("PaginaAtual", "2"),
        ("PaginaAnterior", "4"),
        ("TipoConsultaProcesso", _PUBLIC_SEARCH),
        ("BuscaPublica", "1"),
        ("ServletRedirect", "null"),
        ("ProcessoNumero", number.masked),
        ("Inquerito", ""),
        ("NomeParte", ""),
        ("PesquisarNomeExato", "false"),
        ("CpfCnpjParte", ""),
        ("g-recaptcha-response", ""),
        ("imgSubmeter", "Buscar"),
    )
    return PageRequest(f"{base.rstrip('/')}/BuscaProcesso", PageKind.CASE_DETAIL, "POST", form=form)


def build_tjgo_case_request(base: str, code: str) -> PageRequest:
    """Open a case of TJGO's list by the court's code."""
    form = (("PaginaAtual", "-1"), ("Id_Processo", code))
    return PageRequest(f"{base.rstrip('/')}/BuscaProcesso", PageKind.CASE_DETAIL, "POST", form=form)


def build_tjpr_form_request(base: str) -> PageRequest:
    """Open TJPR's search form."""
    return PageRequest(f"{base.rstrip('/')}/processo/consultaPublica.do?actionType=iniciar", PageKind.SEARCH_FORM)


def build_tjpr_search(base: str, number: CaseNumber) -> PageRequest:
    """Ask TJPR for a case number. The answer to its image stays empty: it is never read."""
    form = (
        ("processoPageSize", "20"),
        ("processoPageNumber", "1"),
        ("opcaoConsultaPublica", "1"),
        ("flagNumeroUnico", "true"),
        ("numeroProcesso", number.masked),
        ("answer", ""),
    )
    address = f"{base.rstrip('/')}/processo/consultaPublica.do?actionType=pesquisar"
    return PageRequest(address, PageKind.CASE_DETAIL, "POST", form=form)


def build_cnj_form_request(base: str) -> PageRequest:
    """Open the long form of the CNJ's skin, whose action nobody has written down."""
    return PageRequest(base, PageKind.SEARCH_FORM)
