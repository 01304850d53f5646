"""What the Comunica API answers: communications, an error told with status 200, or where a day's archive is (pure).

An answer that counts communications and shows none proves nothing: it is what a page size above the limit gets.
"""

from typing import Any

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.gazette import fold
from spiders.json_pages import count_at, is_cut_json, list_of, load_json, object_of, text_at
from spiders.systems.djen.endpoints import CADERNO
from spiders.systems.djen.items import read_item
from spiders.systems.djen.vocabulary import ANSWER_KEYS, BUSY, REFUSALS, TOO_MANY

_LOOKED_AT = 4096
_SUCCESS = "success"
_PROCESSED = "PROCESSADO"
_CADERNO_MARKS = (b'"sigla_tribunal"', b'"total_comunicacoes"')
_LIST_MARKS = (b'"tipoComunicacao"', b'"destinatarioadvogados"', b'"numeroComunicacao"')


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of the Comunica API."""
    start = body[: 2 * _LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return None
    if any(mark in start for mark in _LIST_MARKS):
        return PageKind.PUBLICATION_LIST
    head = start[:_LOOKED_AT]
    if any(mark in head for mark in _CADERNO_MARKS):
        return CADERNO
    if b'"items"' in head and (b'"count"' in head or b'"message"' in head) and b'"status"' in head:
        return PageKind.PUBLICATION_LIST
    is_busy = BUSY.encode() in head.upper() and b'"message"' in head
    return PageKind.ERROR if is_busy or (b'"status"' in head and b'"error"' in head and b'"message"' in head) else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return what the answer says; raises PageChanged when it has not the shape of one of the API's answers."""
    kind = page or recognise(body)
    try:
        body.decode("utf-8-sig")
        answer = object_of(load_json(body), "the answer")
    except UnicodeDecodeError as error:
        if is_cut_json(body):
            return _page(Outcome.PARTIAL, "The answer was cut before its end.")
        raise PageChanged("the answer is not UTF-8, which JSON always is") from error
    except PageChanged:
        if is_cut_json(body) and page is None:
            return _page(Outcome.PARTIAL, "The answer was cut before its end.")
        raise
    if kind == CADERNO:
        return _caderno(answer)
    if "items" not in answer:
        return _error(answer)
    return _communications(answer)


def _communications(answer: dict[str, Any]) -> ParsedPage:
    status = text_at(answer, "status")
    if status != _SUCCESS:
        return _error(answer)
    rows, total = list_of(answer["items"], "items"), count_at(answer, "count")
    if total is None:
        raise PageChanged("the answer does not count its communications", expected="count")
    if total < len(rows):
        raise PageChanged("the answer shows more communications than it counts", found=len(rows), expected=total)
    if not rows:
        return _empty(total)
    unread = {key for key in answer if key not in ANSWER_KEYS}
    publications = tuple(read_item(row, unread) for row in rows)
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    return ParsedPage(
        system=CourtSystem.DJEN,
        page=PageKind.PUBLICATION_LIST,
        outcome=Outcome.FOUND_NEW,
        reason=f"Communications of the national gazette.{said}",
        is_sealed=any(publication.is_sealed for publication in publications),
        results_total=total,
        next_pages=(NextPage(of="results"),) if total > len(rows) else (),
        publications=publications,
    )


def _empty(total: int) -> ParsedPage:
    if total == 0:
        return _page(Outcome.NOT_FOUND, "No communication.", results_total=0)
    reason = "The answer counts communications and shows none: past the last one, or more than one page may hold."
    return _page(Outcome.UPSTREAM_ERROR, reason, results_total=total)


def _caderno(answer: dict[str, Any]) -> ParsedPage:
    """Where the archive of a whole day is; the keys are those that programs of others read (not seen by us)."""
    total, url = count_at(answer, "total_comunicacoes"), text_at(answer, "url")
    status = text_at(answer, "status")
    if total is None or status is None:
        raise PageChanged("the answer does not say what the caderno holds", expected="total_comunicacoes")
    if fold(status) != _PROCESSED:
        return _page(Outcome.UPSTREAM_ERROR, "The caderno is not ready yet.", CADERNO, message=status)
    if total == 0:
        return _page(Outcome.NOT_FOUND, "The caderno holds no communication.", CADERNO, results_total=0)
    if url is None:
        raise PageChanged("the answer does not say where the caderno is", expected="url")
    return ParsedPage(
        system=CourtSystem.DJEN,
        page=CADERNO,
        outcome=Outcome.UNSUPPORTED,
        reason="Where the archive of a day is; it shows no communication itself.",
        results_total=total,
        issued_on=text_at(answer, "data"),
        next_pages=(NextPage(of="results", url=url),),
    )


def _error(answer: dict[str, Any]) -> ParsedPage:
    message = text_at(answer, "message") or text_at(answer, "error")
    if message is None:
        raise PageChanged("the answer has neither communications nor a message", expected="items")
    words = fold(message)
    if BUSY in words:
        reason = "The gazette is too busy: ask later, slower and for smaller pages."
        return _page(Outcome.UPSTREAM_ERROR, reason, PageKind.ERROR, message=message)
    if any(refusal in words for refusal in TOO_MANY):
        return _page(Outcome.RATE_LIMITED, "The gazette asks for fewer requests.", PageKind.ERROR, message=message)
    if any(refusal in words for refusal in REFUSALS):
        reason = "The gazette refuses: addresses outside Brazil are."
        return _page(Outcome.BLOCKED, reason, PageKind.ERROR, message=message)
    return _page(Outcome.UPSTREAM_ERROR, "The gazette answered with an error.", PageKind.ERROR, message=message)


def _page(
    outcome: Outcome,
    reason: str,
    kind: str = PageKind.PUBLICATION_LIST,
    *,
    message: str | None = None,
    results_total: int | None = None,
) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.DJEN,
        page=kind,
        outcome=outcome,
        reason=reason,
        message=message,
        results_total=results_total,
    )
