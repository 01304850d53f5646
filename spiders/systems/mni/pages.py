"""What MNI's answers say: consultarProcessoResposta (2.2.2), faults, and the service's own description (pure).

Only the answer to `consultarProcesso` is read. Answers to calls that acknowledge notices are never asked for.
"""

import re
from datetime import datetime
from typing import Any

from schemas.cases import Case, Document, Movement
from schemas.courts import CourtLevel, CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.garbled import is_garbled
from spiders.printed_numbers import number_of
from spiders.select import Node
from spiders.systems.mni.parties import read_parties
from spiders.systems.mni.vocabulary import (
    AGAINST_NOBODY,
    ANSWER,
    HEADER,
    HEADER_ATTRIBUTES,
    LEVELS,
    MOVEMENT,
    NAMESPACES,
    PROCESS,
    REFUSALS,
)
from spiders.systems.mni.xml import (
    attribute,
    child,
    children,
    envelope_of,
    first_below,
    name_of,
    read_xml,
    said,
    strange,
)

WSDL = "wsdl"
_LOOKED_AT = 8192
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,4})?")
_SOAP = (b"schemas.xmlsoap.org/soap/envelope", b"www.w3.org/2003/05/soap-envelope")


def recognise(body: bytes) -> str | None:
    """Return the kind of the answer, "unknown" for another one of the service, None for what is no SOAP."""
    head = body[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith((b"<", b"--")):
        return None
    is_ours = NAMESPACES.search(head.decode("latin-1")) is not None
    if b"schemas.xmlsoap.org/wsdl" in head and b"definitions" in head:
        return WSDL if is_ours else None
    if not any(mark in head for mark in _SOAP):
        return None
    if b"Fault>" in body or b"Fault " in head:
        return PageKind.ERROR
    if not is_ours:
        return None
    return PageKind.CASE_DETAIL if b"consultarProcessoResposta" in head else PageKind.UNKNOWN


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return what the answer says; raises PageChanged when it has not the shape of one."""
    kind = page or recognise(body)
    if kind == WSDL:
        return _page(WSDL, Outcome.UNSUPPORTED, "The description of the service (WSDL): it says nothing of a case.")
    try:
        root = read_xml(envelope_of(body))
    except PageChanged:
        if kind is not None and not body.rstrip().endswith((b">", b"--")):
            return _page(kind, Outcome.PARTIAL, "The answer was cut before its end.")
        raise
    fault = first_below(root, "Fault")
    if fault is not None:
        return _fault(fault)
    answer = first_below(root, "consultarProcessoResposta")
    if answer is None:
        raise PageChanged("no answer to consultarProcesso", expected="consultarProcessoResposta")
    return _answer(answer)


def _answer(answer: Node) -> ParsedPage:
    unread = set(strange(answer, ANSWER))
    success, message = said(child(answer, "sucesso")), said(child(answer, "mensagem"))
    if success == "false":
        return _refusal(message)
    if success != "true":
        raise PageChanged("the answer does not say whether it succeeded", expected="sucesso")
    process = child(answer, "processo")
    header = child(process, "dadosBasicos") if process is not None else None
    if process is None or header is None:
        raise PageChanged("the answer succeeded and shows no case", expected="processo/dadosBasicos")
    unread.update(strange(process, PROCESS))
    case = _case(process, header, unread)
    if is_garbled(" ".join(party.name for party in case.parties) + (case.judging_body or "")):
        raise PageChanged("the answer's text is garbled: it was decoded with a wrong charset before it came")
    if case.is_sealed:
        return _page(PageKind.CASE_DETAIL, Outcome.SEALED, "The case has a level of secrecy.", None, case)
    missing = _missing(case)
    explained = f"The answer lacks {', '.join(missing)}." if missing else "The header of a case."
    named = f" Not understood: {', '.join(sorted(unread))}." if unread else ""
    outcome = Outcome.PARTIAL if missing else Outcome.FOUND_NEW
    return _page(PageKind.CASE_DETAIL, outcome, f"{explained}{named}", message, case)


def _case(process: Node, header: Node, unread: set[str]) -> Case:
    number, printed, valid = number_of(attribute(header, "numero") or "")
    if number is None:
        raise PageChanged("the answer names no case number of 20 digits", expected="numero")
    level = attribute(header, "nivelSigilo")
    if level is None or not re.fullmatch(r"[0-9]", level):
        raise PageChanged("the answer does not say how secret the case is", expected="nivelSigilo")
    named = {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": valid,
        "confidentiality_level": int(level),
        "is_sealed": level != "0",
    }
    if level != "0":
        return Case.model_validate(named)
    unread.update(strange(header, HEADER))
    unread.update(str(name) for name in header.attrib if name not in HEADER_ATTRIBUTES)
    return Case.model_validate(named | _open_fields(process, header, unread))


def _open_fields(process: Node, header: Node, unread: set[str]) -> dict[str, Any]:
    body = child(header, "orgaoJulgador")
    parties = read_parties(header, unread)
    documents = tuple(_document(each) for each in children(process, "documento"))
    movements = [_movement(each, unread) for each in children(process, "movimento")]
    amount = said(child(header, "valorCausa"))
    if amount is not None and not _AMOUNT.fullmatch(amount):
        unread.add("valorCausa")
        amount = None
    judges = [text for each in children(header, "magistradoAtuante") if (text := said(each))]
    return {
        "class_code": attribute(header, "classeProcessual"),
        "filed_on": moment_of(attribute(header, "dataAjuizamento")),
        "subjects": tuple(filter(None, map(_local_subject, children(header, "assunto")))),
        "subject_codes": tuple(filter(None, map(_subject_code, children(header, "assunto")))),
        "judging_body": attribute(body, "nomeOrgao") if body is not None else None,
        "court_level": _level(body),
        "judge": judges[0] if judges else None,
        "amount_in_dispute": amount,
        "related_cases": tuple(
            linked for each in children(header, "processoVinculado") if (linked := attribute(each, "numeroProcesso"))
        ),
        "parties": parties,
        "parties_total": len(parties),
        "movements": tuple(sorted(movements, key=_moment_key, reverse=True)),
        "movements_total": len(movements) or None,
        "documents": documents,
        "documents_total": len(documents),
    }


def _missing(case: Case) -> list[str]:
    """Name what every answer has; a case with one side only cannot be told from one that lost the other."""
    sides = {party.side for party in case.parties}
    needed = {
        "the class": case.class_code,
        "the judging body": case.judging_body,
        "the date of filing": case.filed_on,
        "a subject": case.subject_codes or case.subjects,
        "the active side": Side.ACTIVE in sides,
        "the passive side": Side.PASSIVE in sides or case.class_code in AGAINST_NOBODY,
        "the words of a movement": all(movement.text != movement.tpu_code for movement in case.movements),
    }
    return [name for name, there in needed.items() if not there]


def _movement(node: Node, unread: set[str]) -> Movement:
    unread.update(strange(node, MOVEMENT))
    national, local = child(node, "movimentoNacional"), child(node, "movimentoLocal")
    if national is None and local is None:
        raise PageChanged("a movement is neither a national nor a local one")
    complements = [text for each in children(node, "complemento") if (text := said(each))]
    if national is not None:
        complements += [text for each in children(national, "complemento") if (text := said(each))]
    code = attribute(national, "codigoNacional") if national is not None else attribute(local, "codigoPaiNacional")  # type: ignore[arg-type]
    described = attribute(local, "descricao") if local is not None else None
    moment = moment_of(attribute(node, "dataHora"))
    if moment is None:
        raise PageChanged("a movement has no date", expected="dataHora")
    # The name of a national movement stands in the CNJ's tables, not in the answer; one without words is missed later.
    text = described or (complements.pop(0) if complements else code)
    if not text:
        raise PageChanged("a movement says nothing")
    timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if timed else None,
            "occurred_on": None if timed else moment,
            "text": text,
            "complement": "; ".join(complements) or None,
            "tpu_code": code if code != "0" else None,
            "document_ids": tuple(t for each in children(node, "idDocumentoVinculado") if (t := said(each))),
        }
    )


def _document(node: Node) -> Document:
    identity = attribute(node, "idDocumento")
    if identity is None:
        raise PageChanged("a document has no id", expected="idDocumento")
    return Document(
        id=identity,
        title=attribute(node, "descricao"),
        kind=attribute(node, "tipoDocumento"),
        is_locked=attribute(node, "nivelSigilo") not in (None, "0"),
    )


def _subject_code(node: Node) -> str | None:
    local = child(node, "assuntoLocal")
    return said(child(node, "codigoNacional")) or (attribute(local, "codigoPaiNacional") if local is not None else None)


def _local_subject(node: Node) -> str | None:
    local = child(node, "assuntoLocal")
    return attribute(local, "descricao") if local is not None else None


def _level(body: Node | None) -> CourtLevel | None:
    if body is None:
        return None
    printed = attribute(body, "instancia")
    return LEVELS.get(printed or "") or level_of_body(attribute(body, "nomeOrgao"))


def moment_of(printed: str | None) -> str | None:
    """Return YYYYMMDD[hhmmss] as ISO text; midnight is a day without time. Raises PageChanged for anything else."""
    if printed is None:
        return None
    found = _MOMENT.fullmatch(printed)
    try:
        if not found:
            raise ValueError(printed)
        moment = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError as error:
        raise PageChanged("a date has not the form YYYYMMDDhhmmss", expected="YYYYMMDDhhmmss") from error
    is_day = (found[4] or "00") + (found[5] or "00") + (found[6] or "00") == "000000"
    return moment.date().isoformat() if is_day else moment.isoformat()


def _moment_key(movement: Movement) -> str:
    return movement.occurred_at or (movement.occurred_on.isoformat() if movement.occurred_on else "")


def _fault(fault: Node) -> ParsedPage:
    words = [text for each in fault.iter() if name_of(each) in ("faultstring", "Text") and (text := said(each))]
    return _refusal(words[0] if words else None)


def _refusal(message: str | None) -> ParsedPage:
    for words, outcome, reason in REFUSALS:
        if message and words.search(message[:1000]):
            kind = PageKind.NOT_FOUND if outcome is Outcome.NOT_FOUND else PageKind.ERROR
            return _page(kind, outcome, reason, message)
    return _page(PageKind.ERROR, Outcome.UPSTREAM_ERROR, "The court could not answer; that proves nothing.", message)


def _page(kind: str, outcome: Outcome, reason: str, message: str | None = None, case: Case | None = None) -> ParsedPage:
    is_open = outcome in (Outcome.FOUND_NEW, Outcome.PARTIAL)
    return ParsedPage(
        system=CourtSystem.MNI,
        page=kind,
        outcome=outcome,
        reason=reason,
        message=None if is_open else message,
        is_sealed=outcome is Outcome.SEALED,
        case=case,
    )
