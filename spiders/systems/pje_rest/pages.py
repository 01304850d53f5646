"""What PJe's REST service answers: a list of proceedings, a header, a page of a pole, a page of movements (pure).

No answer was captured: the keys are those that VOY (2026-05-26, TJDFT) and RAD (2026-09-20, TRF3) name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from schemas.cases import Case, Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import LastMovement, NextPage, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.garbled import is_garbled
from spiders.json_pages import count_at, is_cut_json, list_of, load_json, needed_text, object_of, text_at
from spiders.json_values import moment_at
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.systems.pje.participants import Participant
from spiders.systems.pje.vocabulary import level_of_body
from spiders.systems.pje_rest.participants import nest_without_pole, parties_of_list, read_participants
from spiders.systems.pje_rest.vocabulary import (
    CAPTCHA_SENTENCE,
    CODE_AT_END,
    ENVELOPE_KEYS,
    FIRST_ONES_ONLY,
    HEADER_KEYS,
    LAST_MOVEMENT,
    LISTED_KEYS,
    MOVEMENT_KEYS,
    NEEDED_OF_ENVELOPE,
    NEEDED_OF_HEADER,
    NEEDED_OF_LISTED,
    OK,
    SEALED_SENTENCE,
)

_OPENING = re.compile(rb'\s*\{\s*"(?:status|code|messages|result|pageInfo)"\s*:')
_MARKS = tuple(f'"{key}"'.encode() for key in NEEDED_OF_ENVELOPE)
_KINDS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b'"idProcesso"', b'"numeroProcesso"'), PageKind.RESULT_LIST),
    ((b'"classeJudicial"', b'"orgaoJulgador"'), PageKind.CASE_DETAIL),
    ((b'"participante"', b'"tipo"'), PageKind.PARTY_LIST),
    ((b'"movimento"', b'"dataAtualizacao"'), PageKind.MOVEMENTS_PAGE),
)
_SHOWN_AT_MOST = 400
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _List:
    """A page of a list: its rows, how many the service counts, the page's place and the last one (from 1)."""

    rows: list[dict[str, Any]]
    count: int
    current: int
    last: int
    size: int
    messages: str


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The rows of one page, how many the service counts on all pages, and how many fit on one."""

    rows: tuple[Row, ...]
    count: int
    size: int


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not in the service's envelope."""
    if not _OPENING.match(body) or not all(mark in body for mark in _MARKS):
        return None
    if kind := next((kind for marks, kind in _KINDS if all(mark in body for mark in marks)), None):
        return str(kind)
    return PageKind.NOT_FOUND if b'"pageInfo"' in body else PageKind.ERROR


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind.

    An empty page of a list tells its kind only to who asked for it (`page`); without that it is an empty search.
    """
    kind = page or recognise(body)
    if body.lstrip()[:1] != b"{":
        raise PageChanged("the answer is not JSON; a firewall may have answered")
    if is_cut_json(body):
        return _end(kind or PageKind.UNKNOWN, Outcome.PARTIAL, "The answer was cut before its end.")
    answer = object_of(load_json(body, content_type), "the answer")
    missing = [key for key in NEEDED_OF_ENVELOPE if key not in answer]
    if missing:
        raise PageChanged(f"the envelope lacks {', '.join(missing)}", expected=missing[0])
    if needed_text(answer, "status").lower() != OK:
        return _refusal(answer)
    unread = answer.keys() - ENVELOPE_KEYS
    readers: dict[str, Callable[[dict[str, Any], set[str]], ParsedPage]] = {
        PageKind.RESULT_LIST.value: _results,
        PageKind.NOT_FOUND.value: _results,
        PageKind.CASE_DETAIL.value: _header,
        PageKind.PARTY_LIST.value: _pole,
        PageKind.MOVEMENTS_PAGE.value: _movements,
    }
    if kind not in readers:
        raise PageChanged("no kind of answer of this service")
    return readers[str(kind)](answer, set(unread))


def _refusal(answer: dict[str, Any]) -> ParsedPage:
    """An envelope whose status is not "ok": what its messages say, else an error of the service."""
    said = _messages(answer)
    outcome = Outcome.UPSTREAM_ERROR
    if CAPTCHA_SENTENCE.search(said):
        outcome = Outcome.CAPTCHA
    elif SEALED_SENTENCE.search(said):
        outcome = Outcome.SEALED
    reason = f"The service answers with the code {text_at(answer, 'code') or 'of no number'}."
    kind = PageKind.WALL if outcome is Outcome.CAPTCHA else PageKind.ERROR
    return _end(kind, outcome, reason, message=said or None, is_sealed=outcome is Outcome.SEALED)


def _results(answer: dict[str, Any], unread: set[str]) -> ParsedPage:
    page = _list_of(answer)
    message, is_truncated = page.messages or None, FIRST_ONES_ONLY.search(page.messages) is not None
    if not page.rows:
        if page.count:
            return _end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The service counts cases and shows none.")
        reason = "The service shows no such case; a sealed one would look the same."
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, reason, message=message, results_total=0)
    results = tuple(_result(row, unread) for row in page.rows)
    return _end(
        PageKind.RESULT_LIST,
        Outcome.FOUND_NEW,
        f"The service lists proceedings.{_said(unread)}",
        message=message,
        results=results,
        results_total=page.count,
        is_truncated=is_truncated or None,
        page_number=page.current,
        next_pages=_next_pages("results", page) or ((NextPage(of="results"),) if is_truncated else ()),
    )


def _result(row: dict[str, Any], unread: set[str]) -> ResultRow:
    _need(row, NEEDED_OF_LISTED, "a listed case")
    unread |= row.keys() - LISTED_KEYS
    number, printed, is_valid = number_of(needed_text(row, "numeroProcesso"))
    last = LAST_MOVEMENT.fullmatch((text_at(row, "ultimaMovimentacao") or "")[:_SHOWN_AT_MOST])
    subject = text_at(row, "assunto")
    return ResultRow(
        code=needed_text(row, "idProcesso"),
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        case_class=text_at(row, "classe"),
        subjects=(subject,) if subject else (),
        parties=parties_of_list(row.get("partes")),
        last_movement=LastMovement(occurred_at=moment_of(last[2]), text=last[1]) if last else None,
    )


def _header(answer: dict[str, Any], unread: set[str]) -> ParsedPage:
    data = object_of(answer["result"], "result")
    _need(data, NEEDED_OF_HEADER, "the data of a case")
    unread |= data.keys() - HEADER_KEYS
    number, printed, is_valid = number_of(needed_text(data, "numeroProcesso"))
    if number is None:
        raise PageChanged("the data of a case have no case number of 20 digits", expected="numeroProcesso")
    case_class, subject = needed_text(data, "classeJudicial"), needed_text(data, "assunto")
    body, collegiate = needed_text(data, "orgaoJulgador"), text_at(data, "orgaoJulgadorColegiado")
    _refuse_garbled(f"{case_class} {subject} {body}")
    class_code, subject_code = CODE_AT_END.search(case_class), CODE_AT_END.search(subject)
    level = level_of_body(collegiate) or level_of_body(body)
    case = Case(
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        court_level=level.value if level else None,
        case_class=case_class,
        class_code=class_code[1] if class_code else None,
        subjects=(subject,),
        subject_codes=(subject_code[1],) if subject_code else (),
        judging_body=body,
        collegiate_body=collegiate,
        jurisdiction=needed_text(data, "jurisdicao"),
        distributed_on=moment_at(data, "dataDistribuicao"),
    )
    following = (NextPage(of="parties"), NextPage(of="movements"))
    reason = f"The answer shows the header of a case; parties and movements are other answers.{_said(unread)}"
    return _end(PageKind.CASE_DETAIL, Outcome.FOUND_NEW, reason, case=case, next_pages=following)


def _pole(answer: dict[str, Any], unread: set[str]) -> ParsedPage:
    """Read a page of one pole. Which pole it is, the answer does not say: only who asked for it knows."""
    page = _list_of(answer)
    rows = read_participants(page.rows, unread)
    _refuse_garbled(" ".join(row.name for row in rows))
    return _end(
        PageKind.PARTY_LIST,
        Outcome.FOUND_NEW,
        f"The answer shows participants of one pole.{_said(unread)}",
        case=Case(parties=nest_without_pole(rows)),
        results_total=page.count,
        page_number=page.current,
        next_pages=_next_pages("parties", page),
    )


def participants_of(body: bytes, content_type: str | None = None) -> Rows[Participant]:
    """Return the rows of a pole's page that `parse` has understood: a lawyer's party may stand on the page before."""
    page = _list_of(object_of(load_json(body, content_type), "the answer"))
    return Rows(read_participants(page.rows, set()), page.count, page.size)


def movements_of(body: bytes, content_type: str | None = None) -> Rows[Movement]:
    """Return the rows of a page of movements that `parse` has understood."""
    page = _list_of(object_of(load_json(body, content_type), "the answer"))
    return Rows(tuple(_movement(row, set()) for row in page.rows), page.count, page.size)


def _movements(answer: dict[str, Any], unread: set[str]) -> ParsedPage:
    page = _list_of(answer)
    movements = tuple(_movement(row, unread) for row in page.rows)
    _refuse_garbled(" ".join(row.text for row in movements))
    return _end(
        PageKind.MOVEMENTS_PAGE,
        Outcome.FOUND_NEW,
        f"The answer shows movements.{_said(unread)}",
        case=Case(movements=movements, movements_total=page.count),
        page_number=page.current,
        next_pages=_next_pages("movements", page),
    )


def _movement(row: dict[str, Any], unread: set[str]) -> Movement:
    unread |= {f"{key} of a movement" for key in row.keys() - MOVEMENT_KEYS}
    return Movement(occurred_at=moment_of(needed_text(row, "dataAtualizacao")), text=needed_text(row, "movimento"))


def _list_of(answer: dict[str, Any]) -> _List:
    """Return the rows of a list with what the service says about its pages; a list without that is changed."""
    rows = [object_of(row, "a row") for row in list_of(answer["result"], "result")]
    info = object_of(answer.get("pageInfo"), "pageInfo")
    numbers = {key: count_at(info, key) for key in ("count", "current", "last", "size")}
    unsaid = [key for key, number in numbers.items() if number is None]
    if unsaid:
        raise PageChanged(f"pageInfo lacks {', '.join(unsaid)}", expected=unsaid[0])
    count, current, last, size = (numbers[key] or 0 for key in ("count", "current", "last", "size"))
    if count < len(rows):
        raise PageChanged("a page shows more rows than the service counts", found=len(rows), expected=count)
    return _List(rows, count, current, last, size, _messages(answer))


def _next_pages(of: str, page: _List) -> tuple[NextPage, ...]:
    """The pages behind this one. A first page may count only itself (RAD): who walks a list asks until it ends."""
    if page.current < page.last:
        return (NextPage(of=of, page=page.current + 1),)
    is_short = page.current <= 1 and page.count > len(page.rows)
    return (NextPage(of=of),) if is_short else ()


def _messages(answer: dict[str, Any]) -> str:
    """Return what the service says in words: texts, or objects whose texts are taken."""
    rows = list_of(answer["messages"], "messages") if answer["messages"] is not None else []
    said: list[str] = []
    for row in rows:
        values = row.values() if isinstance(row, dict) else (row,)
        said += [value for value in values if isinstance(value, str)]
    return " ".join(" ".join(said).split())


def _need(row: dict[str, Any], keys: tuple[str, ...], what: str) -> None:
    missing = [key for key in keys if key not in row]
    if missing:
        raise PageChanged(f"{what} lacks {', '.join(missing)}", expected=missing[0])


def _refuse_garbled(text: str) -> None:
    if is_garbled(text):
        raise PageChanged("the answer's text is garbled: it was decoded with a wrong charset before it came")


def _said(unread: set[str]) -> str:
    return f" Not understood: {', '.join(sorted(unread))}." if unread else ""


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.PJE_REST, page=str(page), outcome=outcome, reason=reason, **said)
