"""Reads one entry of a case: the case as one system and degree of TJPA has it (pure)."""

from typing import Any

from schemas.cases import Case
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.json_pages import list_of, needed_text, text_at
from spiders.printed_numbers import number_of
from spiders.systems.tjpa_unificada.people import is_lawyer, read_parties
from spiders.systems.tjpa_unificada.vocabulary import (
    COURT_LEVELS,
    ENTRY_KEYS,
    LEVELS_BY_CODE,
    NEEDED_KEYS,
    coded_at,
    day_at,
    flag_at,
    said_at,
    value_at,
)

_TRIBUNAL = "TJPA"


def read_entry(row: dict[str, Any], unread: set[str]) -> Case:
    """Return an entry as a case without movements, which another route has. A sealed one keeps only what names it."""
    missing = [key for key in NEEDED_KEYS if key not in row]
    if missing:
        raise PageChanged(f"an entry lacks {', '.join(missing)}", expected=missing[0])
    unread |= {key for key in row if key not in ENTRY_KEYS}
    number, printed, is_valid = number_of(said_at(row, "numeroFormatado") or needed_text(row, "numero"))
    if number is None:
        raise PageChanged("an entry has no case number of 20 digits", expected="numero")
    named = {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": is_valid,
        "tribunal": _TRIBUNAL,
        "court_level": _court_level(row, unread),
        "internal_id": needed_text(row, "cdDocProcesso"),
        "source_system": said_at(row, "sistema"),
        "is_sealed": flag_at(row, "segredoJustica"),
    }
    return Case.model_validate(named if named["is_sealed"] else named | _open_fields(row, unread))


def has_lawyer_alone(case: Case) -> bool:
    """Say whether a lawyer stands among the parties because his pole shows nobody else."""
    return any(is_lawyer(party) for party in case.parties)


def _open_fields(row: dict[str, Any], unread: set[str]) -> dict[str, Any]:
    case_class, class_code = coded_at(row, "classe")
    subject, subject_code = coded_at(row, "assunto")
    if case_class is None:
        raise PageChanged("an entry has no class", expected="classe")
    parties = read_parties(list_of(row["partes"], "partes"), unread)
    return {
        "case_class": case_class,
        "class_code": class_code,
        "subjects": (subject,) if subject else (),
        "subject_codes": (subject_code,) if subject_code else (),
        "judging_body": _judging_body(row),
        "collegiate_body": said_at(row, "orgaoColegiado"),
        "jurisdiction": said_at(row, "comarca"),
        "judge": said_at(row, "magistrado"),
        "status_text": said_at(row, "situacao"),
        "distributed_on": day_at(row, "dataDistribuicao"),
        "filed_on": day_at(row, "dataAutuacao"),
        "amount_in_dispute": value_at(row),
        "related_cases": _attached(row),
        "parties": parties,
        "parties_total": len(parties),
    }


def _judging_body(row: dict[str, Any]) -> str | None:
    return said_at(row, "vara") or said_at(row, "gabinete") or said_at(row, "secretaria")


def _court_level(row: dict[str, Any], unread: set[str]) -> str | None:
    """Return the degree by its name, else by its code, else by the judging body."""
    name, code = said_at(row, "instancia"), text_at(row, "cdInstancia")
    level = COURT_LEVELS.get(name or "") or LEVELS_BY_CODE.get(code or "")
    if level is None:
        unread.add("a degree")
        level = level_of_body(_judging_body(row))
    return level.value if level else None


def _attached(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the numbers of attached cases: texts, or objects that carry one (no filled list was seen)."""
    attached = row.get("apensos")
    found: list[str] = []
    for each in [] if attached is None else list_of(attached, "apensos"):
        printed = each.get("numeroFormatado") or each.get("numero") if isinstance(each, dict) else each
        digits = number_of(text_at({"numero": printed}, "numero") or "")[0]
        if digits:
            found.append(digits)
    return tuple(dict.fromkeys(found))
