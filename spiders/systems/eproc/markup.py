"""Selects in eproc's markup: tables with headings, striped rows, captions with counts, lines of a cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from spiders.errors import PageChanged
from spiders.roles import fold
from spiders.select import Node, children, collapse, every, text_of

_COUNT = re.compile(r"\((\d{1,3}(?:\.\d{3})+|\d+) registros?(?:\s*-\s*(\d+) a (\d+))?\)", re.IGNORECASE)
_SOURCE_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset({"div", "p", "li", "tr"})
_ROW_GROUPS = ("tbody", "thead")
_PARTING = _BLOCKS | {"br"}
_LIGHT, _DARK = "infratrclara", "infratrescura"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of eproc: its columns by our names, and its rows of cells."""

    node: Node
    columns: tuple[str | None, ...]
    rows: tuple[tuple[Node, ...], ...]
    unread: tuple[str, ...]
    is_torn: bool
    """Two neighbouring rows of one colour, or a first row of the second colour: a row is lost."""

    def cells(self, row: tuple[Node, ...]) -> Mapping[str | None, Node]:
        """Return a row's cells by the names of their columns."""
        return dict(zip(self.columns, row, strict=True))


def without_scripts(root: Node) -> Node:
    """Leave out scripts and styles: they stand inside cells and beside values."""
    etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    return root


def tables_with(root: Node, known: Mapping[str, str], needed: frozenset[str]) -> list[Table]:
    """Return the tables whose headings have all needed columns; raises PageChanged for a row that does not fit them."""
    found: list[Table] = []
    for node in root.iter("table"):
        heading = next((cells for row in rows_of(node) if (cells := children(row, "th"))), None)
        if heading is None:
            continue
        printed = [text_of(cell) for cell in heading]
        columns = tuple(known.get(fold(text)) for text in printed)
        if needed <= set(columns):
            unread = tuple(text for text, name in zip(printed, columns, strict=True) if text and name is None)
            found.append(_table(node, columns, unread))
    return found


def _table(node: Node, columns: tuple[str | None, ...], unread: tuple[str, ...]) -> Table:
    rows: list[tuple[Node, ...]] = []
    colours: list[str] = []
    for row in rows_of(node):
        cells = tuple(children(row, "td"))
        if not cells:
            continue
        if len(cells) != len(columns):
            raise PageChanged("a row of a table does not fit its headings", found=len(cells), expected=len(columns))
        rows.append(cells)
        colours.append(_colour(row.get("class") or ""))
    return Table(node, columns, tuple(rows), unread, _is_torn(colours))


def rows_of(table: Node) -> list[Node]:
    """Return the rows of a table, those of tables inside it left out."""
    rows: list[Node] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in _ROW_GROUPS:
            rows += children(child, "tr")
    return rows


@lru_cache(maxsize=64)
def _colour(css: str) -> str:
    return next((word for word in css.lower().split() if word in (_LIGHT, _DARK)), "")


def _is_torn(colours: list[str]) -> bool:
    """Rows are striped, light first; a table that stripes none of its rows, or not all, tells nothing."""
    if "" in colours or (len(colours) > 2 and len(set(colours)) == 1):
        return False
    return any(colour != (_DARK if place % 2 else _LIGHT) for place, colour in enumerate(colours))


@dataclass(frozen=True, slots=True)
class Count:
    """What a table's caption counts: all records, and which of them it shows."""

    total: int
    first: int | None
    last: int | None


def count_of(table: Node) -> Count | None:
    """Return "(7 registros)" or "(120 registros - 1 a 50)" of a table's caption."""
    found = _COUNT.search(" ".join(text_of(caption) for caption in every(table, "./caption")))
    if found is None:
        return None
    total = int(found[1].replace(".", ""))
    return Count(total, int(found[2]), int(found[3])) if found[2] else Count(total, None, None)


def raw_lines(cell: Node) -> list[str]:
    """Return a cell's lines as line breaks and blocks part them, no-break spaces kept; empty ones are left out."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(cell, events=("start", "end", "comment")):
        if event == "start":
            pieces += ["\n" if node.tag in _PARTING else "", _folded(node.text)]
        elif node is not cell:
            pieces += ["\n" if event == "end" and node.tag in _BLOCKS else "", _folded(node.tail)]
    return [line for line in "".join(pieces).split("\n") if line.strip()]


def words_of(cell: Node) -> str:
    """Return all text of a cell with blanks collapsed; what stands in lines of its own stays apart."""
    if len(cell) and next(cell.iterdescendants(*_PARTING), None) is not None:
        return " ".join(lines_of(cell))
    return text_of(cell)


def lines_of(cell: Node) -> list[str]:
    """Return a cell's lines with blanks collapsed."""
    return [collapse(line) for line in raw_lines(cell)]


def _folded(text: str | None) -> str:
    """Line ends of the source are blanks; what parts lines on the page are elements."""
    return _SOURCE_BLANKS.sub(" ", text) if text else ""
