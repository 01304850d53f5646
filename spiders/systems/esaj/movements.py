"""Reads the tables of movements and the document links in their rows.

The page prints two tables: "tabelaUltimasMovimentacoes" (the five newest) and "tabelaTodasMovimentacoes" (all, hidden
by style). All movements come in the one page; rows are never taken for the same because they look the same.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, raw_text_of
from spiders.select import collapse
from spiders.systems.esaj.markup import Markup, date_of, rows_of
from spiders.systems.esaj.vocabulary import NO_MOVEMENTS

_ALL, _LAST = "tabelaTodasMovimentacoes", "tabelaUltimasMovimentacoes"
_MORE = ("linkmovimentacoes", "divLinksTituloBlocoMovimentacoes")
_ANCHOR_ID = re.compile(r"linkMovVincProc-(?:2-)?(\w+)")
_CODE_IN_LINK = re.compile(r"cdDocumento=(\w+)")
_LOCKED = "#liberarAutoPorSenha"
# All rows are checked in one call: one by one it takes as long as reading them.
_MOVEMENTS = TypeAdapter(tuple[Movement, ...])
_DOCUMENTS = TypeAdapter(tuple[Document, ...])

_Row: TypeAlias = tuple[Node, list[Node]]
"""A row of the table, and all elements in it."""


@dataclass(frozen=True, slots=True)
class MovementTable:
    """All movements and the documents that their rows offer; `remarks` tells what speaks against completeness."""

    movements: tuple[Movement, ...]
    documents: tuple[Document, ...]
    remarks: tuple[str, ...] = ()


def read_movements(page: Markup) -> MovementTable:
    """Return the movements, newest first; raises PageChanged when a table or a cell is missing."""
    everything, last = page.ids.get(_ALL), page.ids.get(_LAST)
    if everything is None and any(name in page.ids for name in _MORE):
        raise PageChanged("the page offers more movements, but their table is missing", expected=_ALL)
    table = everything if everything is not None else last
    if table is None:
        raise PageChanged("the page has no table of movements", expected=_ALL)
    rows = _movement_rows(table)
    if not rows and NO_MOVEMENTS not in page.text.lower():
        raise PageChanged("the table of movements is empty", expected="a movement")
    found = _read_rows(rows)
    if everything is not None and last is not None:
        _check_newest(found.movements, _movement_rows(last))
    return found


def read_cut_movements(page: Markup) -> MovementTable:
    """Return the rows of a page that was cut, without the last one, which may lack its end."""
    table = page.ids.get(_ALL)
    return _read_rows(_movement_rows(table)[:-1] if table is not None else [])


def _read_rows(rows: list[_Row]) -> MovementTable:
    documents: dict[str, dict[str, Any]] = {}
    read = [_movement(inside, documents) for _, inside in rows]
    remark = "rows are missing in the table of movements: two neighbours have the same colour"
    return MovementTable(
        _MOVEMENTS.validate_python(read),
        _DOCUMENTS.validate_python(list(documents.values())),
        (remark,) if _colours_break(rows) else (),
    )


def _movement_rows(table: Node) -> list[_Row]:
    """Rows that state a movement; a row of one cell is the sentence that there is none."""
    rows = ((row, list(row.iter())) for row in rows_of(table))
    return [(row, inside) for row, inside in rows if len(inside) != 1]


def _check_newest(movements: tuple[Movement, ...], newest: list[_Row]) -> None:
    """The table of the newest repeats the first rows of the whole one, so that either shows what the other lost."""
    if len(newest) > len(movements):
        raise PageChanged("the whole table of movements has fewer rows than that of the newest", expected=_ALL)
    repeated = _MOVEMENTS.validate_python([_movement(inside, {}) for _, inside in newest])
    if any(shown != again for shown, again in zip(movements, repeated, strict=False)):
        raise PageChanged("the whole table of movements does not begin with the newest ones", expected=_ALL)


def _colours_break(rows: list[_Row]) -> bool:
    """Rows are striped in turn; where a page is striped at all, two neighbours alike have lost a row between them."""
    colours = [attribute(row, "class").partition(" ")[0] for row, _ in rows]
    if set(colours) != {"fundoClaro", "fundoEscuro"}:
        return False
    return any(above == below for above, below in pairwise(colours))


def _movement(inside: list[Node], documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    cells = [cell for cell in inside if cell.tag == "td"]
    if len(cells) != 3:
        raise PageChanged(f"a row of movements has {len(cells)} cells", expected="date, link, text")
    day, icon, text = cells
    title, complement, has_links = _texts(text)
    if not title:
        raise PageChanged("a movement has no text", expected="text")
    links = every(text, "a") if has_links else []
    if next(icon.iter(), None) is not None:
        links = [*every(icon, "a"), *links]
    return {
        "occurred_on": date_of(raw_text_of(day).strip()),
        "text": title,
        "complement": complement or None,
        "document_ids": _document_ids(links, title, documents) if links else (),
    }


def _texts(cell: Node) -> tuple[str, str, bool]:
    """The title stands before the first line break, the complement (in italics) after it; links may be in both.

    Most cells hold a line break and a box of plain text: only others are said to have links, and asked for them.
    """
    title: list[str] = []
    complement: list[str] = []
    pieces, has_links = title, False
    for child in cell.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            pieces.append(child.text_content or "")
        elif tag == "br":
            pieces = complement
            pieces.append(" ")
        else:
            pieces.append(raw_text_of(child))
            has_links = has_links or tag == "a" or next(child.iter(), None) is not None
    return collapse("".join(title)), collapse("".join(complement)), has_links


def _document_ids(anchors: list[Node], title: str, documents: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    """The codes of the documents that the row links to; icon and title link to the same one."""
    codes: dict[str, None] = {}
    for anchor in anchors:
        href = attribute(anchor, "href")
        code = _document_code(anchor, href)
        if code in codes:
            continue
        codes[code] = None
        if code not in documents:
            documents[code] = _document(code, href, title)
    return tuple(codes)


def _document_code(anchor: Node, href: str) -> str:
    """The court's own code, else one made from the link, which is the same on every visit."""
    named = _ANCHOR_ID.fullmatch(anchor.id or "")
    if named:
        return named[1]
    in_link = _CODE_IN_LINK.search(href)
    code = attribute(anchor, "cddocumento") or (in_link[1] if in_link else None)
    return code or "link-" + hashlib.sha256(href.encode()).hexdigest()[:16]


def _document(code: str, href: str, title: str) -> dict[str, Any]:
    is_locked = _LOCKED in href
    url = None if is_locked or "#" in href or not href else href
    return {"id": code, "title": title, "url": url, "is_locked": is_locked, "listed_in": "movements"}
