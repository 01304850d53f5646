"""Reads the movements and documents of a proceeding (pure)."""

import re
from datetime import date
from typing import Any

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.json_pages import needed_text, object_of, text_at
from spiders.json_values import moment_at
from spiders.systems.pdpj.vocabulary import DOCUMENT_KEYS, MOVEMENT_KEYS, PUBLIC

_OF_LINK = re.compile(r"/documentos/([0-9a-fA-F-]{8,64})/")
_IN_EVERY_MOVEMENT = ("tipo", "idDocumento", "sequencia")
"""Keys that each movement of the data lake has, with a value or null; jus.br leaves them out where they are empty."""


def read_movements(rows: list[Any], unread: set[str], *, is_strict: bool) -> tuple[Movement, ...]:
    """Return the movements, most recent first; rows of one moment keep their places.

    Args: is_strict: every movement has all keys (data lake).
    """
    read = [_movement(object_of(row, "a movement"), unread, is_strict=is_strict) for row in rows]
    return tuple(sorted(read, key=lambda each: each.occurred_at or str(each.occurred_on or ""), reverse=True))


def _movement(row: dict[str, Any], unread: set[str], *, is_strict: bool) -> Movement:
    missing = [key for key in _IN_EVERY_MOVEMENT if key not in row] if is_strict else []
    if missing:
        raise PageChanged(f"a movement lacks {', '.join(missing)}", expected=missing[0])
    unread |= {f"movimentos.{key}" for key in row if key not in MOVEMENT_KEYS}
    moment = moment_at(row, "dataHora")
    if moment is None:
        raise PageChanged("a movement has no date", expected="dataHora")
    kind, document = row.get("tipo"), text_at(row, "idDocumento")
    code = text_at(row, "codigo") or (text_at(object_of(kind, "tipo"), "id") if kind is not None else None)
    is_timed = "T" in moment
    return Movement(
        occurred_at=moment if is_timed else None,
        occurred_on=None if is_timed else date.fromisoformat(moment),
        text=needed_text(row, "descricao"),
        tpu_code=code,
        document_ids=(document,) if document else (),
    )


def read_documents(rows: list[Any], unread: set[str]) -> tuple[Document, ...]:
    """Return the documents of the list, each once."""
    read = [_document(object_of(row, "a document"), unread) for row in rows]
    return tuple({document.id: document for document in read}.values())


def _document(row: dict[str, Any], unread: set[str]) -> Document:
    unread |= {f"documentos.{key}" for key in row if key not in DOCUMENT_KEYS}
    link = text_at(row, "hrefBinario") or text_at(row, "hrefTexto")
    of_link = _OF_LINK.search(link or "")
    identity = text_at(row, "id") or (of_link[1] if of_link else None)
    if identity is None:
        raise PageChanged("a document has no id", expected="id")
    kind = row.get("tipo")
    secrecy = text_at(row, "nivelSigilo")
    if secrecy is None:
        raise PageChanged("a document does not say who may open it", expected="nivelSigilo")
    is_locked = secrecy not in (PUBLIC, "0")
    return Document(
        id=identity,
        title=text_at(row, "nome"),
        url=None if is_locked else link,
        kind=text_at(object_of(kind, "tipo"), "nome") if kind is not None else None,
        is_locked=is_locked,
    )


def add_documents_of(movements: tuple[Movement, ...], listed: tuple[Document, ...]) -> tuple[Document, ...]:
    """Return the listed documents and those that only a movement names."""
    known = {document.id for document in listed}
    named = dict.fromkeys(one for movement in movements for one in movement.document_ids if one not in known)
    return (*listed, *(Document(id=one, listed_in="movements") for one in named))
