"""Strict selection from HTML nested as browsers nest it (WHATWG HTML 13.2), for the pages that are read most.

Lexbor builds a page's tree in half of libxml2's time and hands out its nodes for a tenth. What `spiders.select` names
by XPath is named by CSS here, under the same function names; a shape that is not there raises PageChanged too.
Tables have a tbody, unclosed cells and rows are closed, and what stands between cells is moved before the table.
"""

from collections.abc import Iterator
from typing import TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.charset import decode_page
from spiders.errors import PageChanged
from spiders.nesting import is_deep
from spiders.select import at_least_one, at_most_one, collapse, the_one

Node: TypeAlias = LexborNode

_FEW_TAGS = 6_000


def read_html(body: bytes, content_type: str | None = None) -> tuple[str, Node]:
    """Return a page's text as `spiders.charset.decode_html` does, and its root element as `parse_html` does."""
    text, is_utf8 = decode_page(body, content_type)
    # A page that is UTF-8 goes to lexbor as it came, which would otherwise make UTF-8 of Python's text again.
    return text, _build(body if is_utf8 and b"\x00" not in body else _without_nul(text), text)


def parse_html(text: str) -> Node:
    """Return the root element of a decoded page; raises PageChanged for an empty page and for one nested too deep."""
    return _build(_without_nul(text), text)


def _without_nul(text: str) -> str:
    # To replace what is not there takes fifty times as long as to look for it.
    return text.replace("\x00", "") if "\x00" in text else text


def _build(page: str | bytes, text: str) -> Node:
    if not text or text.isspace():
        raise PageChanged("the page is empty")
    # Lexbor looks through all open elements at every block, which takes minutes with 100,000 of them.
    if text.count("<") > _FEW_TAGS and is_deep(page.encode(errors="replace") if isinstance(page, str) else page):
        raise PageChanged("the page nests its elements deeper than any page of a court")
    root = LexborHTMLParser(page).root
    if root is None:
        raise PageChanged("the page is not HTML")
    return root


def one(node: Node, css: str) -> Node:
    """Return the one element that `css` selects; raises PageChanged when there is none or there are several."""
    return the_one(every(node, css), css)


def maybe(node: Node, css: str) -> Node | None:
    """Return the element that `css` selects, or None; raises PageChanged when there are several."""
    return at_most_one(every(node, css), css)


def some(node: Node, css: str) -> list[Node]:
    """Return all elements that `css` selects; raises PageChanged when there is none."""
    return at_least_one(every(node, css), css)


def every(node: Node, css: str) -> list[Node]:
    """Return all elements inside that `css` selects, in page order, none allowed; never the element itself."""
    found = node.css(css)
    # The element itself would be the first. Nodes are compared by where they stand: `==` compares their whole markup.
    while found and found[0].mem_id == node.mem_id:
        del found[0]
    return found


def elements(node: Node) -> Iterator[Node]:
    """Yield the element's own children that are elements."""
    return (child for child in node.iter() if child.is_element_node)


def children(node: Node, tag: str) -> list[Node]:
    """Return the element's own children of that tag."""
    return [child for child in node.iter() if child.tag == tag]


def inside(node: Node, tag: str) -> list[Node]:
    """Return all elements of that tag inside, in page order: of a table's cell, in a third of a query's time."""
    return [found for found in node.traverse() if found.tag == tag and found.mem_id != node.mem_id]


def next_element(node: Node) -> Node | None:
    """Return the element behind this one, texts and comments passed over."""
    sibling = node.next
    while sibling is not None and not sibling.is_element_node:
        sibling = sibling.next
    return sibling


def attribute(node: Node, name: str) -> str:
    """Return an attribute's value; "" for one that has none or is not there."""
    return node.attributes.get(name) or ""


def text_of(node: Node | None) -> str:
    """Return all text inside the element (comments left out) with blanks collapsed; "" for None."""
    return collapse(node.text()) if node is not None else ""


def raw_text_of(node: Node) -> str:
    """Return all text inside the element, comments left out, with its blanks as they are."""
    return node.text()
