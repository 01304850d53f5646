"""Reads a whole case of PJe-JT's service: header, both poles, movements and documents, which are one list (pure)."""

from typing import Any

from schemas.cases import Case, Document, Lawyer, Movement, Party
from schemas.courts import Side
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.garbled import is_garbled
from spiders.json_pages import flag_at, list_of, needed_text, object_of, text_at
from spiders.json_values import amount_of, moment_at
from spiders.printed_numbers import number_of
from spiders.systems.pje_jt.vocabulary import (
    CASE_KEYS,
    DEGREES,
    ITEM_KEYS,
    NEEDED_OF_CASE,
    NEEDED_OF_ITEM,
    NEEDED_OF_PARTY,
    PERSON_KEYS,
    POLES,
    SUBJECT_KEYS,
)


def read_case(row: dict[str, Any], unread: set[str]) -> Case:
    """Return an open case; what is not understood is named in `unread`."""
    missing = [key for key in NEEDED_OF_CASE if key not in row]
    if missing:
        raise PageChanged(f"the case lacks {', '.join(missing)}", expected=missing[0])
    unread |= row.keys() - CASE_KEYS
    number, printed, is_valid = number_of(needed_text(row, "numero"))
    if number is None:
        raise PageChanged("the case has no case number of 20 digits", expected="numero")
    if flag_at(row, "segredoJustica") is None:
        raise PageChanged("the case does not say whether it is sealed", expected="segredoJustica")
    items = [_item(object_of(item, "an item"), unread) for item in list_of(row["itensProcesso"], "itensProcesso")]
    documents = tuple(_document(item) for item in items if item["documento"])
    movements = _newest_first([_movement(item) for item in items if not item["documento"]])
    parties = tuple(party for key, side in POLES.items() for party in _pole(row, key, side, unread))
    body = needed_text(row, "orgaoJulgador")
    _refuse_damaged(parties, movements, body)
    return Case(
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        internal_id=text_at(row, "id"),
        court_level=_level(items, body),
        case_class=needed_text(row, "classe"),
        subjects=_subjects(list_of(row["assuntos"], "assuntos"), unread),
        judging_body=body,
        judge=text_at(row, "pessoaRelator"),
        distributed_on=moment_at(row, "distribuidoEm"),
        filed_on=moment_at(row, "autuadoEm"),
        amount_in_dispute=amount_of(row["valorDaCausa"], "valorDaCausa"),
        parties=parties,
        parties_total=len(parties),
        movements=movements,
        movements_total=len(movements),
        documents=documents,
        documents_total=len(documents),
    )


def _refuse_damaged(parties: tuple[Party, ...], movements: tuple[Movement, ...], body: str) -> None:
    """Refuse a case that lacks what each one has, and broken letters."""
    if not any(party.side is Side.ACTIVE for party in parties):
        raise PageChanged("the active pole is empty, which no case's is", expected="poloAtivo")
    if not movements:
        raise PageChanged("there are no movements, and every case has its distribution", expected="itensProcesso")
    if is_garbled(" ".join([body, *(party.name for party in parties), *(row.text for row in movements)])):
        raise PageChanged("the answer's text is garbled: it was decoded with a wrong charset before it came")


def _pole(row: dict[str, Any], key: str, side: Side, unread: set[str]) -> tuple[Party, ...]:
    return tuple(_party(object_of(person, "a party"), side, unread) for person in list_of(row[key], key))


def _party(person: dict[str, Any], side: Side, unread: set[str]) -> Party:
    missing = [key for key in NEEDED_OF_PARTY if key not in person]
    if missing:
        raise PageChanged(f"a party lacks {', '.join(missing)}", expected=missing[0])
    unread |= {f"{key} of a party" for key in person.keys() - PERSON_KEYS}
    return Party(
        name=needed_text(person, "nome"),
        role_text=needed_text(person, "tipo"),
        side=side,
        document=text_at(person, "documento"),
        lawyers=tuple(
            _lawyer(object_of(each, "a representative"), unread)
            for each in list_of(person["representantes"] or [], "representantes")
        ),
    )


def _lawyer(person: dict[str, Any], unread: set[str]) -> Lawyer:
    unread |= {f"{key} of a representative" for key in person.keys() - PERSON_KEYS}
    return Lawyer(
        name=needed_text(person, "nome"), role_text=text_at(person, "tipo"), document=text_at(person, "documento")
    )


def _subjects(rows: list[Any], unread: set[str]) -> tuple[str, ...]:
    """Return the subjects, the main one first."""
    read = [object_of(row, "a subject") for row in rows]
    unread |= {f"{key} of a subject" for row in read for key in row.keys() - SUBJECT_KEYS}
    return tuple(needed_text(row, "descricao") for row in sorted(read, key=lambda row: not flag_at(row, "principal")))


def _item(row: dict[str, Any], unread: set[str]) -> dict[str, Any]:
    """Return an item of the case that has what each one has; `documento` tells a document from a movement."""
    missing = [key for key in NEEDED_OF_ITEM if row.get(key) is None]
    if missing:
        raise PageChanged(f"an item lacks {', '.join(missing)}", expected=missing[0])
    flag_at(row, "documento")
    unread |= {f"{key} of an item" for key in row.keys() - ITEM_KEYS}
    return row


def _movement(item: dict[str, Any]) -> Movement:
    moment = moment_at(item, "data") or ""
    is_timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if is_timed else None,
            "occurred_on": None if is_timed else moment,
            "text": needed_text(item, "titulo"),
        }
    )


def _newest_first(movements: list[Movement]) -> tuple[Movement, ...]:
    return tuple(sorted(movements, key=lambda each: each.occurred_at or str(each.occurred_on), reverse=True))


def _document(item: dict[str, Any]) -> Document:
    return Document(
        id=text_at(item, "idUnicoDocumento") or needed_text(item, "id"),
        title=needed_text(item, "titulo"),
        kind=text_at(item, "tipo"),
        is_locked=flag_at(item, "publico") is not True,
    )


def _level(items: list[dict[str, Any]], body: str) -> str | None:
    """Return the degree that the items name when all name one, else that of the judging body."""
    named = {text_at(item, "instancia") for item in items} - {None}
    level = DEGREES.get(next(iter(named)) or "") if len(named) == 1 else None
    level = level or level_of_body(body)
    return level.value if level else None
