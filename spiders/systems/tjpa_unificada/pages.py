"""What TJPA's service answers: a case by number, movements, persons of a name, cases of a person (pure).

The two movement routes are known from two projects with different field names, and no captured answer of either
exists (TP1, TP2 2026-02); the same holds for the lists by name. Those forms are read, and are unverified.
"""

import re
from collections.abc import Callable
from typing import Any

from schemas.cases import Case, Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.json_pages import count_at, is_cut_json, list_of, load_json, object_of, text_at
from spiders.json_pages import needed_text as needed
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.systems.tjpa_unificada.entries import has_lawyer_alone, read_entry
from spiders.systems.tjpa_unificada.vocabulary import coded_at, day_at, flag_at, said_at

_CASE_MARK = b'"listaProcessos"'
_PAGED_MARK = b'"listaResultado"'
_MOVEMENT_MARKS = (b'"textoMovimentacao"', b'"dataMovimentacaoFormatada"')
_PERSON_MARKS = (b'"quantidade"', b'"sistema"', b'"nome"')
_EMPTY = re.compile(rb"\s*\[\s*\]\s*")
_DATES = ("dataFormatada", "dataMovimentacaoFormatada", "dataHoraFormatada")
_TEXTS = ("descricao", "textoMovimentacao")
_KEYS_OF_CASE = {"numero", "numeroFormatado", "listaProcessos"}


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of this service's."""
    start = body.lstrip()[:1]
    if start == b"{" and _CASE_MARK in body:
        return PageKind.CASE_DETAIL
    if start == b"{" and _PAGED_MARK in body:
        has_cases = b'"cdDocProcesso"' in body or b'"classe"' in body
        return PageKind.RESULT_LIST if has_cases else PageKind.MOVEMENTS_PAGE
    if start != b"[":
        return None
    if _EMPTY.fullmatch(body):
        return PageKind.NOT_FOUND
    if any(mark in body for mark in _MOVEMENT_MARKS):
        return PageKind.MOVEMENTS_PAGE
    return PageKind.PARTY_LIST if all(mark in body for mark in _PERSON_MARKS) else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind."""
    kind = page or recognise(body)
    if body.lstrip()[:1] not in (b"{", b"["):
        raise PageChanged("the answer is not JSON; a firewall may have answered")
    if is_cut_json(body):
        return _end(kind or PageKind.UNKNOWN, Outcome.PARTIAL, "The answer was cut before its end.")
    answer = load_json(body, content_type)
    if answer == []:
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The service has nothing of that kind.")
    readers: dict[str, Callable[[Any], ParsedPage]] = {
        PageKind.CASE_DETAIL.value: _case,
        PageKind.MOVEMENTS_PAGE.value: _movements,
        PageKind.PARTY_LIST.value: _persons,
        PageKind.RESULT_LIST.value: _results,
    }
    if kind not in readers:
        raise PageChanged("no kind of answer of the unified consultation")
    return readers[str(kind)](answer)


def _case(answer: Any) -> ParsedPage:
    """Each entry is the case in one system and degree: the first is the page's case, the others are further cases."""
    holder = object_of(answer, "the answer")
    rows, unread = list_of(holder.get("listaProcessos"), "listaProcessos"), set[str]()
    asked = number_of(said_at(holder, "numeroFormatado") or said_at(holder, "numero") or "")[0]
    if not rows:
        return _without_entries(asked)
    unread |= {key for key in holder if key not in _KEYS_OF_CASE}
    cases = [read_entry(object_of(row, "an entry"), unread) for row in rows]
    if len({case.case_number for case in cases}) > 1:
        raise PageChanged("the entries of one number have different numbers")
    if asked != cases[0].case_number:
        raise PageChanged("the entries have another number than the answer", expected="numero")
    is_sealed = any(case.is_sealed for case in cases)
    is_open = not all(case.is_sealed for case in cases)
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    reason = f"The answer shows the case in {len(cases)} entries." if is_open else "The case is sealed."
    outcome = Outcome.FOUND_NEW if is_open else Outcome.SEALED
    if any(map(has_lawyer_alone, cases)):
        outcome, reason = Outcome.PARTIAL, "A pole shows a lawyer and nobody for whom he acts."
    return _end(
        PageKind.CASE_DETAIL,
        outcome,
        reason + said,
        case=cases[0],
        cases=tuple(cases[1:]),
        is_sealed=is_sealed,
        next_pages=tuple(NextPage(of="movements") for case in cases if not case.is_sealed),
    )


