"""Reads the parties of a proceeding, with those who act for them (pure)."""

from typing import Any

from schemas.cases import Lawyer, Party
from spiders.errors import PageChanged
from spiders.json_pages import flag_at, list_of, needed_text, object_of, text_at
from spiders.systems.pdpj.vocabulary import IDENTITY_DOCUMENTS, PARTY_KEYS, POLES, REPRESENTATIVE_KEYS

_IN_EVERY_PARTY = ("tipoParte", "sigilosa", "documentosPrincipais", "representantes")
"""Keys that each party of the data lake has, with a value or null; jus.br leaves them out where they are empty."""


def read_parties(rows: list[Any], unread: set[str], *, is_strict: bool) -> tuple[Party, ...]:
    """Return the parties in the answer's order. Args: is_strict: every party has all keys (data lake)."""
    return tuple(_party(object_of(row, "a party"), unread, is_strict=is_strict) for row in rows)


def _party(row: dict[str, Any], unread: set[str], *, is_strict: bool) -> Party:
    missing = [key for key in _IN_EVERY_PARTY if key not in row] if is_strict else []
    if missing:
        raise PageChanged(f"a party lacks {', '.join(missing)}", expected=missing[0])
    unread |= {f"partes.{key}" for key in row if key not in PARTY_KEYS}
    if "polo" not in row:
        raise PageChanged("a party lacks its pole", expected="polo")
    side = POLES.get((text_at(row, "polo") or "").upper())
    if side is None:
        unread.add("a pole")
    return Party(
        name=needed_text(row, "nome"),
        role_text=text_at(row, "tipoParte"),
        side=side,
        document=_identity(row.get("documentosPrincipais")),
        is_sealed=flag_at(row, "sigilosa") is True,
        lawyers=tuple(_lawyer(object_of(each, "a representative"), unread) for each in rows_in(row, "representantes")),
    )


def _lawyer(row: dict[str, Any], unread: set[str]) -> Lawyer:
    unread |= {f"representantes.{key}" for key in row if key not in REPRESENTATIVE_KEYS}
    return Lawyer(
        name=needed_text(row, "nome"),
        oab=_oab(row.get("oab")),
        role_text=text_at(row, "tipoRepresentacao"),
        document=_identity(row.get("cadastroReceitaFederal")),
    )


def rows_in(holder: dict[str, Any], key: str) -> list[Any]:
    """Return the list under a key, none where it is null or absent."""
    value = holder.get(key)
    return [] if value is None else list_of(value, key)


def _identity(value: Any) -> str | None:
    """Return the first CPF or CNPJ of a list; a company is registered with one number for each of its branches."""
    for row in [] if value is None else list_of(value, "identity documents"):
        document = object_of(row, "an identity document")
        if text_at(document, "tipo") in IDENTITY_DOCUMENTS:
            return text_at(document, "numero")
    return None


def _oab(value: Any) -> str | None:
    """Return the number with its state. It comes as text (jus.br); as objects of number and state it was never seen."""
    if value is None:
        return None
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        return "".join(filter(None, (text_at(first, "uf"), text_at(first, "numero")))) or None
    return None if isinstance(first, list) else text_at({"oab": first}, "oab")
