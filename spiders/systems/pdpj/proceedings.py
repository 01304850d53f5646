"""Reads one proceeding ("tramitação") of a case, in the forms of the data lake and of jus.br (pure)."""

from dataclasses import dataclass, field
from typing import Any

from schemas.cases import Case, Movement
from schemas.courts import CourtLevel
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.json_pages import count_at, needed_text, object_of, text_at
from spiders.json_values import amount_of, moment_at
from spiders.printed_numbers import number_of
from spiders.systems.pdpj.movements import add_documents_of, read_documents, read_movements
from spiders.systems.pdpj.people import read_parties, rows_in
from spiders.systems.pdpj.vocabulary import CASE_KEYS, COURT_LEVELS, PROCEEDING_KEYS


@dataclass(slots=True)
class Reading:
    """How an answer is read, and what was noticed on the way.

    `is_strict`: every row has all its keys (data lake). `is_whole`: proceedings come with movements, parties and
    documents; a search of the data lake shows only the newest movement.
    """

    is_strict: bool
    is_whole: bool = True
    unread: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


def read_header(holder: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Return the fields that all proceedings of a case share: number, tribunal, level of secrecy."""
    reading.unread |= {key for key in holder if key not in CASE_KEYS}
    number, printed, is_valid = number_of(needed_text(holder, "numeroProcesso"))
    level = count_at(holder, "nivelSigilo")
    if number is None:
        raise PageChanged("a case has no number of 20 digits", expected="numeroProcesso")
    if level is None:
        raise PageChanged("a case does not say its level of secrecy", expected="nivelSigilo")
    return {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": is_valid,
        "tribunal": text_at(holder, "siglaTribunal"),
        "confidentiality_level": level,
        "is_sealed": level > 0,
    }


def read_proceeding(row: dict[str, Any], header: dict[str, Any], reading: Reading) -> Case:
    """Return a proceeding as a case. Of a sealed one only what names it is kept."""
    reading.unread |= {f"tramitacoes.{key}" for key in row if key not in PROCEEDING_KEYS}
    level = max(header["confidentiality_level"], count_at(row, "nivelSigilo") or 0)
    named = {
        **header,
        "internal_id": text_at(row, "idOrigem") or text_at(row, "idCodex"),
        "tribunal": text_at(_object(row, "tribunal"), "sigla") or header["tribunal"],
        "court_level": _court_level(row, reading),
        "confidentiality_level": level,
        "is_sealed": level > 0,
    }
    if level > 0:
        return Case.model_validate(named)
    return Case.model_validate(named | _header_fields(row) | _rows(row, reading))


def _header_fields(row: dict[str, Any]) -> dict[str, Any]:
    case_class, subjects = (
        _newest(rows_in(row, "classe")),
        [object_of(each, "assunto") for each in _many(row, "assunto")],
    )
    days = [day for each in _distributions(row) if (day := moment_at(each, "dataHora"))]
    last = moment_at(row, "dataHoraUltimaDistribuicao") or moment_at(row, "dataDistribuicao")
    situation = _object(_object(row, "situacaoAtual"), "tipo")
    related = [number_of(text_at(each, "numeroProcesso") or "") for each in _objects(row, "processosRelacionados")]
    return {
        "case_class": text_at(case_class, "descricao"),
        "class_code": text_at(case_class, "codigo"),
        "subjects": tuple(filter(None, (text_at(each, "descricao") for each in subjects))),
        "subject_codes": tuple(filter(None, (text_at(each, "codigo") for each in subjects))),
        **_bodies(row),
        "judge": next((text_at(each, "nome") for each in _objects(row, "magistrados")), None),
        "status_text": text_at(situation, "descricao") or text_at(row, "fase"),
        "distributed_on": max(filter(None, (*days, last)), default=None),
        "distribution_dates": tuple(days),
        "filed_on": moment_at(row, "dataHoraAjuizamento"),
        "amount_in_dispute": amount_of(row.get("valorAcao")),
        "related_cases": tuple(dict.fromkeys(digits for digits, _, _ in related if digits)),
        "source_system": text_at(row, "sistemaProcessual"),
    }


def _rows(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Return parties, movements and documents; a list that should be there and is not makes the answer incomplete."""
    for key in ("partes", "movimentos", "documentos") if reading.is_strict else ("partes", "movimentos"):
        if key not in row and (reading.is_whole or key == "partes"):
            reading.missing.append(key)
    parties = read_parties(rows_in(row, "partes"), reading.unread, is_strict=reading.is_strict)
    movements = read_movements(rows_in(row, "movimentos"), reading.unread, is_strict=reading.is_strict)
    _compare_with_newest(row, movements, reading)
    documents = read_documents(rows_in(row, "documentos"), reading.unread)
    return {
        "parties": parties,
        "parties_total": len(parties) if "partes" in row else None,
        "movements": movements,
        "movements_total": len(movements) if "movimentos" in row else None,
        "documents": add_documents_of(movements, documents),
        "documents_total": len(documents) if "documentos" in row else None,
    }


def _compare_with_newest(row: dict[str, Any], movements: tuple[Movement, ...], reading: Reading) -> None:
    """jus.br repeats the newest movement beside the list: a list without it has lost rows."""
    newest = _object(row, "ultimoMovimento")
    if newest and movements and all(moment_at(newest, "dataHora") != each.occurred_at for each in movements):
        reading.missing.append("the newest movement")


def newest_movement(row: dict[str, Any]) -> Movement | None:
    """Return the newest movement that a proceeding names apart from its list."""
    newest = _object(row, "ultimoMovimento")
    return read_movements([newest], set(), is_strict=False)[0] if newest else None


def _bodies(row: dict[str, Any]) -> dict[str, str | None]:
    """Return the judging bodies of the last distribution, or those that the proceeding itself names."""
    last = max(_distributions(row), key=lambda each: moment_at(each, "dataHora") or "", default={})
    body = _first(last, "orgaoJulgador") or _first(row, "orgaoJulgador")
    panel = _first(last, "orgaoJulgadorColegiado") or _first(row, "orgaoJulgadorColegiado")
    local = _object(last, "orgaoJulgadorLocal")
    place = _object(body, "jurisdicao") or _object(row, "jurisdicao") or _object(local, "jurisdicaoLocal")
    return {
        "judging_body": text_at(body, "nome") or text_at(local, "nome"),
        "collegiate_body": text_at(panel, "nome"),
        "jurisdiction": text_at(place, "descricao") or text_at(place, "nome"),
    }


def _court_level(row: dict[str, Any], reading: Reading) -> str | None:
    """Return the degree that the proceeding names, else the one of its judging body."""
    for code in (text_at(_object(row, "grau"), "sigla"), text_at(row, "instancia")):
        if code in COURT_LEVELS:
            return COURT_LEVELS[code].value
        if code is not None:
            reading.unread.add("a degree")
    level: CourtLevel | None = level_of_body(_bodies(row)["judging_body"])
    return level.value if level else None


def _distributions(row: dict[str, Any]) -> list[dict[str, Any]]:
    return _objects(row, "distribuicoes") + _objects(row, "distribuicao")


def _newest(rows: list[Any]) -> dict[str, Any]:
    """Return the class that counts now: the one with the highest sequence, the first where there is none."""
    classes = [object_of(each, "classe") for each in rows]
    if not classes:
        raise PageChanged("a proceeding has no class", expected="classe")
    return max(classes, key=_sequence)


def _sequence(row: dict[str, Any]) -> int:
    """Return a row's place, which comes as a number or as text; the first place where it is not told."""
    printed = text_at(row, "sequencia") or ""
    return int(printed) if printed.isascii() and printed.isdigit() else 0


def _many(row: dict[str, Any], key: str) -> list[Any]:
    if key not in row:
        raise PageChanged(f"a proceeding has no {key}", expected=key)
    return rows_in(row, key)


def _objects(row: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [object_of(each, key) for each in rows_in(row, key)]


def _object(row: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the object under a key, an empty one for null."""
    value = row.get(key)
    return {} if value is None else object_of(value, key)


def _first(row: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an object that comes by itself (search) or as the first of a list (distribution)."""
    value = row.get(key)
    if isinstance(value, list):
        return object_of(value[0], key) if value else {}
    return {} if value is None else object_of(value, key)
