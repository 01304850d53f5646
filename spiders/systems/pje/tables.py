"""What PJe's RichFaces tables have in common: rows numbered in their ids, and a count that the court declares."""

import re

from lxml import etree

from spiders.errors import PageChanged
from spiders.select import Node, children, every, text_of

_COUNT = re.compile(r"^(\d[\d.]*)?\s*resultados?\s+encontrados?$", re.IGNORECASE)
_OLD_COUNT = re.compile(r"Total de registros:\s*(\d[\d.]*)?\s*\.?$", re.IGNORECASE)
_ROW_NUMBER = re.compile(r":(\d+):[^:]+$")
_SIZE_STEP = 5
"""All page sizes seen (10 participants, 15 movements) are multiples of it."""


def numbered_rows(table: Node, *, cells: int | None = None) -> list[Node]:
    """Return the rows of a table's body; raises PageChanged when the numbers in their ids show a hole.

    A first page counts from 0, a further page of participants from a multiple of its size.
    """
    bodies = [body for body in children(table, "tbody") if ":tb" in (body.get("id") or "")]
    if not bodies:
        raise PageChanged("a table has no body", expected="tbody")
    rows = [(row, own) for body in bodies for row in children(body, "tr") if (own := children(row, "td"))]
    if cells is not None and any(len(own) != cells for _, own in rows):
        raise PageChanged("a row of a table lacks a cell", expected=cells)
    numbers = [_number(own[0]) for _, own in rows]
    first = numbers[0] if numbers else 0
    if first % _SIZE_STEP or numbers != list(range(first, first + len(numbers))):
        raise PageChanged("a row of a table is missing", found=numbers)
    return [row for row, _ in rows]


def declared_rows(table: Node) -> int | None:
    """Return the court's own count ("16 resultados encontrados" behind or below the table), or None."""
    places = every(table, "./following-sibling::span") + every(table, "./tfoot//span | ./tfoot//div")
    for place in places:
        text = text_of(place)
        if found := _COUNT.match(text) or _OLD_COUNT.search(text):
            return int((found[1] or "0").replace(".", ""))
    return None


def pieces_of(node: Node) -> list[tuple[str, str]]:
    """Return the pieces of text inside an element in page order, each with the tag of the element that it stands in."""
    pieces: list[tuple[str, str]] = []
    for event, element in etree.iterwalk(node, events=("start", "end")):
        is_element = isinstance(element.tag, str)
        if event == "start" and is_element:
            pieces.append((str(element.tag), element.text or ""))
        elif event == "end" and element is not node:
            parent = element.getparent()
            pieces.append((str(parent.tag) if parent is not None else "", element.tail or ""))
    return pieces


def _number(cell: Node) -> int:
    found = _ROW_NUMBER.search(cell.get("id") or "")
    if not found:
        raise PageChanged("a row of a table has no number")
    return int(found[1])
