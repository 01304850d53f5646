"""What STJ's pages say: recognises the kind of a page and gives it to its reader (pure).

Kinds: the page of a case, the answers to a search that are no case, and the greeting.
"""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.select import parse_html
from spiders.systems.stj.detail import parse_detail
from spiders.systems.stj.results import parse_greeting, parse_results

GREETING = "greeting"
_TITLE = re.compile(rb"<title>\s*STJ - Consulta Processual", re.IGNORECASE)
_ROOM_BEHIND_END = 12_000
"""A comment and a measuring script follow the last tag (2021)."""
_PROVING = (Outcome.FOUND_NEW, Outcome.NOT_FOUND, Outcome.SEALED, Outcome.UNSUPPORTED)
_CASE_MARKS = (b'id="idDescricaoProcesso"', b'id="idDivFases"', b'id="idDivDetalhes"')


def recognise(body: bytes) -> str | None:
    """Return the kind of the page, or None when it is not a page of the STJ."""
    if b'id="idSaudacoesServicos"' in body and b"/processo/pesquisa/" in body:
        return GREETING
    if any(mark in body for mark in _CASE_MARKS) and b"/processo/pesquisa/" in body:
        return PageKind.CASE_DETAIL
    if not _TITLE.search(body):
        return None
    return PageKind.RESULT_LIST if b"clsListaProcessoFormatoVerticalLinha" in body else PageKind.SEARCH_FORM


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    readers = {
        PageKind.CASE_DETAIL: parse_detail,
        PageKind.RESULT_LIST: parse_results,
        PageKind.SEARCH_FORM: parse_results,
        GREETING: parse_greeting,
    }
    if kind not in readers:
        raise PageChanged(f"the STJ has no page of the kind {kind}", expected=kind)
    is_cut = b"</html" not in body[-_ROOM_BEHIND_END:].lower()
    try:
        found = readers[kind](parse_html(decode_html(body, content_type)))
    except PageChanged:
        if not is_cut or page is not None:
            raise
        return _cut(kind)
    if not is_cut or found.outcome not in _PROVING:
        return found
    if found.outcome is Outcome.FOUND_NEW:
        return found.model_copy(update={"outcome": Outcome.PARTIAL, "reason": "The page was cut before its end."})
    return _cut(kind)


def _cut(kind: str) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.STJ, page=kind, outcome=Outcome.PARTIAL, reason="The page was cut before its end."
    )