def _without_entries(asked: str | None) -> ParsedPage:
    """An answer that names the case and shows no entry of it proves nothing: a case always has one."""
    if asked is not None:
        reason = "The answer names the case and shows no entry of it."
        return _end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, reason)
    return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The service knows no such case.")


def _movements(answer: Any) -> ParsedPage:
    """Read either form: a counted page of movements, or the bare list of all of them."""
    is_counted = isinstance(answer, dict)
    rows = list_of(answer.get("listaResultado") if is_counted else answer, "listaResultado")
    total = count_at(answer, "qtdRegistrosTotal") if is_counted else len(rows)
    if total is None:
        raise PageChanged("a page of movements does not count them", expected="qtdRegistrosTotal")
    if total < len(rows):
        raise PageChanged("a page shows more movements than it counts", found=len(rows), expected=total)
    read = [_movement(object_of(row, "a movement")) for row in rows]
    movements = tuple(sorted(read, key=lambda each: each.occurred_at or str(each.occurred_on), reverse=True))
    return _end(
        PageKind.MOVEMENTS_PAGE,
        Outcome.FOUND_NEW,
        "The answer shows movements, in a form that was never seen on a real answer.",
        case=Case(movements=movements, movements_total=total),
        next_pages=(NextPage(of="movements"),) if total > len(rows) else (),
    )


def _movement(row: dict[str, Any]) -> Movement:
    moment = moment_of(next((text for key in _DATES if (text := said_at(row, key))), ""))
    text = next((text for key in _TEXTS if (text := text_at(row, key))), None)
    if moment is None or text is None:
        raise PageChanged("a movement lacks its date or its text", expected=f"{_DATES[0]}, {_TEXTS[0]}")
    is_timed = "T" in moment
    return Movement.model_validate(
        {"occurred_at": moment if is_timed else None, "occurred_on": None if is_timed else moment, "text": text}
    )


def _persons(answer: Any) -> ParsedPage:
    """Read the pre-search of a name: persons with the system that has their cases (`code`)."""
    rows = [object_of(row, "a person") for row in list_of(answer, "the answer")]
    counts = [count_at(row, "quantidade") for row in rows]
    if any(count is None for count in counts):
        raise PageChanged("a person does not say in how many cases", expected="quantidade")
    return _end(
        PageKind.PARTY_LIST,
        Outcome.FOUND_NEW,
        "The answer lists persons of a name.",
        results=tuple(ResultRow(name=needed(row, "nome"), code=needed(row, "sistema")) for row in rows),
        results_total=sum(count or 0 for count in counts),
    )


def _results(answer: Any) -> ParsedPage:
    """Read the cases of a person. The total varies between calls and is a hint only (TP1)."""
    holder = object_of(answer, "the answer")
    rows = [object_of(row, "a case") for row in list_of(holder.get("listaResultado"), "listaResultado")]
    total = count_at(holder, "qtdRegistrosTotal")
    if not rows:
        outcome = Outcome.FOUND_NEW if total else Outcome.NOT_FOUND
        return _end(PageKind.RESULT_LIST, outcome, "The page is past the end of the list.", results_total=total)
    results = tuple(map(_result, rows))
    is_open = any(not row.is_sealed for row in results)
    return _end(
        PageKind.RESULT_LIST,
        Outcome.FOUND_NEW if is_open else Outcome.SEALED,
        "The answer lists cases, in a form that was never seen on a real answer.",
        results=results,
        results_total=total,
        is_sealed=any(row.is_sealed for row in results),
        next_pages=(NextPage(of="results"),) if total is not None and total > len(rows) else (),
    )


def _result(row: dict[str, Any]) -> ResultRow:
    number, printed, is_valid = number_of(said_at(row, "numeroFormatado") or said_at(row, "numero") or "")
    if printed is None:
        raise PageChanged("a listed case has no number", expected="numero")
    case_class, class_code = coded_at(row, "classe")
    is_sealed = row.get("segredoJustica") is not None and flag_at(row, "segredoJustica")
    return ResultRow(
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        tribunal="TJPA",
        internal_id=said_at(row, "cdDocProcesso"),
        case_class=None if is_sealed else case_class,
        class_code=None if is_sealed else class_code,
        judging_body=None if is_sealed else said_at(row, "vara"),
        jurisdiction=None if is_sealed else said_at(row, "comarca"),
        distributed_on=None if is_sealed else day_at(row, "dataDistribuicao"),
        is_sealed=is_sealed,
    )


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.TJPA, page=str(page), outcome=outcome, reason=reason, **said)
