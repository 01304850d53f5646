"""A page of e-SAJ, decoded and parsed once: its elements by id, and whether its end is there.

What the elements say is read by the modules beside this one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, read_html, text_of

CASE_NUMBER = re.compile(r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}")
_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
# A comment ends at its first "-->": if it could go on behind it, many comments could be read in far too many ways.
_DOCUMENT_START = re.compile(
    r"\s*(<!--(?:(?!-->).)*-->\s*|<\?xml(?:(?!\?>).)*\?>\s*)*<(!doctype|html)", re.IGNORECASE | re.DOTALL
)
_SITE_FOOTERS = ("<footer", "esajTabelaRodape")
_TAIL = 4000
_MOVEMENT_MARK = "ovimentaca"


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed page. `ids` holds the first element of each id; `is_cut` is true when the page's end is missing."""

    text: str
    root: Node
    ids: dict[str, Node]
    is_cut: bool

    def by_id(self, name: str) -> Node:
        """Return the element of that id; raises PageChanged when there is none."""
        found = self.ids.get(name)
        if found is None:
            raise PageChanged(f"no element with the id {name}", expected=name)
        return found


def read_markup(body: bytes, content_type: str | None = None) -> Markup:
    """Decode and parse a page; raises PageChanged when it is empty, garbled or no HTML."""
    text, root = read_html(body, content_type)
    ids: dict[str, Node] = {}
    for element in root.css("[id]"):
        if name := element.id:
            ids.setdefault(name, element)
    return Markup(text, root, ids, _is_cut(text))


def _is_cut(text: str) -> bool:
    """Tell whether a page that began as a whole document lacks its end.

    The end is `</html>`, or the site's footer, which comes after everything that concerns the case. A page saved as a
    fragment has neither beginning nor end, and must close the table it is about.
    """
    tail = text[-_TAIL:]
    if "</html" in tail or "</html" in tail.lower():
        return False
    last_movement = max(text.rfind(_MOVEMENT_MARK), 0)
    if any(text.find(footer, last_movement) >= 0 for footer in _SITE_FOOTERS):
        return False
    if _DOCUMENT_START.match(text):
        return True
    return text.rfind("<") > text.rfind(">") or (last_movement > 0 and text.find("</table", last_movement) < 0)


def has_class(node: Node, name: str) -> bool:
    return name in attribute(node, "class").split()


def ancestors(node: Node) -> Iterator[Node]:
    """Yield the elements around this one, the nearest first."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


@lru_cache(maxsize=4096)
def date_of(text: str) -> date:
    """Return the date of dd/mm/yyyy; raises PageChanged for anything else."""
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat("")
    except ValueError as error:
        raise PageChanged(f"{text[:40]!r} is not a date") from error


def first_date_in(text: str) -> str | None:
    """Return the first date of a text as ISO, or None."""
    found = _DATE.search(text)
    return date_of(found[0]).isoformat() if found else None


def rows_of(table: Node) -> list[Node]:
    """Return the rows of a table or tbody, those inside its cells left out."""
    rows = children(table, "tr")
    for body in children(table, "tbody"):
        rows.extend(children(body, "tr"))
    return rows


def cells_of(row: Node) -> list[Node]:
    return children(row, "td")


def label_of(node: Node) -> str:
    """Return a label as printed, without its colon."""
    return text_of(node).rstrip(": ").strip()
