"""What an answer of TJMT's search says (pure): items of header, parties and the last event only.

A filter that the service does not know is ignored, and then the whole base is listed: whoever asks for a number
compares it with the number shown.
"""

import re
from typing import Any

from schemas.cases import Case, Lawyer, Movement, Party
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import LastMovement, NextPage, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.json_pages import count_at, flag_at, is_cut_json, list_of, load_json, object_of, text_at
from spiders.printed_numbers import number_of
from spiders.systems.tjmt_rest.vocabulary import (
    ANSWER_KEYS,
    ARCHIVED,
    COURT_LEVELS,
    IDENTITY_DOCUMENTS,
    ITEM_KEYS,
    LAWYERS_NUMBER,
    POLES,
    REQUIRED_KEYS,
)

_TRIBUNAL = "TJMT"
_OPENING = re.compile(rb'\s*\{\s*"(pagina|totalPaginas|totalRegistros|itens)"')
_MARKS = (b'"totalRegistros"', b'"itens"')
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?")
_LARGEST_AMOUNT = 10**15
_POLE = "idTipoParticipacaoProcessual"


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, or None when it is not one of this service's."""
    if not _OPENING.match(body) or not all(mark in body for mark in _MARKS):
        return None
    return PageKind.RESULT_LIST if body.count(b'"numeroUnico"') != 1 else PageKind.CASE_DETAIL


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of a search's answer."""
    if is_cut_json(body):
        return _end(page or PageKind.RESULT_LIST, Outcome.PARTIAL, "The answer was cut before its end.")
    answer = object_of(load_json(body, content_type), "the answer")
    items, total = _rows(answer, "itens"), _count(answer, "totalRegistros")
    if not items:
        return _empty(answer, total)
    if total < len(items):
        raise PageChanged("the answer shows more cases than it counts", found=len(items), expected=total)
    unread = {key for key in answer if key not in ANSWER_KEYS}
    unread |= {key for item in items for key in item if key not in ITEM_KEYS}
    said = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    if len(items) == total == 1:
        return _detail(items[0], said)
    return _list(answer, items, total, said)


