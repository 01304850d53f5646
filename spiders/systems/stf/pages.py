"""What STF's pages say: recognises the kind of a page and gives it to its reader (pure).

Kinds: the page of a case (its parties and movements are tabs), the layout of 2015, the shell of a case that does not
exist, two tabs, the publications and their error.
"""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.json_pages import is_cut_json, load_json, object_of
from spiders.page_end import has_end
from spiders.select import parse_html
from spiders.systems.stf.detail import parse_detail
from spiders.systems.stf.legacy import parse_legacy
from spiders.systems.stf.publications import parse_error, parse_publications
from spiders.systems.stf.tabs import PARTIES_PAGE, parse_movements, parse_parties

_PORTAL_MARKS = (b"/assets/styles/processo/processo.css", b"pesquisaPrincipalNumeroUnico")
_LEGACY_MARKS = (b"Acompanhamento Processual :: STF", b"detalheProcesso", b"resultadoAndamentoProcesso")
_EMPTY_SHELL = re.compile(
    rb'<section id="conteudo"[^<>]{0,200}>\s{0,200}<div class="container center-block p-0">\r?\n[ \t]{20}\Z'
)
"""The portal stops here when the incident does not exist: the page has neither content nor end (2026).

The blanks are counted: a page of a case that broke off here is told from it by nothing else.
"""
_NO_PUBLICATION = re.compile(rb'"publicacoes"\s{0,9}:\s{0,9}\[\s{0,9}\]')
_TAIL = 600
_TAB_MARKS = ((PARTIES_PAGE, b'id="todas-partes"'), (PageKind.MOVEMENTS_PAGE, b'class="andamento-item'))
_BALANCED = (b"div", b"ul", b"li")


def recognise(body: bytes) -> str | None:
    """Return the kind of the page, or None when it is not a page of the STF."""
    start = body.lstrip()[:1]
    if start == b"{":
        return _of_json(body)
    if sum(mark in body for mark in _LEGACY_MARKS) >= 2:
        return "legacy_detail"
    if all(mark in body for mark in _PORTAL_MARKS):
        has_case = b'id="incidente"' in body or b"processo-titulo" in body or b"abaAndamentos.asp" in body
        return PageKind.CASE_DETAIL if has_case else PageKind.NOT_FOUND
    if b"<html" in body.lower():
        return None
    return next((kind for kind, mark in _TAB_MARKS if mark in body), None)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind."""
    kind = recognise(body) if page in (None, PageKind.CASE_DETAIL) else page
    if kind in (PageKind.PUBLICATION_LIST, PageKind.ERROR):
        return _parse_json(body, content_type, page)
    if kind == PageKind.NOT_FOUND:
        return _parse_shell(body)
    is_cut = not _is_whole(kind, body)
    try:
        found = _parse_html(kind, body, content_type)
    except PageChanged:
        if not is_cut or page is not None:
            raise
        return _cut(kind)
    if is_cut and found.outcome is Outcome.FOUND_NEW:
        return found.model_copy(update={"outcome": Outcome.PARTIAL, "reason": "The page was cut before its end."})
    return found


def _parse_html(kind: str | None, body: bytes, content_type: str | None) -> ParsedPage:
    text = decode_html(body, content_type)
    root = parse_html(text)
    if kind == PageKind.CASE_DETAIL:
        return parse_detail(root, text)
    readers = {"legacy_detail": parse_legacy, PARTIES_PAGE: parse_parties, PageKind.MOVEMENTS_PAGE: parse_movements}
    if kind not in readers:
        raise PageChanged(f"the STF has no page of the kind {kind}", expected=kind)
    return readers[kind](root)


def _parse_shell(body: bytes) -> ParsedPage:
    """Only the portal's page that stops exactly where the case would begin says that there is none."""
    if not _EMPTY_SHELL.search(body[-_TAIL:]):
        raise PageChanged("the portal's page shows neither a case nor the place where one is missing")
    return ParsedPage(
        system=CourtSystem.STF,
        page=PageKind.NOT_FOUND,
        outcome=Outcome.NOT_FOUND,
        reason="The portal's empty page: no case has this number.",
    )


def _parse_json(body: bytes, content_type: str | None, page: str | None) -> ParsedPage:
    try:
        answer = object_of(load_json(body, content_type), "the answer")
    except PageChanged:
        if page is None and is_cut_json(body):
            return _cut(PageKind.PUBLICATION_LIST)
        raise
    return parse_error(answer) if "errors" in answer else parse_publications(answer)


def _of_json(body: bytes) -> str | None:
    head, tail = body[:2000], body[-2000:]
    if b'"errors"' in head and b'"internalCode"' in head:
        return PageKind.ERROR
    is_list = b'"publicacoes"' in body and (b'"agregacoes"' in head or b'"agregacoes"' in tail)
    has_rows = b'"processoId"' in body or _NO_PUBLICATION.search(body)
    return PageKind.PUBLICATION_LIST if is_list and has_rows else None


def _is_whole(kind: str | None, body: bytes) -> bool:
    """A page ends with its last tag; a tab is a fragment, whose elements are all closed."""
    if kind in (PageKind.CASE_DETAIL, "legacy_detail"):
        return has_end(body)
    lowered = body.lower()
    return all(len(re.findall(rb"<%s[\s>]" % tag, lowered)) == lowered.count(b"</%s>" % tag) for tag in _BALANCED)


def _cut(kind: str | None) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.STF,
        page=PageKind.CASE_DETAIL if kind in (None, "legacy_detail") else kind,
        outcome=Outcome.PARTIAL,
        reason="The page was cut before its end.",
    )
