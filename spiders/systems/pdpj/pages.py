"""What the data lake's answers say: cases with their proceedings, lists of one kind, a search, counts (pure).

`[]` is the only answer to a number that means "no such case" (PROTOCOLS 13). A case's proceedings stand one after the
other: the first is the page's case, the others are further cases of the same number.
"""

import re
from collections.abc import Callable
from typing import Any

from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import LastMovement, NextPage, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.json_pages import count_at, is_cut_json, list_of, load_json, object_of, text_at
from spiders.systems.pdpj.movements import add_documents_of, read_documents, read_movements
from spiders.systems.pdpj.people import read_parties, rows_in
from spiders.systems.pdpj.proceedings import Reading, newest_movement, read_header, read_proceeding

EXISTS, COUNT, PARTIES_PAGE, DOCUMENTS_PAGE = "exists", "count", "parties_page", "documents_page"
_BARE = re.compile(rb"\s*(?:(true|false)|(\d{1,12}))\s*")
_MARKS = (b'"numeroProcesso"', b'"tramitacoes"')
_LONGEST_EMPTY = 1000
"""A list without rows comes with the case's number and nothing else (seen: 103 bytes)."""
_OF_JUSBR = (b'"tramitacaoAtual"', b'"permitePeticionar"')
_LISTS = {b'"movimentos"': PageKind.MOVEMENTS_PAGE.value, b'"partes"': PARTIES_PAGE, b'"documentos"': DOCUMENTS_PAGE}
_ERROR_KEYS = {"status", "error", "message", "timestamp", "path", "mensagem", "code", "messages", "detail", "title"}


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of the data lake's."""
    if bare := _BARE.fullmatch(body):
        return EXISTS if bare[1] else COUNT
    start = body.lstrip()[:1]
    if start == b"[":
        is_empty = not body.strip()[1:-1].strip() and body.strip().endswith(b"]")
        return PageKind.CASE_DETAIL if is_empty or _is_ours(body) else None
    if start != b"{":
        return None
    if b'"content"' in body:
        return PageKind.RESULT_LIST if b'"searchAfter"' in body or _is_ours(body) else None
    is_ours = b'"numeroProcessoSintetico"' in body or (b'"id"' in body and len(body) < _LONGEST_EMPTY)
    is_ours = is_ours and b'"numeroProcesso"' in body
    return next((kind for mark, kind in _LISTS.items() if is_ours and mark in body), None)


def _is_ours(body: bytes) -> bool:
    return all(mark in body for mark in _MARKS) and not any(mark in body for mark in _OF_JUSBR)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    if kind in (EXISTS, COUNT):
        return _bare(body)
    if is_cut_json(body) and body.lstrip()[:1] in (b"[", b"{"):
        return end(PageKind.UNKNOWN, Outcome.PARTIAL, "The answer was cut before its end.")
    answer = load_json(body, content_type)
    if isinstance(answer, dict) and answer and answer.keys() <= _ERROR_KEYS:
        return error_page(answer, CourtSystem.PDPJ)
    readers: dict[str, Callable[[Any], ParsedPage]] = {
        PageKind.CASE_DETAIL.value: _detail,
        PageKind.RESULT_LIST.value: lambda value: search_page(value, CourtSystem.PDPJ, is_strict=True),
        PageKind.MOVEMENTS_PAGE.value: _movements,
        PARTIES_PAGE: _parties,
        DOCUMENTS_PAGE: _documents,
    }
    if kind not in readers:
        raise PageChanged("no kind of answer of the data lake")
    return readers[str(kind)](answer)


def _bare(body: bytes) -> ParsedPage:
    found = _BARE.fullmatch(body)
    if found is None:
        raise PageChanged("the answer is neither a truth nor a count")
    if found[1]:
        is_there = found[1] == b"true"
        said = "holds the case" if is_there else "knows no such case"
        return end(EXISTS, Outcome.FOUND_NEW if is_there else Outcome.NOT_FOUND, f"The data lake {said}.")
    count = int(found[2])
    outcome = Outcome.FOUND_NEW if count else Outcome.NOT_FOUND
    return end(COUNT, outcome, "The data lake counts the cases of a search.", results_total=count)


