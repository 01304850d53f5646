"""What PJe's RichFaces tables have in common: rows numbered in their ids, and a count that the court declares."""

import re
from collections.abc import Iterator

from spiders.errors import PageChanged
from spiders.html5 import Node, children, every, next_element, text_of

_COUNT = re.compile(r"^(\d[\d.]*)?\s*resultados?\s+encontrados?$", re.IGNORECASE)
_OLD_COUNT = re.compile(r"Total de registros:\s*(\d[\d.]*)?\s*\.?$", re.IGNORECASE)
_ROW_NUMBER = re.compile(r":(\d+):[^:]+$")
_SIZE_STEP = 5
"""All page sizes seen (10 participants, 15 movements) are multiples of it."""


def numbered_rows(table: Node, *, cells: int | None = None) -> list[list[Node]]:
    """Return the cells of the rows of a table's body; raises PageChanged when the numbers in their ids show a hole.

    A first page counts from 0, a further page of participants from a multiple of its size.
    """
    bodies = [body for body in children(table, "tbody") if ":tb" in (body.id or "")]
    if not bodies:
        raise PageChanged("a table has no body", expected="tbody")
    rows = [own for body in bodies for row in children(body, "tr") if (own := children(row, "td"))]
    if cells is not None and any(len(own) != cells for own in rows):
        raise PageChanged("a row of a table lacks a cell", expected=cells)
    numbers = [_number(own[0]) for own in rows]
    first = numbers[0] if numbers else 0
    if first % _SIZE_STEP or numbers != list(range(first, first + len(numbers))):
        raise PageChanged("a row of a table is missing", found=numbers)
    return rows


def declared_rows(table: Node) -> int | None:
    """Return the court's own count ("16 resultados encontrados" behind or below the table), or None."""
    for place in _places_of_count(table):
        text = text_of(place)
        if found := _COUNT.match(text) or _OLD_COUNT.search(text):
            return int((found[1] or "0").replace(".", ""))
    return None


def _places_of_count(table: Node) -> Iterator[Node]:
    sibling = next_element(table)
    while sibling is not None:
        if sibling.tag == "span":
            yield sibling
        sibling = next_element(sibling)
    for foot in children(table, "tfoot"):
        yield from every(foot, "span, div")


def pieces_of(node: Node) -> list[tuple[str, str]]:
    """Return the pieces of text inside an element in page order, each with the tag of the element that it stands in."""
    pieces: list[tuple[str, str]] = []
    for piece in node.traverse(include_text=True):
        if piece.is_text_node:
            pieces.append(((piece.parent and piece.parent.tag) or "", piece.text_content or ""))
        elif piece.is_element_node and not (piece.first_child and piece.first_child.is_text_node):
            # An element that begins without text is named too: an empty label divides the values beside it.
            pieces.append((piece.tag or "", ""))
    return pieces


def _number(cell: Node) -> int:
    found = _ROW_NUMBER.search(cell.id or "")
    if not found:
        raise PageChanged("a row of a table has no number")
    return int(found[1])
