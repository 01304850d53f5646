"""What PJe-JT's service answers: basic data, an image captcha, an error text, or a whole case (pure).

No answer was captured. A visit meets the first three; a whole case comes only from who has answered the captcha.
"""

import re
from collections.abc import Callable
from typing import Any

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.json_pages import flag_at, is_cut_json, list_of, load_json, needed_text, object_of, text_at
from spiders.printed_numbers import number_of
from spiders.systems.pje_jt.case import read_case
from spiders.systems.pje_jt.vocabulary import (
    BASIC_KEYS,
    CAPTCHA_SENTENCE,
    NOT_FOUND_SENTENCE,
    SEALED_SENTENCE,
)

_LIST_MARKS = (b'"codigoOrgaoJulgador"', b'"numero"', b'"id"')
_CASE_MARKS = (b'"itensProcesso"', b'"poloAtivo"', b'"numero"')
_CAPTCHA_MARKS = (b'"tokenDesafio"', b'"imagem"')
_ERROR_MARK = b'"mensagemErro"'
_EMPTY = re.compile(rb"\s*\[\s*\]\s*")


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of this service's."""
    start = body.lstrip()[:1]
    if start == b"[":
        if _EMPTY.fullmatch(body):
            return PageKind.ERROR
        return PageKind.RESULT_LIST if all(mark in body for mark in _LIST_MARKS) else None
    if start != b"{":
        return None
    if all(mark in body for mark in _CASE_MARKS):
        return PageKind.CASE_DETAIL
    if all(mark in body for mark in _CAPTCHA_MARKS):
        return PageKind.WALL
    return PageKind.ERROR if _ERROR_MARK in body else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind.

    Who asked for one kind may get another: the captcha and the error text come in place of a case.
    """
    kind = recognise(body) or page
    if body.lstrip()[:1] not in (b"{", b"["):
        raise PageChanged("the answer is not JSON; a firewall may have answered")
    if is_cut_json(body):
        return _end(kind or PageKind.UNKNOWN, Outcome.PARTIAL, "The answer was cut before its end.")
    answer = load_json(body, content_type)
    if answer == []:
        # Who has nothing answers 204 (VOY): an empty list was never reported.
        return _end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The service shows an empty list, which says nothing.")
    readers: dict[str, Callable[[Any], ParsedPage]] = {
        PageKind.RESULT_LIST.value: _basic_data,
        PageKind.CASE_DETAIL.value: _case,
        PageKind.WALL.value: _captcha,
        PageKind.ERROR.value: _error,
    }
    if kind not in readers:
        raise PageChanged("no kind of answer of this service")
    return readers[str(kind)](answer)


def _basic_data(answer: Any) -> ParsedPage:
    unread = set[str]()
    rows = tuple(_basic_row(object_of(row, "a case"), unread) for row in list_of(answer, "the answer"))
    is_open = any(not row.is_sealed for row in rows)
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    return _end(
        PageKind.RESULT_LIST,
        Outcome.FOUND_NEW if is_open else Outcome.SEALED,
        f"The answer shows basic data only.{said}" if is_open else "The case is sealed.",
        results=rows,
        results_total=len(rows),
        is_sealed=any(row.is_sealed for row in rows),
    )


def _basic_row(row: dict[str, Any], unread: set[str]) -> ResultRow:
    missing = BASIC_KEYS - row.keys()
    if missing:
        raise PageChanged(f"basic data lack {', '.join(sorted(missing))}", expected=min(missing))
    unread |= row.keys() - BASIC_KEYS
    number, printed, is_valid = number_of(needed_text(row, "numero"))
    is_sealed = flag_at(row, "segredoJustica")
    if is_sealed is None:
        raise PageChanged("basic data do not say whether the case is sealed", expected="segredoJustica")
    return ResultRow(
        internal_id=needed_text(row, "id"),
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        case_class=None if is_sealed else needed_text(row, "classe"),
        code=None if is_sealed else text_at(row, "codigoOrgaoJulgador"),
        is_sealed=is_sealed,
    )


def _case(answer: Any) -> ParsedPage:
    unread = set[str]()
    holder = object_of(answer, "the answer")
    if flag_at(holder, "segredoJustica"):
        return _end(PageKind.CASE_DETAIL, Outcome.SEALED, "The case is sealed.", is_sealed=True)
    case = read_case(holder, unread)
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    return _end(PageKind.CASE_DETAIL, Outcome.FOUND_NEW, f"The answer shows a whole case.{said}", case=case)


def _captcha(answer: Any) -> ParsedPage:
    holder = object_of(answer, "the answer")
    needed_text(holder, "tokenDesafio")
    reason = "The service asks for an image captcha, which Arauto does not solve."
    return _end(PageKind.WALL, Outcome.CAPTCHA, reason, message=text_at(holder, "mensagem"))


def _error(answer: Any) -> ParsedPage:
    """Read the service's own sentence; one that nobody knows is an error and never "not found"."""
    said = needed_text(object_of(answer, "the answer"), "mensagemErro")
    outcome, reason = Outcome.UPSTREAM_ERROR, "The service answers with an error."
    if SEALED_SENTENCE.search(said):
        outcome, reason = Outcome.SEALED, "The case is sealed."
    elif CAPTCHA_SENTENCE.search(said):
        outcome, reason = Outcome.CAPTCHA, "The service asks for an image captcha, which Arauto does not solve."
    elif NOT_FOUND_SENTENCE.search(said):
        outcome, reason = Outcome.NOT_FOUND, "The service has no such case."
    return _end(PageKind.ERROR, outcome, reason, message=said, is_sealed=outcome is Outcome.SEALED)


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.PJE_JT, page=str(page), outcome=outcome, reason=reason, **said)