def _empty(answer: dict[str, Any], total: int) -> ParsedPage:
    if total == 0:
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The service knows no such case.", results_total=0)
    if _count(answer, "pagina") >= _count(answer, "totalPaginas"):
        reason = "The page is past the end of the list."
        return _end(PageKind.RESULT_LIST, Outcome.FOUND_NEW, reason, results_total=total)
    return _end(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The answer counts cases and shows none.")


def _detail(item: dict[str, Any], said: str) -> ParsedPage:
    case = _case(item)
    if case.is_sealed:
        return _end(PageKind.CASE_DETAIL, Outcome.SEALED, "The case is sealed.", is_sealed=True)
    link = text_at(_object(item, "links"), "detalhe")
    return _end(
        PageKind.CASE_DETAIL,
        Outcome.FOUND_NEW,
        f"The answer shows a case with its last event only.{said}",
        case=case,
        results_total=1,
        next_pages=(NextPage(of="movements", url=link),),
    )


def _list(answer: dict[str, Any], items: list[dict[str, Any]], total: int, said: str) -> ParsedPage:
    cases = [_case(item) for item in items]
    rows = tuple(_row(case, item) for case, item in zip(cases, items, strict=True))
    number, pages = _count(answer, "pagina"), _count(answer, "totalPaginas")
    following = (NextPage(of="results", page=number + 1),) if number + 1 < pages else ()
    is_short = total > len(items) and pages <= 1
    is_open = any(not row.is_sealed for row in rows)
    return _end(
        PageKind.RESULT_LIST,
        Outcome.PARTIAL if is_short else Outcome.FOUND_NEW if is_open else Outcome.SEALED,
        f"The answer {'shows fewer cases than it counts' if is_short else 'lists cases'}.{said}",
        is_sealed=any(row.is_sealed for row in rows),
        results=rows if is_open else (),
        results_total=total,
        page_number=number,
        next_pages=following,
    )


def _case(item: dict[str, Any]) -> Case:
    missing = REQUIRED_KEYS - item.keys()
    if missing:
        raise PageChanged(f"an item lacks {', '.join(sorted(missing))}", expected=sorted(missing)[0])
    number, printed, is_valid = number_of(text_at(item, "numeroUnico") or "")
    if number is None:
        raise PageChanged("an item has no case number of 20 digits", expected="numeroUnico")
    level = item.get("idNivelVisibilidade")
    if level is not None and (isinstance(level, bool) or not isinstance(level, int)):
        raise PageChanged("the level of visibility is not a number", expected="idNivelVisibilidade")
    known = {"case_number": number, "case_number_text": printed, "case_number_valid": is_valid, "tribunal": _TRIBUNAL}
    known |= {"confidentiality_level": level, "is_sealed": bool(flag_at(item, "segredo")) or (level or 0) > 0}
    return Case.model_validate(known if known["is_sealed"] else known | _open_fields(item))


def _open_fields(item: dict[str, Any]) -> dict[str, Any]:
    case_class, parties = _object(item, "classe"), tuple(map(_party, _rows(item, "partes")))
    name = text_at(case_class, "nome")
    if name is None:
        raise PageChanged("an item has no class", expected="classe.nome")
    if not parties:
        raise PageChanged("an item has no parties", expected="partes")
    degree = item.get("idGrauJurisdicao")
    level = COURT_LEVELS.get(degree) if isinstance(degree, int) else None
    return {
        "internal_id": text_at(item, "codigoProcessoStr") or text_at(item, "codigoProcesso"),
        "court_level": level.value if level else None,
        "case_class": name,
        "class_code": text_at(case_class, "codigo"),
        "judging_body": text_at(item, "orgaoJulgador"),
        "collegiate_body": text_at(item, "orgaoJulgadorColegiado"),
        "jurisdiction": text_at(_object(item, "jurisdicao"), "nome"),
        "status_text": ARCHIVED if flag_at(item, "arquivado") else None,
        "distributed_on": _moment(item, "dataHoraInicio"),
        "amount_in_dispute": _amount(item.get("valorCausa")),
        "parties": parties,
        "parties_total": len(parties),
        "movements": _last_event(_object(item, "ultimoEvento")),
    }


def _party(row: dict[str, Any]) -> Party:
    name, role = text_at(row, "nome"), text_at(_object(row, "tipo"), "descricao")
    if name is None or role is None or _POLE not in row:
        raise PageChanged("a party lacks its name, its role or its pole", expected=f"nome, tipo.descricao, {_POLE}")
    return Party(
        name=name,
        role_text=role,
        side=POLES.get(text_at(row, _POLE) or ""),
        document=_document(row, *IDENTITY_DOCUMENTS),
        lawyers=tuple(map(_lawyer, _rows_or_none(row, "advogados"))),
    )


def _lawyer(row: dict[str, Any]) -> Lawyer:
    name = text_at(row, "nome")
    if name is None:
        raise PageChanged("a lawyer has no name", expected="advogados.nome")
    return Lawyer(name=name, oab=_document(row, LAWYERS_NUMBER), document=_document(row, *IDENTITY_DOCUMENTS))


def _document(row: dict[str, Any], *kinds: str) -> str | None:
    documents = _rows_or_none(row, "documentos")
    return next((text_at(one, "numero") for one in documents if text_at(one, "descricaoTipo") in kinds), None)


def _last_event(event: dict[str, Any]) -> tuple[Movement, ...]:
    """A case that has just begun has none; a secret one is not told."""
    if not event or flag_at(event, "sigilo"):
        return ()
    text, kind = text_at(event, "descricao"), text_at(event, "tipo")
    if text is None:
        raise PageChanged("the last event has no text", expected="ultimoEvento.descricao")
    if text_at(event, "data") is None:
        raise PageChanged("the last event has no moment", expected="ultimoEvento.data")
    moment, code = _moment(event, "data"), text_at(event, "codigoTipoEvento")
    return (Movement(occurred_at=moment, text=text, complement=kind, tpu_code=None if code == "0" else code),)


def _row(case: Case, item: dict[str, Any]) -> ResultRow:
    last = case.movements[0] if case.movements else None
    return ResultRow(
        case_number=case.case_number,
        case_number_text=case.case_number_text,
        tribunal=case.tribunal,
        internal_id=case.internal_id,
        case_class=case.case_class,
        class_code=case.class_code,
        judging_body=case.judging_body,
        jurisdiction=case.jurisdiction,
        status_text=case.status_text,
        distributed_on=case.distributed_on,
        parties=case.parties,
        last_movement=LastMovement(occurred_at=last.occurred_at, text=last.text) if last else None,
        url=None if case.is_sealed else text_at(_object(item, "links"), "detalhe"),
        confidentiality_level=case.confidentiality_level,
        is_sealed=case.is_sealed,
    )


def _moment(holder: dict[str, Any], key: str) -> str | None:
    printed = text_at(holder, key)
    if printed is not None and not _MOMENT.fullmatch(printed):
        raise PageChanged(f"{key} is not a moment", expected=key)
    return printed


def _amount(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LARGEST_AMOUNT:
        raise PageChanged("the amount is not an amount", expected="valorCausa")
    return f"{value:.2f}"


def _rows(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [object_of(row, key) for row in list_of(holder.get(key), key)]


def _rows_or_none(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The rows under a key that is there, no rows for null."""
    return [] if key in holder and holder[key] is None else _rows(holder, key)


def _object(holder: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under a key, an empty one for null."""
    value = holder.get(key)
    return {} if value is None else object_of(value, key)


def _count(holder: dict[str, Any], key: str) -> int:
    count = count_at(holder, key)
    if count is None:
        raise PageChanged(f"the answer has no {key}", expected=key)
    return count


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.TJMT, page=str(page), outcome=outcome, reason=reason, **said)
