"""What a page of Projudi is and what it says (pure): details, lists and forms of its three skins.

Real pages exist of TJGO's skin and of TJPR's form. TJPR's result and the CNJ's skin are known from descriptions only:
what is read of them never counts as a whole case.
"""

import html
import re
from typing import Any

from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, read_html, text_of
from spiders.page_end import has_end
from spiders.printed_numbers import number_of
from spiders.select import collapse
from spiders.systems.projudi.detail import parse_detail
from spiders.systems.projudi.events import read_plain_events
from spiders.systems.projudi.lists import read_list
from spiders.systems.projudi.vocabulary import CAPTCHA_MARKS, SENTENCES

_TITLE = re.compile(rb"<title[^<>]*>\s*([^<]{0,200})", re.IGNORECASE)
_NUMBER_MARK, _BEFORE_MARK = b"span_proc_numero", 60
_DETAIL = re.compile(rb"id\s*=\s*[\"']span_proc_numero[\"']")
_LIST = re.compile(rb"submete\('\d{1,20}'\)")
_SENTENCE = re.compile(r"mensagem(?:Erro|Ok|Aviso)\s*=\s*'((?:[^'\\\n]|\\.){1,500})'")
_NUMBER = re.compile(r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}")
_CAPTCHA_FIELD = "input[name='captcha']"
_NUMBER_FIELDS = "input[name='ProcessoNumero'], input[name='numeroProcesso']"
_CNJ_FIELDS = tuple(
    re.compile(rb"name\s*=\s*[\"']?%s\b" % name) for name in (b"captcha", b"numeroprocesso", b"codvara")
)


def recognise(body: bytes) -> str | None:
    """Return the kind of page by its marks, "unknown" for another page of a Projudi, None for any other page."""
    if _shows_number(body):
        return PageKind.CASE_DETAIL
    lowered = body.lower()
    if b'id="tablistaprocesso"' in lowered and _LIST.search(body):
        return PageKind.RESULT_LIST
    if _is_form(lowered):
        return PageKind.SEARCH_FORM
    if b"resulttable" in lowered and b"projudi" in lowered:
        return PageKind.MOVEMENTS_PAGE
    return _by_title(lowered)


def _shows_number(body: bytes) -> bool:
    """Look only where the mark stands: the whole page is long."""
    at = body.find(_NUMBER_MARK)
    while at >= 0:
        if _DETAIL.search(body, max(at - _BEFORE_MARK, 0), at + _BEFORE_MARK):
            return True
        at = body.find(_NUMBER_MARK, at + 1)
    return False


def _is_form(lowered: bytes) -> bool:
    is_of_tjgo = b'name="processonumero"' in lowered and b"buscaprocesso" in lowered
    is_of_tjpr = b'id="buscaprocessoform"' in lowered and b"projudi" in lowered
    return is_of_tjgo or is_of_tjpr or all(name.search(lowered) for name in _CNJ_FIELDS)


def _by_title(lowered: bytes) -> str | None:
    found = _TITLE.search(lowered)
    title = found[1] if found else b""
    if b"dados processo" in title and b"buscaprocesso" in lowered:
        return PageKind.CASE_DETAIL
    return PageKind.UNKNOWN if b"projudi" in title else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    if kind is None:
        raise PageChanged("no kind of page of Projudi")
    if not has_end(body):
        return _end(kind, Outcome.PARTIAL, "the page was cut before its end")
    text, root = read_html(body, content_type)
    if kind == PageKind.CASE_DETAIL:
        return parse_detail(root)
    if kind == PageKind.RESULT_LIST:
        return _list(root)
    if kind == PageKind.SEARCH_FORM:
        return _form(root, text)
    if kind == PageKind.MOVEMENTS_PAGE:
        return _plain_detail(root)
    raise PageChanged("a page of Projudi without any known mark")


def _list(root: Node) -> ParsedPage:
    said, lacks = read_list(root)
    reason = f"the page lacks {lacks}" if lacks else "the page lists cases with short numbers"
    is_sealed = any(row.is_sealed for row in said["results"])
    return _end(
        PageKind.RESULT_LIST, Outcome.PARTIAL if lacks else Outcome.FOUND_NEW, reason, is_sealed=is_sealed, **said
    )


def _form(root: Node, text: str) -> ParsedPage:
    """The form: asked for its captcha, come back with a sentence, or come back with the number and nothing else."""
    number = _requested_number(root)
    asks_captcha = any(mark in text.lower() for mark in CAPTCHA_MARKS) or bool(every(root, _CAPTCHA_FIELD))
    sentence = _SENTENCE.search(text)
    if sentence:
        message = collapse(html.unescape(sentence[1]))
        return _with_sentence(message, number)
    if asks_captcha:
        what = "the form came back with the number filled in and no data" if number else "the search form"
        reason = f"{what}: it asks for a captcha"
        return _end(PageKind.WALL, Outcome.CAPTCHA, reason, requested_number=number)
    if number:
        reason = "the form came back with the number filled in and no message"
        return _end(PageKind.SEARCH_FORM, Outcome.UPSTREAM_ERROR, reason, requested_number=number)
    return _end(
        PageKind.SEARCH_FORM, Outcome.UNSUPPORTED, "the search form before anything was asked: it shows no case"
    )


def _with_sentence(message: str, number: str | None) -> ParsedPage:
    for words, outcome, reason in SENTENCES:
        if words.search(message):
            kind = PageKind.NOT_FOUND if outcome is Outcome.NOT_FOUND else PageKind.WALL
            is_sealed = outcome is Outcome.SEALED
            return _end(kind, outcome, reason, message=message, requested_number=number, is_sealed=is_sealed)
    reason = "the court answered with a sentence of its own instead of a case"
    return _end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, reason, message=message, requested_number=number)


def _plain_detail(root: Node) -> ParsedPage:
    """TJPR's result: its table of events was only ever described, so that nothing of it counts as whole."""
    movements = read_plain_events(root)
    if not movements:
        raise PageChanged("a table of results of an unknown kind", expected="Seq., Data, Evento")
    numbers = {found[0] for box in every(root, "h1, h2, h3") if (found := _NUMBER.search(text_of(box)))}
    number, printed, is_valid = number_of(numbers.pop()) if len(numbers) == 1 else (None, None, None)
    case = Case(case_number=number, case_number_text=printed, case_number_valid=is_valid, movements=movements)
    reason = "the page shows events in a form that was never seen on a real page; header and parties are not read"
    return _end(PageKind.CASE_DETAIL, Outcome.PARTIAL, reason, case=case)


def _requested_number(root: Node) -> str | None:
    for box in every(root, _NUMBER_FIELDS):
        digits = re.sub(r"\D", "", attribute(box, "value"))
        if digits:
            return digits
    return None


def _end(kind: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    sentence = f"{reason[:1].upper()}{reason[1:]}."
    return ParsedPage(system=CourtSystem.PROJUDI, page=str(kind), outcome=outcome, reason=sentence, **said)
