"""Strict selection from a court's HTML: a page without the expected shape raises PageChanged, it never gives less.

Elements nest as libxml2 nests them and are named by XPath; `spiders.html5` is the quicker twin for the pages of cases.
Which elements a system's pages have is the systems' own knowledge.
"""

import re
from functools import lru_cache
from typing import TypeAlias, TypeVar, cast

from lxml import etree

from spiders.errors import PageChanged

Node: TypeAlias = etree._Element
_Found = TypeVar("_Found")

_WORDS = etree.XPath("normalize-space()", smart_strings=False)

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def one(node: Node, xpath: str) -> Node:
    """Return the one element that `xpath` selects; raises PageChanged when there is none or there are several."""
    return the_one(every(node, xpath), xpath)


def maybe(node: Node, xpath: str) -> Node | None:
    """Return the element that `xpath` selects, or None; raises PageChanged when there are several."""
    return at_most_one(every(node, xpath), xpath)


def the_one(found: list[_Found], name: str) -> _Found:
    """Return the only element; raises PageChanged when there is none or there are several."""
    if len(found) != 1:
        at_most_one(at_least_one(found, name), name)
    return found[0]


def at_most_one(found: list[_Found], name: str) -> _Found | None:
    """Return the only element, or None; raises PageChanged when there are several."""
    if len(found) > 1:
        raise PageChanged(f"{len(found)} elements for {name}, one is expected", expected=name)
    return found[0] if found else None


def some(node: Node, xpath: str) -> list[Node]:
    """Return all elements that `xpath` selects; raises PageChanged when there is none."""
    return at_least_one(every(node, xpath), xpath)


def at_least_one(found: list[_Found], name: str) -> list[_Found]:
    """Return the elements; raises PageChanged when there is none."""
    if not found:
        raise PageChanged(f"no element for {name}", expected=name)
    return found


def every(node: Node, xpath: str) -> list[Node]:
    """Return all elements that `xpath` selects, none allowed."""
    found = _compiled(xpath)(node)
    return [element for element in found if isinstance(element, Node)] if isinstance(found, list) else []


def collapse(text: str) -> str:
    """Return the text with every run of blanks (no-break spaces too) as one space, without blanks at its ends."""
    text = text.strip()
    # What is indented has to be split.
    if "  " in text or "\n " in text:
        return " ".join(text.split())
    # A space is the only blank that is printable. To split and to join takes five times as long as to look for others.
    if not text.isprintable():
        text = text.replace("\n", " ").replace("\xa0", " ").replace("\t", " ").replace("\r", " ")
        if not text.isprintable():
            return " ".join(text.split())
    return " ".join(text.split()) if "  " in text else text


def text_of(node: Node | None) -> str:
    """Return all text inside the element (comments left out) with blanks collapsed; "" for None."""
    if node is None:
        return ""
    if not len(node):
        return collapse(node.text or "")
    # libxml2 knows the four blanks of XML only; the rarer ones are not printable.
    text = cast("str", _WORDS(node))
    return text if text.isprintable() else collapse(text)


def parse_html(text: str) -> Node:
    """Return the root element of a decoded page; raises PageChanged when there is nothing to parse."""
    # lxml refuses a decoded string that carries an encoding declaration; libxml2 stops reading at a NUL.
    page = _XML_DECLARATION.sub("", text).replace("\x00", "")
    if not page or page.isspace():
        raise PageChanged("the page is empty")
    # Nobody asks libxml2 for elements by id: keeping its table of them costs a tenth of the parsing.
    root = etree.fromstring(page, parser=etree.HTMLParser(huge_tree=True, collect_ids=False))
    if root is None:
        raise PageChanged("the page is not HTML")
    return root


@lru_cache(maxsize=512)
def _compiled(xpath: str) -> etree.XPath:
    """Compiling takes longer than selecting; expressions with a page's own ids push the oldest ones out."""
    return etree.XPath(xpath)