def _detail(answer: Any) -> ParsedPage:
    rows = list_of(answer, "the answer")
    if not rows:
        return end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The data lake knows no such case.")
    reading, cases = Reading(is_strict=True), list[Case]()
    for row in rows:
        holder = object_of(row, "a case")
        header = read_header(holder, reading)
        cases += proceedings_of(rows_in(holder, "tramitacoes"), header, reading)
    return detail_page(cases, reading, CourtSystem.PDPJ)


def proceedings_of(rows: list[Any], header: dict[str, Any], reading: Reading) -> list[Case]:
    """Return the proceedings; raises PageChanged for none, and for a number that is not the case's."""
    if not rows:
        raise PageChanged("a case has no proceeding", expected="tramitacoes")
    return [read_proceeding(object_of(row, "a proceeding"), header, reading) for row in rows]


def detail_page(cases: list[Case], reading: Reading, system: CourtSystem) -> ParsedPage:
    """Return the page of a case: sealed when nothing of it is open, partial when a list that it needs is not there."""
    if all(case.is_sealed for case in cases):
        outcome, reason = Outcome.SEALED, "All proceedings are sealed."
    elif reading.missing:
        outcome, reason = Outcome.PARTIAL, f"The answer lacks {', '.join(dict.fromkeys(reading.missing))}."
    else:
        outcome, reason = Outcome.FOUND_NEW, f"The answer shows the case in {len(cases)} proceedings."
    return end(
        PageKind.CASE_DETAIL,
        outcome,
        reason + _not_understood(reading.unread),
        system=system,
        case=cases[0],
        cases=tuple(cases[1:]),
        is_sealed=any(case.is_sealed for case in cases),
    )


def search_page(answer: Any, system: CourtSystem, *, is_strict: bool) -> ParsedPage:
    """Return the page of a search: one row per case, with its proceedings."""
    holder = object_of(answer, "the answer")
    rows, total, shown = (
        _needed_list(holder, "content"),
        count_at(holder, "total"),
        count_at(holder, "numberOfElements"),
    )
    if shown is not None and shown != len(rows):
        raise PageChanged("the answer shows fewer cases than it says", found=len(rows), expected=shown)
    if not rows and not total:
        return end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "No such case.", system=system, results_total=0)
    if not rows:
        return end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The answer counts cases and shows none.", system=system)
    if total is None or total < len(rows):
        raise PageChanged("the answer shows more cases than it counts", found=len(rows), expected="total")
    reading = Reading(is_strict=is_strict, is_whole=not is_strict)
    results = tuple(_result(object_of(row, "a case"), reading) for row in rows)
    is_open = any(not row.is_sealed for row in results)
    outcome = Outcome.PARTIAL if reading.missing else Outcome.FOUND_NEW if is_open else Outcome.SEALED
    lacks = f"The answer lacks {', '.join(dict.fromkeys(reading.missing))}." if reading.missing else "A list of cases."
    return end(
        PageKind.RESULT_LIST,
        outcome,
        lacks + _not_understood(reading.unread),
        system=system,
        results=results,
        results_total=total,
        is_sealed=any(row.is_sealed for row in results),
        search_after=_cursor(holder.get("searchAfter")),
        next_pages=(NextPage(of="results"),) if total > len(rows) else (),
    )


def _result(holder: dict[str, Any], reading: Reading) -> ResultRow:
    header = read_header(holder, reading)
    rows = [object_of(row, "a proceeding") for row in rows_in(holder, "tramitacoes")]
    proceedings = proceedings_of(rows, header, reading)
    opened = [row for row, case in zip(rows, proceedings, strict=True) if not case.is_sealed]
    last = max(filter(None, map(newest_movement, opened)), key=lambda each: each.occurred_at or "", default=None)
    return ResultRow(
        case_number=header["case_number"],
        case_number_text=header["case_number_text"],
        case_number_valid=header["case_number_valid"],
        tribunal=header["tribunal"],
        internal_id=text_at(holder, "id"),
        last_movement=LastMovement(occurred_at=last.occurred_at, text=last.text) if last else None,
        confidentiality_level=header["confidentiality_level"],
        proceedings=tuple(proceedings),
        is_sealed=all(case.is_sealed for case in proceedings),
    )


