"""What DataJud's answers say: one entry per document (number, degree, class), without parties (pure).

A status of 200 is not enough: an answer of which shards failed, or that counts hits and shows none, is an upstream
error.
"""

import json
from typing import Any

from schemas.cases import Case, Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.json_pages import is_cut_json, load_json
from spiders.printed_numbers import number_of
from spiders.systems.datajud.vocabulary import ANSWER_KEYS, COURT_LEVELS, HIT_KEYS, SOURCE_KEYS, moment_of

_ERROR_KEYS = ("error", "status", "message", "detail")
_NONE = (None, "", -1)
_MOST_NESTED = 4


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of DataJud's."""
    start = body.lstrip()[:1]
    if start != b"{":
        return None
    if b'"_shards"' in body or (b'"hits"' in body and b'"took"' in body):
        return PageKind.DATAJUD_SEARCH
    head = body[:4096]
    if b'"error"' in head and (b'"status"' in head or b'"root_cause"' in head):
        return PageKind.ERROR
    return None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return what the answer says; raises PageChanged when it has not the shape of a search's answer."""
    kind = page or recognise(body)
    try:
        answer = load_json(body)
    except PageChanged:
        if kind == PageKind.DATAJUD_SEARCH and page is None and is_cut_json(body):
            return _page(Outcome.PARTIAL, "The answer was cut before its end.")
        raise
    if not isinstance(answer, dict):
        raise PageChanged("the answer is not an object")
    if kind == PageKind.ERROR or ("error" in answer and "hits" not in answer):
        return _error(answer)
    if kind != PageKind.DATAJUD_SEARCH:
        raise PageChanged("no kind of answer of DataJud")
    return _search(answer)


def _search(answer: dict[str, Any]) -> ParsedPage:
    unread = {key for key in answer if key not in ANSWER_KEYS}
    shards, hits = _object(answer, "_shards"), _object(answer, "hits")
    failed = shards.get("failed")
    if failed is None or not isinstance(failed, int):
        raise PageChanged("the answer does not say how many shards failed", expected="_shards.failed")
    if failed > 0:
        return _page(Outcome.UPSTREAM_ERROR, f"{failed} shards of the index failed: the answer proves nothing.")
    if answer.get("timed_out"):
        return _page(Outcome.UPSTREAM_ERROR, "The search ran out of time: the answer proves nothing.")
    rows = hits.get("hits")
    if not isinstance(rows, list):
        raise PageChanged("the answer has no list of hits", expected="hits.hits")
    total = _total(hits)
    if total == 0 and not rows:
        return _page(Outcome.NOT_FOUND, "No document, and no shard failed.")
    if total is None:
        raise PageChanged("the answer does not count its hits", expected="hits.total")
    if not rows:
        return _page(Outcome.UPSTREAM_ERROR, "The answer counts hits and shows none.")
    if total < len(rows):
        raise PageChanged("the answer shows more hits than it counts", found=len(rows), expected=total)
    return _found(rows, total, unread)


def _found(rows: list[Any], total: int, unread: set[str]) -> ParsedPage:
    cases = tuple(_case(row, unread) for row in rows)
    sealed = any(case.is_sealed for case in cases)
    open_cases = any(not case.is_sealed for case in cases)
    last_sort = rows[-1].get("sort") if rows else None
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    return ParsedPage(
        system=CourtSystem.DATAJUD,
        page=PageKind.DATAJUD_SEARCH,
        outcome=Outcome.FOUND_NEW if open_cases else Outcome.SEALED,
        reason=f"{'Documents of cases' if open_cases else 'Only sealed documents'}.{said}",
        is_sealed=sealed,
        results_total=total,
        search_after=tuple(last_sort) if isinstance(last_sort, list) and last_sort else None,
        next_pages=(NextPage(of="results"),) if total > len(rows) else (),
        cases=cases,
    )


def _case(row: Any, unread: set[str]) -> Case:
    if not isinstance(row, dict):
        raise PageChanged("a hit is not an object")
    source = _object(row, "_source")
    unread |= {f"hit.{key}" for key in row if key not in HIT_KEYS}
    unread |= {key for key in source if key not in SOURCE_KEYS}
    number, printed, valid = number_of(_text(source.get("numeroProcesso")) or "")
    if number is None:
        raise PageChanged("a document has no case number of 20 digits", expected="numeroProcesso")
    level = _secrecy(source.get("nivelSigilo"))
    header = {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": valid,
        "internal_id": _text(source.get("id") or row.get("_id")),
        "tribunal": _text(source.get("tribunal")),
        "court_level": court_level_of(source.get("grau")),
        "confidentiality_level": level,
        "is_sealed": (level or 0) > 0,
    }
    if (level or 0) > 0:
        # A sealed document keeps only what names it; the rest is neither kept nor passed on.
        return Case.model_validate(header)
    return Case.model_validate(header | _open_fields(source))


