"""Reads the movements of a case: blocks of rows that begin with "Tipo do Movimento", newest first."""

import hashlib
import re
from dataclasses import dataclass, field

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.roles import fold
from spiders.select import Node, text_of
from spiders.systems.tjrj_portal.printed import cells_of, date_of

FIRST_LABEL = "TIPO DO MOVIMENTO"
_DISTRIBUTION = re.compile(r"distribuição\s*(.*)", re.IGNORECASE)
_DISTRIBUTED = "DATA DA DISTRIBUICAO"
_FOLLOWING_DAYS = {"DATA DE DEVOLUCAO": "DEVOLU", "DATA DO ATO": "ATO"}
"""Labels of what ends a movement, which begins with another date, and the word of the movements that begin with it."""
_SIGNED = re.compile(r"abreDocEletronico\(['\"]?(\w{8,200})")
_FULL_TEXT_FIELD = re.compile(r"descMov\d+")
_FULL_TEXT = re.compile(r"popdespacho\.jsp\?[^'\"]{1,400}")


@dataclass(slots=True)
class MovementBlock:
    """One movement as it is read, row by row."""

    text: str
    days: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    full_texts: int = 0

    def add(self, row: Node) -> None:
        """Read a further row; raises PageChanged when it has not a label and a value."""
        cells = cells_of(row)
        if len(cells) != 2:
            raise PageChanged(f"a row of a movement has {len(cells)} cells", expected="label and value")
        label = text_of(cells[0]).rstrip(": ")
        self._read_links(cells[1])
        if not label:
            if not any(True for _ in cells[1].iter("a")):
                raise PageChanged("a movement lost the link to its document", expected="a link")
            return
        value = _text_without_links(cells[1])
        if fold(label).startswith("DATA"):
            if value:
                self.days.append((fold(label), value))
        elif value:
            self.said.append(f"{label}: {value}")
        else:
            raise PageChanged(f"the label {label!r} of a movement has no value", expected=label)

    def finish(self) -> Movement:
        """Return the movement; raises PageChanged when it has no date."""
        if not self.days:
            raise PageChanged("a movement has no date", expected="Data")
        if _FOLLOWING_DAYS.get(self.days[0][0], "") not in fold(self.text):
            raise PageChanged("a movement lost the first of its dates", found=self.days[0][0])
        return Movement(
            occurred_on=date_of(self.days[0][1]),
            text=self.text,
            complement="; ".join(self.said) or None,
            document_ids=tuple(document.id for document in self.documents),
        )

    @property
    def distribution(self) -> tuple[str, str | None] | None:
        """The date and kind of a distribution that this movement tells, or None."""
        told = [value for label, value in self.days if label == _DISTRIBUTED]
        found = _DISTRIBUTION.fullmatch(self.text)
        return (date_of(told[0]).isoformat(), (found[1] or None) if found else None) if told else None

    def _read_links(self, cell: Node) -> None:
        for link in cell.iter("a"):
            script = link.get("onclick") or ""
            made = _document(script, text_of(link))
            self.full_texts += bool(_FULL_TEXT.search(script))
            if made is not None and made.id not in {document.id for document in self.documents}:
                self.documents.append(made)


def check_full_texts(content: Node, blocks: list[MovementBlock]) -> None:
    """Each full text stands in a hidden field that a link of its movement opens; raises PageChanged for a lost link."""
    fields = sum(bool(_FULL_TEXT_FIELD.fullmatch(field.get("name") or "")) for field in content.iter("input"))
    if fields > sum(block.full_texts for block in blocks):
        raise PageChanged("a full text has no movement that links to it", expected="a link")


def starts_movement(row: Node) -> MovementBlock | None:
    """Return a new block when the row is the first one of a movement; raises PageChanged when its name is missing."""
    if "tipoMovimento" not in (row.get("class") or "").split():
        return None
    cells = cells_of(row)
    if not cells or fold(text_of(cells[0])) != FIRST_LABEL:
        return None
    name = text_of(cells[1]) if len(cells) == 2 else ""
    if not name:
        raise PageChanged("a movement has no name", expected="Tipo do Movimento")
    return MovementBlock(name)


def _document(script: str, title: str) -> Document | None:
    signed = _SIGNED.search(script)
    if signed:
        return Document(id=signed[1], title=title, listed_in="movements")
    full_text = _FULL_TEXT.search(script)
    if full_text:
        made = "link-" + hashlib.sha256(full_text[0].encode()).hexdigest()[:16]
        return Document(id=made, title=title, listed_in="movements")
    return None


def _text_without_links(cell: Node) -> str:
    pieces = [cell.text or ""]
    for child in cell:
        if child.tag != "a" and isinstance(child.tag, str):
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return " ".join(" ".join(pieces).split())