def _movements(answer: Any) -> ParsedPage:
    holder, reading, header = _of_one_kind(answer)
    movements = read_movements(_needed_list(holder, "movimentos"), reading.unread, is_strict=True)
    documents = add_documents_of(movements, ())
    more = {"movements": movements, "movements_total": len(movements), "documents": documents}
    return _list_page(PageKind.MOVEMENTS_PAGE, "the movements", header, reading, more)


def _parties(answer: Any) -> ParsedPage:
    holder, reading, header = _of_one_kind(answer)
    parties = read_parties(_needed_list(holder, "partes"), reading.unread, is_strict=True)
    return _list_page(PARTIES_PAGE, "the parties", header, reading, {"parties": parties, "parties_total": len(parties)})


def _documents(answer: Any) -> ParsedPage:
    holder, reading, header = _of_one_kind(answer)
    documents = read_documents(_needed_list(holder, "documentos"), reading.unread)
    more = {"documents": documents, "documents_total": len(documents)}
    return _list_page(DOCUMENTS_PAGE, "the documents", header, reading, more)


def _of_one_kind(answer: Any) -> tuple[dict[str, Any], Reading, dict[str, Any]]:
    holder, reading = object_of(answer, "the answer"), Reading(is_strict=True)
    # A list without rows comes without the case's level of secrecy (seen: documents of a case that has none).
    is_empty = not any(holder.get(key) for key in ("movimentos", "partes", "documentos"))
    return holder, reading, read_header({"nivelSigilo": 0, **holder} if is_empty else holder, reading)


def _list_page(kind: str, what: str, header: dict[str, Any], reading: Reading, rows: dict[str, Any]) -> ParsedPage:
    if header["is_sealed"]:
        return end(kind, Outcome.SEALED, "The case is sealed.", case=Case.model_validate(header), is_sealed=True)
    case = Case.model_validate(header | rows)
    return end(kind, Outcome.FOUND_NEW, f"All of {what} of a case.{_not_understood(reading.unread)}", case=case)


def _needed_list(holder: dict[str, Any], key: str) -> list[Any]:
    return list_of(holder.get(key), key)


def _cursor(value: Any) -> tuple[Any, ...] | None:
    """Return the cursor as it came; raises PageChanged unless it is a list of plain values."""
    if value is None:
        return None
    values = list_of(value, "searchAfter")
    if any(isinstance(each, dict | list) for each in values):
        raise PageChanged("the cursor is not a list of plain values", expected="searchAfter")
    return tuple(values) or None


def error_page(answer: dict[str, Any], system: CourtSystem) -> ParsedPage:
    """Read the service's own error; only its status says what it means."""
    status, message = text_at(answer, "status"), answer.get("message") or answer.get("mensagem")
    outcome = {
        "401": Outcome.LOGIN_REQUIRED,
        "403": Outcome.LOGIN_REQUIRED,
        "429": Outcome.RATE_LIMITED,
        "503": Outcome.MAINTENANCE,
    }.get(status or "", Outcome.UPSTREAM_ERROR)
    said = message[:300] if isinstance(message, str) else None
    return end(PageKind.ERROR, outcome, "The service answered with an error.", system=system, message=said)


def _not_understood(unread: set[str]) -> str:
    return f" Not understood: {', '.join(sorted(unread)[:20])}." if unread else ""


def end(page: str, outcome: Outcome, reason: str, *, system: CourtSystem = CourtSystem.PDPJ, **said: Any) -> ParsedPage:
    """Return a page of the given kind."""
    return ParsedPage(system=system, page=str(page), outcome=outcome, reason=reason, **said)
