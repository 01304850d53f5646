"""What the portal's answers say: the search by number, and the details of a case (pure).

Both show proceedings in the form of the data lake, with fewer keys; the details tell the present one apart.
"""

from typing import Any

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.json_pages import is_cut_json, list_of, load_json, object_of
from spiders.systems.pdpj.pages import detail_page, end, error_page, proceedings_of, search_page
from spiders.systems.pdpj.people import rows_in
from spiders.systems.pdpj.proceedings import Reading, read_header

_MARKS = (b'"numeroProcesso"', b'"nivelSigilo"')


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of the portal's."""
    start = body.lstrip()[:1]
    if start == b"[" and (b'"tramitacaoAtual"' in body or not body.strip()[1:-1].strip()):
        return PageKind.CASE_DETAIL
    if start == b"{" and b'"tramitacaoAtual"' in body and b'"numeroProcesso"' in body:
        return PageKind.CASE_DETAIL
    if start != b"{" or b'"content"' not in body:
        return None
    is_empty = len(body) < 1000 and b'"content":[]' in b"".join(body.split())
    return PageKind.RESULT_LIST if is_empty or all(mark in body for mark in _MARKS) else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    if is_cut_json(body) and body.lstrip()[:1] in (b"[", b"{"):
        return end(kind or PageKind.UNKNOWN, Outcome.PARTIAL, "The answer was cut before its end.", system=_SYSTEM)
    answer = load_json(body, content_type)
    if isinstance(answer, dict) and "content" not in answer and "numeroProcesso" not in answer:
        return error_page(answer, _SYSTEM)
    if kind == PageKind.RESULT_LIST:
        return search_page(answer, _SYSTEM, is_strict=False)
    if kind == PageKind.CASE_DETAIL:
        return _detail([answer] if isinstance(answer, dict) else answer)
    raise PageChanged("no kind of answer of the portal")


_SYSTEM = CourtSystem.JUSBR


def _detail(answer: Any) -> ParsedPage:
    rows = list_of(answer, "the answer")
    if not rows:
        # Only the search says that a case is not there; details are asked for what it lists.
        return end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The portal shows nothing of the case.", system=_SYSTEM)
    if len(rows) > 1:
        raise PageChanged("the details show several cases", found=len(rows), expected=1)
    holder, reading = object_of(rows[0], "a case"), Reading(is_strict=False)
    header = read_header(holder, reading)
    present = object_of(holder.get("tramitacaoAtual"), "tramitacaoAtual")
    cases = proceedings_of([present, *rows_in(holder, "tramitacoes")], header, reading)
    if "tramitacoes" not in holder:
        reading.missing.append("tramitacoes")
    for row in (present, *rows_in(holder, "tramitacoes")):
        if "documentos" not in object_of(row, "a proceeding"):
            reading.missing.append("documentos")
    return detail_page(cases, reading, _SYSTEM)
