"""Reads one communication of the Comunica API: what it is, about which case, to whom (pure)."""

from datetime import date
from typing import Any

from schemas.cases import Lawyer
from schemas.courts import Side
from schemas.pages import Publication, Recipient
from spiders.court_levels import level_of_address, level_of_body
from spiders.errors import PageChanged
from spiders.garbled import is_garbled
from spiders.gazette import is_distribution_list, is_sealed_name, iso_day, read_distribution, read_main_case, read_move
from spiders.gazette_people import oab_of, recipient_of
from spiders.json_pages import flag_at, list_of, needed_text, object_of, text_at
from spiders.markup_text import plain_text
from spiders.printed_numbers import number_of
from spiders.systems.djen.vocabulary import (
    ITEM_KEYS,
    LAWYER_KEYS,
    LAWYER_PERSON_KEYS,
    POLES,
    PUBLISHED,
    RECIPIENT_KEYS,
    SHOWN_KEYS,
)


def read_item(value: Any, unread: set[str]) -> Publication:
    """Return the communication; names what nobody knows in `unread`. Raises PageChanged when it lacks a part."""
    row = object_of(value, "items")
    if missing := [key for key in SHOWN_KEYS if key not in row]:
        raise PageChanged(f"a communication has no {', '.join(missing)}", expected=missing[0])
    unread |= {key for key in row if key not in ITEM_KEYS}
    identity = needed_text(row, "id")
    text = plain_text(_raw_text(row))
    kind, body, url = needed_text(row, "tipoComunicacao"), text_at(row, "nomeOrgao"), text_at(row, "link")
    recipients = tuple(_recipient(each, identity, unread) for each in _people(row, "destinatarios"))
    _refuse_garbled(kind, body, recipients)
    return Publication.model_validate(
        {
            "publication_id": identity,
            "case_number": _number(row),
            "tribunal": needed_text(row, "siglaTribunal"),
            "kind": kind,
            "document_type": text_at(row, "tipoDocumento"),
            "available_on": _day(row),
            "judging_body": body,
            "case_class": text_at(row, "nomeClasse"),
            "recipients": recipients,
            "lawyers": _lawyers(row, identity, unread),
            "url": url,
            "text": text or None,
            "is_sealed": any(is_sealed_name(recipient.name) for recipient in recipients),
        }
        | _said_in_text(kind, text, url, body, unread)
        | _cancellation(row, unread)
    )


def _said_in_text(kind: str, text: str, url: str | None, body: str | None, unread: set[str]) -> dict[str, Any]:
    system, moved = read_move(text)
    said = {
        "main_case": read_main_case(text),
        "moves_to": system,
        "moved_case_number": moved,
        "court_level": level_of_address(url) or level_of_body(body),
    }
    if not is_distribution_list(kind):
        return said
    told = read_distribution(text, url, body)
    if told is None:
        unread.add("a form of the list of distribution")
        return said
    where = {"distributed_on": told.distributed_on, "distributed_to": told.unit or told.judge}
    return said | where | {"court_level": told.court_level or said["court_level"]}


def _cancellation(row: dict[str, Any], unread: set[str]) -> dict[str, Any]:
    """A publication cancelled later keeps its id: `status` changes, or `ativo`, a date or a reason appears."""
    status, is_active = text_at(row, "status"), flag_at(row, "ativo")
    cancelled_on, reason = text_at(row, "data_cancelamento"), text_at(row, "motivo_cancelamento")
    if is_active is False or (status or PUBLISHED) != PUBLISHED or cancelled_on or reason:
        return {"is_cancelled": True, "cancelled_on": cancelled_on, "cancellation_reason": reason}
    if status is None and "status" in row:
        unread.add("an empty status")
    return {}


def _number(row: dict[str, Any]) -> str | None:
    number, printed, _ = number_of(text_at(row, "numero_processo") or "")
    masked = text_at(row, "numeroprocessocommascara")
    shown = number_of(masked)[0] if masked else None
    if shown and shown != number:
        raise PageChanged("a communication names two case numbers", found=printed)
    return number


def _day(row: dict[str, Any]) -> str:
    day = needed_text(row, "data_disponibilizacao")
    try:
        read = date.fromisoformat(day)
    except ValueError as error:
        raise PageChanged("the day of a communication is not ISO", expected="data_disponibilizacao") from error
    printed = text_at(row, "datadisponibilizacao")
    if printed and iso_day(printed) != read.isoformat():
        raise PageChanged("a communication names two days", found=printed)
    return read.isoformat()


def _raw_text(row: dict[str, Any]) -> str:
    text = row["texto"]
    if text is not None and not isinstance(text, str):
        raise PageChanged("the text of a communication is not a text", expected="texto")
    return text or ""


def _recipient(value: Any, identity: str, unread: set[str]) -> Recipient:
    row = object_of(value, "destinatarios")
    _belongs(row, identity)
    if "polo" not in row:
        raise PageChanged("a recipient has no pole", expected="polo")
    unread |= {f"destinatarios.{key}" for key in row if key not in RECIPIENT_KEYS}
    pole = text_at(row, "polo")
    if pole and pole.upper() not in POLES:
        unread.add(f"polo {pole}")
    side: Side | None = POLES.get(pole.upper()) if pole else None
    return recipient_of(needed_text(row, "nome"), side)


def _lawyers(row: dict[str, Any], identity: str, unread: set[str]) -> tuple[Lawyer, ...]:
    found = []
    for value in _people(row, "destinatarioadvogados"):
        entry = object_of(value, "destinatarioadvogados")
        _belongs(entry, identity)
        person = object_of(entry.get("advogado"), "advogado")
        unread |= {f"destinatarioadvogados.{key}" for key in entry if key not in LAWYER_KEYS}
        unread |= {f"advogado.{key}" for key in person if key not in LAWYER_PERSON_KEYS}
        if missing := {"numero_oab", "uf_oab"} - set(person):
            raise PageChanged(f"a lawyer has no {' and no '.join(sorted(missing))}", expected="advogado")
        oab = oab_of(text_at(person, "numero_oab"), text_at(person, "uf_oab"))
        found.append(Lawyer(name=needed_text(person, "nome"), oab=oab))
    return tuple(found)


def _people(row: dict[str, Any], key: str) -> list[Any]:
    return [] if row[key] is None else list_of(row[key], key)


def _belongs(row: dict[str, Any], identity: str) -> None:
    """Recipients and lawyers carry the id of their communication."""
    if (named := text_at(row, "comunicacao_id")) is not None and named != identity:
        raise PageChanged("a communication carries another one's people", found=named, expected=identity)


def _refuse_garbled(kind: str, body: str | None, recipients: tuple[Recipient, ...]) -> None:
    if any(map(is_garbled, (kind, body or "", *(recipient.name for recipient in recipients)))):
        raise PageChanged("the text is garbled: it was decoded with a wrong charset before it came")
