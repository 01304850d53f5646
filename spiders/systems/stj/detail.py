"""Reads the page of a case: header, participants, phases, decisions; the tabs are all in the one page."""

import re
from collections.abc import Iterable

from schemas.cases import Case, Lawyer, Party
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.select import Node, every, maybe, one, text_of
from spiders.systems.stj.phases import read_decisions, read_phases
from spiders.systems.stj.vocabulary import (
    HEADER_LABELS,
    NEEDED,
    SEALED_WORDS,
    fold,
    is_lawyer,
    label_of,
    side_of,
    split_name,
)

_COURT_NUMBER = re.compile(r"^(?P<class>\S.{0,60}?)\s+(?:n[ºo°.]{0,2}\s*)?(?P<number>\d[\d.]*)(?:\s*[/(-].{0,60})?$")
_REGISTER = re.compile(r"^\((\d{4}/\d{7}-\d)\)$")
_LAST_PHASE = re.compile(r"^(\d{2}/\d{2}/\d{4})(?: \((\d{2}:\d{2})\))?")
_PARTIES = "idDetalhesPartesAdvogadosProcuradores"
_OF_AN_OPEN_CASE = {"last_phase", "newest phases", "participants"}
"""What a page of a sealed case may leave out."""
_LINE = "div[contains(concat(' ',@class,' '),' classDivLinhaDetalhes ')]"


def parse_detail(root: Node) -> ParsedPage:
    """Return the case; the phase that the header repeats must be the newest of the list."""
    register = _REGISTER.match(text_of(one(root, "//span[@id='idSpanNumeroRegistro']")))
    if not register:
        raise PageChanged("the case has no register number", expected="(2020/0000000-0)")
    header, unread = _header(root)
    decisions = read_decisions(root)
    movements, documents = read_phases(root, decisions)
    parties = _parties(root)
    case = _case(header, root).model_copy(
        update={
            "internal_id": register[1],
            "parties": parties,
            "parties_total": len(parties),
            "movements": movements,
            "movements_total": len(movements),
            "documents": (*decisions, *documents),
        }
    )
    missing = _missing(header, case)
    said = f"The page lacks {', '.join(missing)}." if missing else "The page of a case."
    shows_nothing = case.is_sealed and not (movements or parties) and set(missing) <= _OF_AN_OPEN_CASE
    return ParsedPage(
        system=CourtSystem.STJ,
        page=PageKind.CASE_DETAIL,
        outcome=Outcome.SEALED if shows_nothing else Outcome.PARTIAL if missing else Outcome.FOUND_NEW,
        reason=f"{said} Not understood: {', '.join(sorted(unread))}." if unread else said,
        is_sealed=case.is_sealed,
        case=case,
    )


def _missing(header: dict[str, str], case: Case) -> list[str]:
    missing = [name for name in NEEDED if not header.get(name)]
    if not case.movements or not _agrees(header.get("last_phase"), case.movements[0].occurred_at):
        missing.append("newest phases")
    if not case.parties:
        missing.append("participants")
    elif is_lawyer(case.parties[0].role_text or ""):
        missing.append("the party of a lawyer")
    return missing


def _case(header: dict[str, str], root: Node) -> Case:
    number, printed, valid = number_of(header.get("case_number") or "")
    judge, _, body = (header.get("judge") or "").rpartition(" - ")
    title = _COURT_NUMBER.match(text_of(one(root, "//span[@id='idSpanClasseDescricao']")))
    if not title:
        raise PageChanged("the heading has not the form class nº number", expected="AREsp nº 1")
    others = re.split(r"[,.\s]+", header.get("origin_numbers") or "")
    return Case(
        case_number=number,
        case_number_text=printed,
        case_number_valid=valid,
        court_number=f"{title['class']} {title['number']}",
        case_class=header.get("case_class"),
        subjects=(header["subjects"],) if header.get("subjects") else (),
        judge=judge or body or None,
        judging_body=body if judge else None,
        status_text=header.get("status_text"),
        origin=header.get("origin"),
        filed_on=moment_of(header.get("filed_on") or ""),
        related_cases=tuple(other for other in others if other and other.lstrip("0") != (number or "").lstrip("0")),
        is_sealed=any(SEALED_WORDS.search(said) for said in (header.get("kind") or "", _heading(root))),
    )


def _heading(root: Node) -> str:
    block = maybe(root, "//div[@id='idDescricaoProcesso']")
    return text_of(block) if block is not None else ""


def _header(root: Node) -> tuple[dict[str, str], set[str]]:
    values: dict[str, str] = {}
    unread: set[str] = set()
    for line in every(one(root, "//div[@id='idDivDetalhes']"), f".//{_LINE}[not(ancestor::div[@id='{_PARTIES}'])]"):
        label, value = _pair(line)
        name = HEADER_LABELS.get(fold(label), "")
        if name == "":
            unread.add(label)
        elif name is not None:
            values.setdefault(name, value)
    return values, unread


def _pair(line: Node) -> tuple[str, str]:
    label, value = (
        text_of(one(line, f"./span[@class='{name}']")) for name in ("classSpanDetalhesLabel", "classSpanDetalhesTexto")
    )
    return label_of(label), value


def _parties(root: Node) -> tuple[Party, ...]:
    block = maybe(root, f"//div[@id='{_PARTIES}']")
    return _nest(map(_pair, every(block, f".//{_LINE}"))) if block is not None else ()


def _nest(rows: Iterable[tuple[str, str]]) -> tuple[Party, ...]:
    """Put each lawyer under the nearest party above; a lawyer whom no party precedes stays a party."""
    parties: list[Party] = []
    for role, printed in rows:
        if not role or not printed:
            raise PageChanged("a participant lacks role or name")
        name, oab, others = split_name(printed)
        if is_lawyer(role) and parties:
            lawyer = Lawyer(name=name, oab=oab, role_text=role)
            parties[-1] = parties[-1].model_copy(update={"lawyers": (*parties[-1].lawyers, lawyer)})
        else:
            parties.append(Party(name=name, role_text=role, side=side_of(role), others=others))
    return tuple(parties)


def _agrees(printed: str | None, newest: str | None) -> bool:
    found = _LAST_PHASE.match(printed or "")
    if not found or newest is None:
        return False
    return newest.startswith(moment_of(f"{found[1]} {found[2]}" if found[2] else found[1]) or "?")