def _open_fields(source: dict[str, Any]) -> dict[str, Any]:
    case_class, body = _object(source, "classe", {}), _object(source, "orgaoJulgador", {})
    subjects = _subjects(source.get("assuntos"))
    movements = _movements(source.get("movimentos"))
    return {
        "case_class": _text(case_class.get("nome")),
        "class_code": _code(case_class.get("codigo")),
        "subjects": tuple(name for name, _ in subjects if name),
        "subject_codes": tuple(code for _, code in subjects if code),
        "judging_body": _text(body.get("nome")),
        "filed_on": moment_of(source.get("dataAjuizamento")),
        "source_system": _text(_object(source, "sistema", {}).get("nome")),
        "movements": movements or (),
        "movements_total": len(movements) if movements is not None else None,
    }


def court_level_of(code: Any) -> str | None:
    """Return our level for DataJud's `grau`; a code that nobody knows is kept as it is."""
    text = _text(code)
    return None if text is None else COURT_LEVELS[text].value if text in COURT_LEVELS else text


def _movements(rows: Any) -> tuple[Movement, ...] | None:
    if rows is None:
        return None
    if not isinstance(rows, list):
        raise PageChanged("the movements are not a list", expected="movimentos")
    read = [_movement(row) for row in rows]
    # The source has no order of its own; rows of the same moment keep their places.
    return tuple(sorted(read, key=_newest_first, reverse=True)) if read else ()


def _movement(row: Any) -> Movement:
    if not isinstance(row, dict):
        raise PageChanged("a movement is not an object")
    moment = moment_of(row.get("dataHora"))
    name = _text(row.get("nome"))
    if name is None:
        raise PageChanged("a movement has no name")
    if moment is None:
        raise PageChanged("a movement has no date", expected="dataHora")
    timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if timed else None,
            "occurred_on": None if timed else moment,
            "text": name,
            "complement": _complement(row.get("complementosTabelados")),
            "tpu_code": _code(row.get("codigo")),
        }
    )


def _newest_first(movement: Movement) -> str:
    return movement.occurred_at or (movement.occurred_on.isoformat() if movement.occurred_on else "")


def _complement(rows: Any) -> str | None:
    """Return the tabulated complements in words, in the source's order ("sorteio; para decisão")."""
    if not isinstance(rows, list):
        return None
    return "; ".join(name for row in rows if isinstance(row, dict) and (name := _text(row.get("nome")))) or None


def _subjects(value: Any, depth: int = 0) -> list[tuple[str | None, str | None]]:
    """Return (name, code) of each subject; some tribunals nest lists in the list."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [(_text(value.get("nome")), _code(value.get("codigo")))]
    if isinstance(value, list) and depth < _MOST_NESTED:
        return [pair for item in value for pair in _subjects(item, depth + 1)]
    raise PageChanged("the subjects have an unknown form", expected="assuntos")


def _total(hits: dict[str, Any]) -> int | None:
    total = hits.get("total")
    value = total.get("value") if isinstance(total, dict) else total
    if value is None:
        return None
    if not isinstance(value, int):
        raise PageChanged("the count of hits is not a number", expected="hits.total.value")
    return value


def _secrecy(value: Any) -> int | None:
    if value is None:
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise PageChanged("the level of secrecy is not a number", expected="nivelSigilo")
    return int(text)


def _object(holder: dict[str, Any], key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    value = holder.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, dict):
        raise PageChanged(f"{key} is not an object", expected=key)
    return value


def _text(value: Any) -> str | None:
    return None if value is None else " ".join(str(value).split()) or None


def _code(value: Any) -> str | None:
    return None if value in _NONE else str(value)


def _error(answer: dict[str, Any]) -> ParsedPage:
    """Read Elasticsearch's error: a full queue may be asked again, anything else is an error of the source."""
    said = json.dumps({key: answer[key] for key in _ERROR_KEYS if key in answer})
    if "es_rejected_execution" in said or answer.get("status") == 429:
        return _page(Outcome.RATE_LIMITED, "The index refuses for a moment: its queue is full.", PageKind.ERROR)
    if answer.get("status") in (401, 403) or "security_exception" in said:
        reason = "The public key was refused; the CNJ may have replaced it."
        return _page(Outcome.LOGIN_REQUIRED, reason, PageKind.ERROR)
    return _page(Outcome.UPSTREAM_ERROR, "The index answered with an error.", PageKind.ERROR)


def _page(outcome: Outcome, reason: str, kind: str = PageKind.DATAJUD_SEARCH) -> ParsedPage:
    found_none = outcome is Outcome.NOT_FOUND
    return ParsedPage(
        system=CourtSystem.DATAJUD,
        page=kind,
        outcome=outcome,
        reason=reason,
        results_total=0 if found_none else None,
    )
