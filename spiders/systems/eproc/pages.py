"""What eproc's pages say: recognises the kind of a page and gives it to its reader (pure).

Kinds: the detail of a case (with the newest events, or with all of them), the two lists of a search by name, the list
of distributions, the forms with their captcha and sentences, and the landing page with its login.
"""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.html5 import Node, every, read_html, text_of
from spiders.page_end import has_end
from spiders.systems.eproc.detail import parse_detail
from spiders.systems.eproc.distributions import parse_distributions
from spiders.systems.eproc.forms import parse_form
from spiders.systems.eproc.lists import parse_cases, parse_persons
from spiders.systems.eproc.markup import without_scripts

_OWN_MARKS = (
    re.compile(rb"<title[^<>]{0,200}>[^<]{0,80}:: ?eproc\b", re.IGNORECASE),
    re.compile(rb"hdnInfraPrefixoCookie\"[^<>]{0,80}value=\"[^\"]{0,30}_eproc", re.IGNORECASE),
)
_OWN_LINK = re.compile(rb"externo_controlador\.php\?acao=(?:processo_|tjsp@consulta)")
_DETAIL_MARKS = (b"Capa do Processo", b'id="fldPartes"', b'<dd id="txtNumProcesso"', b'<span id="txtNumProcesso"')
_PERSONS = re.compile(rb"Nome da Parte\s*</th>", re.IGNORECASE)
_CASES = re.compile(rb"(Autor|R(?:\xe9|\xc3\xa9|&eacute;)u)\s*</th>", re.IGNORECASE)
_LISTED = re.compile(rb"Partes\s*</th>", re.IGNORECASE)
_PAGE = re.compile(rb"<html\b|<body\b", re.IGNORECASE)
_FRAGMENT_END = re.compile(rb"</table\s*>\s*$", re.IGNORECASE)
_REFUSALS = "[id='divInfraExcecao']"
_TAIL = 400
_PROVING = (Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED, Outcome.UNSUPPORTED)


def recognise(body: bytes) -> str | None:
    """Return the kind of the page, or None when it is not a page of eproc."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<" or not _is_own(body):
        return None
    if any(mark in body for mark in _DETAIL_MARKS):
        return PageKind.CASE_DETAIL
    if b"infraTable" in body and (kind := _by_headings(body)):
        return kind
    if b'name="txtDtaInicial"' in body:
        return PageKind.DISTRIBUTION_LIST
    return PageKind.SEARCH_FORM if b"<form" in body.lower() or b"divInfraExcecao" in body else PageKind.UNKNOWN


def _is_own(body: bytes) -> bool:
    """A page names eproc in its title or in a hidden field; the fragments of a search have their links only."""
    if any(mark.search(body) for mark in _OWN_MARKS):
        return True
    is_infra = b"divInfraAreaTela" in body or (b"infraTable" in body and not _PAGE.search(body))
    return is_infra and _OWN_LINK.search(body) is not None


def _by_headings(body: bytes) -> str | None:
    if _PERSONS.search(body):
        return PageKind.PARTY_LIST
    if _LISTED.search(body):
        return PageKind.DISTRIBUTION_LIST
    return PageKind.RESULT_LIST if _CASES.search(body) else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind.

    A page without its end is `partial` whatever it shows.
    """
    kind = page or recognise(body)
    if kind is None:
        raise PageChanged("no kind of page of eproc")
    is_cut = not (has_end(body) if _PAGE.search(body) else _FRAGMENT_END.search(body[-_TAIL:]))
    try:
        found = _parse_kind(kind, body, content_type)
    except PageChanged:
        if not is_cut or page is not None:
            raise
        return _cut(kind)
    if is_cut and found.outcome is Outcome.FOUND_NEW:
        return found.model_copy(update={"outcome": Outcome.PARTIAL, "reason": "The page was cut before its end."})
    return _cut(kind) if is_cut and found.outcome in _PROVING else found


def _parse_kind(kind: str, body: bytes, content_type: str | None) -> ParsedPage:
    _, root = read_html(body, content_type)
    if kind == PageKind.CASE_DETAIL:
        return _detail(root)
    readers = {
        PageKind.PARTY_LIST: parse_persons,
        PageKind.RESULT_LIST: parse_cases,
        PageKind.DISTRIBUTION_LIST: parse_distributions,
        PageKind.SEARCH_FORM: parse_form,
        PageKind.NOT_FOUND: parse_form,
        PageKind.WALL: parse_form,
    }
    if kind not in readers:
        raise PageChanged(f"eproc has no page of the kind {kind}", expected=kind)
    return readers[PageKind(kind)](root)


def _detail(root: Node) -> ParsedPage:
    """Read a case, or the box in which the court says why it shows none."""
    without_scripts(root)
    refusals = every(root, _REFUSALS)
    return parse_form(root) if any(text_of(box) for box in refusals) else parse_detail(root)


def _cut(kind: str) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.EPROC, page=kind, outcome=Outcome.PARTIAL, reason="The page was cut before its end."
    )
