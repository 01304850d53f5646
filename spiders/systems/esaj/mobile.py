"""Reads the answers of TJSP's mobile API: a case in parts, each part an answer of its own (pure).

Only the search says a case's number; movements are without documents, lawyers without label. An empty list carries no
mark of this API and is read only where the asker forces its kind.
"""

import re
from collections.abc import Callable
from typing import Any

from schemas.cases import Case, Lawyer, Movement, Party
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.json_pages import is_cut_json, list_of, load_json, needed_text, object_of, text_at
from spiders.roles import side_of_role
from spiders.systems.esaj.header import amount_of, number_fields
from spiders.systems.esaj.markup import date_of

BASICS, PARTIES, INCIDENTS = "case_basics", "parties_page", "incidents_page"
_FIRST_KEYS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(rb'\s*\[?\s*\{[^{}\[\]]{0,2000}"%s"' % mark), kind)
    for mark, kind in (
        (b"cdProcesso", PageKind.RESULT_LIST),
        (b"dtMovimento", PageKind.MOVEMENTS_PAGE),
        (b"temCustaPendente", BASICS),
        (b"participacao", PARTIES),
    )
)
_WITH_LAWYERS = re.compile(rb'\s*\[\s*\{\s*"advogados"\s*:\s*\[')
_INCIDENT = re.compile(rb'\s*\[\s*\{\s*"codigo"\s*:[^{}\[\]]{0,1000}"complemento"')
_PLACE = re.compile(r"(.+?)\s+-\s+(Foro\b.+)")


def recognise_mobile(body: bytes) -> str | None:
    """Return the kind of the answer, None for any other page."""
    if body.lstrip()[:1] not in (b"[", b"{"):
        return None
    if _WITH_LAWYERS.match(body) and b'"participacao"' in body:
        return PARTIES
    if _INCIDENT.match(body):
        return INCIDENTS
    return next((str(kind) for mark, kind in _FIRST_KEYS if mark.match(body)), None)


def parse_mobile(body: bytes, kind: str, content_type: str | None = None) -> ParsedPage:
    """Return what the answer says; raises PageChanged when it has not the shape of its kind."""
    if is_cut_json(body):
        return _end(kind, Outcome.PARTIAL, "The answer was cut before its end.")
    value = load_json(body, content_type)
    if kind == BASICS:
        return _basics(object_of(value, "the answer"))
    reader = _READERS.get(kind)
    if reader is None:
        raise PageChanged(f"the mobile API has no answer of the kind {kind}", expected=kind)
    return reader([object_of(row, "a row") for row in list_of(value, "the answer")])


def _basics(answer: dict[str, Any]) -> ParsedPage:
    place = text_at(answer, "distribuicao") or ""
    found = _PLACE.fullmatch(place)
    subject = text_at(answer, "assunto")
    case = Case(
        internal_id=needed_text(answer, "codigo"),
        case_class=needed_text(answer, "classe"),
        subjects=(subject,) if subject else (),
        judging_body=found[1] if found else place or None,
        jurisdiction=found[2] if found else None,
        amount_in_dispute=amount_of(text_at(answer, "valor")),
    )
    return _end(BASICS, Outcome.FOUND_NEW, "The basic data of a case, without its number.", case=case)


def _parties(rows: list[dict[str, Any]]) -> ParsedPage:
    parties = tuple(map(_party, rows))
    case = Case(parties=parties, parties_total=len(parties))
    return _end(PARTIES, Outcome.FOUND_NEW, "The parties of a case.", case=case)


def _party(row: dict[str, Any]) -> Party:
    role = needed_text(row, "participacao")
    names = [] if row.get("advogados", ()) is None else list_of(row.get("advogados"), "advogados")
    lawyers = [text_at({"nome": name}, "nome") for name in names]
    return Party(
        name=needed_text(row, "nome"),
        role_text=role,
        side=side_of_role(role),
        lawyers=tuple(Lawyer(name=name) for name in lawyers if name),
    )


def _movements(rows: list[dict[str, Any]]) -> ParsedPage:
    movements = tuple(
        Movement(
            occurred_on=date_of(needed_text(row, "dtMovimento")),
            text=needed_text(row, "movimento"),
            complement=text_at(row, "descricao"),
        )
        for row in rows
    )
    case = Case(movements=movements, movements_total=len(movements))
    return _end(PageKind.MOVEMENTS_PAGE, Outcome.FOUND_NEW, "All movements of a case.", case=case)


def _results(rows: list[dict[str, Any]]) -> ParsedPage:
    if not rows:
        return _end(PageKind.NOT_FOUND, Outcome.NOT_FOUND, "The court knows no such case.")
    results = tuple(map(_result, rows))
    return _end(PageKind.RESULT_LIST, Outcome.FOUND_NEW, "The cases of a number.", results=results)


def _result(row: dict[str, Any]) -> ResultRow:
    number = number_fields(needed_text(row, "numeProcesso"))
    subject, received = text_at(row, "assunto"), text_at(row, "dataRecebimento")
    return ResultRow(
        case_number=number["case_number"],
        case_number_text=number["case_number_text"],
        internal_id=needed_text(row, "cdProcesso"),
        case_class=text_at(row, "classe"),
        subjects=(subject,) if subject else (),
        jurisdiction=text_at(row, "nmForo"),
        received_on=date_of(received).isoformat() if received else None,
    )


def _incidents(rows: list[dict[str, Any]]) -> ParsedPage:
    results = tuple(
        ResultRow(
            internal_id=needed_text(row, "codigo"),
            case_class=needed_text(row, "classe"),
            received_on=date_of(needed_text(row, "data")).isoformat(),
        )
        for row in rows
    )
    return _end(INCIDENTS, Outcome.FOUND_NEW, "The incidents of a case.", results=results)


_READERS: dict[str, Callable[[list[dict[str, Any]]], ParsedPage]] = {
    PageKind.RESULT_LIST.value: _results,
    PageKind.MOVEMENTS_PAGE.value: _movements,
    PARTIES: _parties,
    INCIDENTS: _incidents,
}


def _end(page: str, outcome: Outcome, reason: str, **said: Any) -> ParsedPage:
    return ParsedPage(system=CourtSystem.ESAJ, page=str(page), outcome=outcome, reason=reason, **said)
