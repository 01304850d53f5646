"""Reads the phases (movements) of a case and the documents that phases and the tab of decisions offer."""

import hashlib
import re

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.printed_values import moment_of
from spiders.select import Node, collapse, every, maybe, one, text_of

_OPENED = re.compile(r"abrirDocumento\('([^']*)'")
_FIELD = re.compile(r"[?&](documento_sequencial|sequencial|documento_tipo|tipo|componente)=([0-9A-Za-z]+)")
_CODE = re.compile(r"^\((\d+)\)$")


def read_decisions(root: Node) -> tuple[Document, ...]:
    """Return the documents of the tab of decisions, each once."""
    tab = one(root, "//div[@id='idDivDecisoes']")
    found = (_document(link, "documents") for link in every(tab, ".//a[contains(@onclick,'abrirDocumento')]"))
    return tuple({document.id: document for document in found}.values())


def read_phases(root: Node, known: tuple[Document, ...]) -> tuple[tuple[Movement, ...], tuple[Document, ...]]:
    """Return the phases, newest first, and the documents which only they offer."""
    listed = {document.id for document in known}
    own: dict[str, Document] = {}
    movements = []
    for row in every(one(root, "//div[@id='idDivFases']"), ".//div[@class='classDivFaseLinha']"):
        offered: list[str] = []
        for link in every(row, ".//a[contains(@onclick,'abrirDocumento')]"):
            document = _document(link, "movements")
            if document.id not in listed:
                own.setdefault(document.id, document)
            if document.id not in offered:
                offered.append(document.id)
        movements.append(_movement(row, tuple(offered)))
    return tuple(movements), tuple(own.values())


def _movement(row: Node, document_ids: tuple[str, ...]) -> Movement:
    day = text_of(one(row, ".//span[@class='classSpanFaseData']"))
    clock = text_of(one(row, ".//span[@class='classSpanFaseHora']"))
    said = one(row, "./span[contains(concat(' ',@class,' '),' classSpanFaseTexto ')]")
    mark = maybe(said, ".//span[@class='clsFaseCodigoConselhoNacionalJustica']")
    code = _CODE.match(text_of(mark)) if mark is not None else None
    if mark is not None and code is None:
        raise PageChanged("the national code of a phase has not the form (123)", expected="(123)")
    text = text_of(said)
    text = text[: -len(code[0])].rstrip() if code and text.endswith(code[0]) else text
    if not text:
        raise PageChanged("a phase has no text")
    moment = moment_of(collapse(f"{day} {clock}"))
    if moment is None:
        raise PageChanged("a phase has no day")
    timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if timed else None,
            "occurred_on": None if timed else moment,
            "text": text,
            "tpu_code": code[1] if code else None,
            "document_ids": document_ids,
        }
    )


def _document(link: Node, listed_in: str) -> Document:
    """Return a document; its id is made of the court's numbers in the address, which are the same in both tabs."""
    opened = _OPENED.search(link.get("onclick") or "")
    if not opened or not opened[1]:
        raise PageChanged("a document has no address", expected="abrirDocumento")
    fields = dict(_FIELD.findall(opened[1]))
    number = fields.get("documento_sequencial") or fields.get("sequencial")
    kind = fields.get("documento_tipo") or fields.get("tipo") or "all"
    made = hashlib.sha256(opened[1].encode()).hexdigest()[:16]
    return Document(
        id=f"{fields.get('componente', 'DOC')}-{number}-{kind}" if number else f"made-{made}",
        title=text_of(link) or None,
        url=opened[1],
        listed_in=listed_in,
    )
