"""What a page of TJRJ's older portal is and what it says (pure).

Its pages were saved between 2015 and 2020; the portal has been replaced since.
"""

import re
from typing import Any

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.select import Node, one, parse_html, text_of
from spiders.systems.tjrj_portal.detail import read_detail
from spiders.systems.tjrj_portal.lists import read_list
from spiders.systems.tjrj_portal.printed import CASE_NUMBER, OWN_NUMBER

_SITE = (b"tjrj.jus.br/importacao-portal", b"consultaProcessoWebV2", b"ConsultaUnificada/consulta.do")
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b'id="container_captcha"', PageKind.WALL),
    (b'name="formResultado"', PageKind.CASE_DETAIL),
    (b"Resultado da pesquisa", PageKind.RESULT_LIST),
    (b'id="consultaNomeForm"', PageKind.SEARCH_FORM),
)
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_TAIL = 1000
_NONE = "Nenhum resultado encontrado"
_CONTENT = '//div[@id="content"]'


def recognise(body: bytes) -> str | None:
    """Return the kind of a page, "unknown" for another page of the portal, None for any other page."""
    if not any(mark in body for mark in _SITE):
        return None
    return next((str(kind) for mark, kind in _KINDS if mark in body), PageKind.UNKNOWN.value)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    text = decode_html(body, content_type)
    if not _END.search(text[-_TAIL:]):
        return _end(kind or PageKind.UNKNOWN, Outcome.PARTIAL, "The page was cut before its end.")
    reader = _READERS.get(kind or "")
    if reader is None:
        raise PageChanged("no kind of page of this portal", expected=kind)
    return reader(parse_html(text), text)


def _detail(root: Node, text: str) -> ParsedPage:
    case, detail = read_detail(one(root, _CONTENT), text)
    said = "; ".join(["The page shows the case", *detail.remarks])
    return _end(
        PageKind.CASE_DETAIL,
        Outcome.FOUND_NEW,
        f"{said}.",
        case=case,
        is_sealed=case.is_sealed,
        issued_on=detail.printed_on,
    )


def _list(root: Node, text: str) -> ParsedPage:  # noqa: ARG001 - all readers are called alike
    content = one(root, _CONTENT)
    said = read_list(content)
    is_short = said.pop("is_short")
    if said["results_total"] == 0:
        if _NONE not in text_of(content):
            raise PageChanged("the list counts no cases, but does not say that it found none", expected=_NONE)
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The portal found no case.", message=_NONE, results_total=0)
    outcome = Outcome.PARTIAL if is_short else Outcome.FOUND_NEW
    reason = "The page shows fewer cases than its place says." if is_short else "The page lists cases."
    return _end(PageKind.RESULT_LIST, outcome, reason, is_sealed=any(row.is_sealed for row in said["results"]), **said)


def _wall(root: Node, text: str) -> ParsedPage:  # noqa: ARG001 - all readers are called alike
    field = next((node for node in root.iter("input") if node.get("name") == "numProcesso"), None)
    asked = (field.get("value") or "").strip() if field is not None else ""
    is_number = bool(OWN_NUMBER.fullmatch(asked) or CASE_NUMBER.fullmatch(asked))
    return _end(
        PageKind.WALL,
        Outcome.CAPTCHA,
        "The portal asks for an image captcha.",
        requested_number=asked if is_number else None,
    )


def _form(root: Node, text: str) -> ParsedPage:  # noqa: ARG001 - all readers are called alike
    return _end(
        PageKind.SEARCH_FORM, Outcome.UNSUPPORTED, "The search form before anything was asked: it shows no case."
    )


_READERS = {
    PageKind.CASE_DETAIL.value: _detail,
    PageKind.RESULT_LIST.value: _list,
    PageKind.NOT_FOUND.value: _list,
    PageKind.WALL.value: _wall,
    PageKind.SEARCH_FORM.value: _form,
}


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.TJRJ, page=str(page), outcome=outcome, reason=reason, **said)
