"""Selects in eproc's markup: tables with headings, striped rows, captions with counts, lines of a cell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, elements, every, text_of
from spiders.roles import fold
from spiders.select import collapse

_COUNT = re.compile(r"\((\d{1,3}(?:\.\d{3})+|\d+) registros?(?:\s*-\s*(\d+) a (\d+))?\)", re.IGNORECASE)
_SOURCE_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset({"div", "p", "li", "tr"})
_ROW_GROUPS = frozenset({"tbody", "thead"})
_PARTING = _BLOCKS | {"br"}
_LIGHT, _DARK = "infratrclara", "infratrescura"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of eproc: its columns by our names, and its rows of cells."""

    node: Node
    columns: tuple[str | None, ...]
    rows: list[list[Node]]
    unread: tuple[str, ...]
    is_torn: bool
    """Two neighbouring rows of one colour, or a first row of the second colour: a row is lost."""

    def cells(self, row: list[Node]) -> Mapping[str | None, Node]:
        """Return a row's cells by the names of their columns."""
        return dict(zip(self.columns, row, strict=True))

    def picked(self, *names: str) -> Iterator[tuple[Node, ...]]:
        """Yield each row's cells of these columns, in this order."""
        places = {name: place for place, name in enumerate(self.columns)}
        return map(itemgetter(*(places[name] for name in names)), self.rows)


def without_scripts(root: Node) -> Node:
    """Leave out scripts and styles: they stand inside cells and beside values."""
    for hidden in every(root, "script, style, noscript"):
        hidden.decompose()
    return root


def tables_with(root: Node, known: Mapping[str, str], needed: frozenset[str]) -> list[Table]:
    """Return the tables whose headings have all needed columns; raises PageChanged for a row that does not fit them."""
    found: list[Table] = []
    for node in every(root, "table"):
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
    rows: list[list[Node]] = []
    colours: list[str] = []
    for row in rows_of(node):
        cells = children(row, "td")
        if not cells:
            continue
        if len(cells) != len(columns):
            raise PageChanged("a row of a table does not fit its headings", found=len(cells), expected=len(columns))
        rows.append(cells)
        colours.append(_colour(attribute(row, "class")))
    return Table(node, columns, rows, unread, _is_torn(colours))


def rows_of(table: Node) -> list[Node]:
    """Return the rows of a table, those of tables inside it left out."""
    rows: list[Node] = []
    for child in elements(table):
        if child.tag in _ROW_GROUPS:
            rows += children(child, "tr")
    return rows


@lru_cache(maxsize=64)
def _colour(css: str) -> str:
    return next((word for word in css.lower().split() if word in (_LIGHT, _DARK)), "")


def _is_torn(colours: list[str]) -> bool:
    """Rows are striped, light first; a table that stripes none of its rows, or not all, tells nothing."""
    if "" in colours or (len(colours) > 2 and len(set(colours)) == 1):
        return False
    return colours[0::2].count(_LIGHT) + colours[1::2].count(_DARK) < len(colours)


@dataclass(frozen=True, slots=True)
class Count:
    """What a table's caption counts: all records, and which of them it shows."""

    total: int
    first: int | None
    last: int | None


def count_of(table: Node) -> Count | None:
    """Return "(7 registros)" or "(120 registros - 1 a 50)" of a table's caption."""
    found = _COUNT.search(" ".join(text_of(caption) for caption in children(table, "caption")))
    if found is None:
        return None
    total = int(found[1].replace(".", ""))
    return Count(total, int(found[2]), int(found[3])) if found[2] else Count(total, None, None)


def raw_lines(cell: Node) -> list[str]:
    """Return a cell's lines as line breaks and blocks part them, no-break spaces kept; empty ones are left out.

    Line ends of the source are blanks; what parts lines on the page are elements.
    """
    pieces: list[str] = []
    opened: list[Node] = []
    node = cell.first_child
    while node is not None or opened:
        if node is None:
            closed = opened.pop()
            pieces.append("\n" if closed.tag in _BLOCKS else "")
            node = closed.next
        elif node.is_element_node:
            pieces.append("\n" if node.tag in _PARTING else "")
            opened.append(node)
            node = node.first_child
        else:
            pieces.append(_SOURCE_BLANKS.sub(" ", node.text()) if node.is_text_node else "")
            node = node.next
    return [line for line in "".join(pieces).split("\n") if line.strip()]


def words_of(cell: Node) -> str:
    """Return all text of a cell with blanks collapsed; what stands in lines of its own stays apart."""
    return collapse(cell.text()) if is_plain(cell) else " ".join(lines_of(cell))


def is_plain(cell: Node) -> bool:
    """Return whether a cell holds one piece of text or nothing, as nearly all do."""
    first = cell.first_child
    return first is None or (first.is_text_node and first.next is None)


def lines_of(cell: Node) -> list[str]:
    """Return a cell's lines with blanks collapsed."""
    return [collapse(line) for line in raw_lines(cell)]
