"""The structural fingerprint of a page: what a court's program decides about it, not what a case fills in (pure).

Two pages of one kind share it although their values, counts and generated ids differ; a new layout changes it.
"""

import hashlib
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, read_html
from spiders.json_pages import load_json
from spiders.select import collapse

MOST_BYTES = 1024 * 1024
"""A page's structure shows at its beginning; of JSON, which can only be read whole, a larger answer has none."""
_MOST_ELEMENTS = 40_000
_MOST_NAME = 60
_MOST_PIECES = 40
_VERSION = "2"
_DIGITS = re.compile(r"\d+")
_GENERATED = re.compile(r"j_id|[0-9a-f]{8,}", re.IGNORECASE)
_XML_START = re.compile(rb"<\?xml\b|<[\w.-]{1,30}:|<\w{1,40}\s+xmlns")
_FRAMES = frozenset({"form", "table", "fieldset", "section", "main", "header", "nav", "div", "ul", "dl", "body"})
_LABELS = frozenset({"th", "label", "dt", "legend", "title"})
_FIELDS = frozenset({"input", "select", "textarea", "button"})
_ROWS = frozenset({"td", "li", "dd", "option", "script", "style"})
"""What is below them is filled in by the case."""


def fingerprint(body: bytes, content_type: str | None = None) -> str:
    """Return the fingerprint as 16 hexadecimal digits; every body has one."""
    text = "\n".join(sorted(features(body, content_type)))
    return hashlib.sha256(f"{_VERSION}\n{text}".encode()).hexdigest()[:16]


def features(body: bytes, content_type: str | None = None) -> frozenset[str]:
    """Return what the fingerprint is made of, for showing in which way two pages differ."""
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _of_json(body)
    if _XML_START.match(start) and b"<html" not in body[:4096].lower():
        return frozenset(_of_xml(body[:MOST_BYTES].lstrip()))
    if b"<" not in body[:4096]:
        is_file = start.startswith((b"%PDF", b"PK", b"\x1f\x8b"))
        return frozenset({f"file {start[:2].hex()}" if is_file else "text"})
    try:
        _, root = read_html(body[:MOST_BYTES], content_type)
    except PageChanged as error:
        return frozenset({f"unreadable {str(error)[:_MOST_NAME]}"})
    return frozenset(_of_markup(root))


def _of_json(body: bytes) -> frozenset[str]:
    """The paths of keys, all elements of a list as one; a key that looks like a value is one of many."""
    if len(body) > MOST_BYTES:
        return frozenset({"json, large"})
    try:
        value = load_json(body)
    except PageChanged as error:
        return frozenset({f"unreadable {str(error)[:_MOST_NAME]}"})
    found: set[str] = set()
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, dict):
            for key, below in item.items():
                name = f"{path}.{_stable(str(key))}"
                found.add(name)
                waiting.append((name, below))
        elif isinstance(item, list):
            found.add(f"{path}[]")
            waiting.extend((f"{path}[]", below) for below in item)
    return frozenset(found or {"json"})


def _of_xml(body: bytes) -> Iterator[str]:
    """The names of elements below their parents' names; what is broken off ends there."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body, parser=parser)
    nodes = root.iter(etree.Element) if root is not None else ()
    for node in islice(nodes, _MOST_ELEMENTS):
        parent = node.getparent()
        yield f"{'' if parent is None else _local(parent)}/{_local(node)}"


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2][:_MOST_NAME]


def _of_markup(root: Node) -> Iterator[str]:
    for node, is_in_row in islice(_walk(root), _MOST_ELEMENTS):
        tag = node.tag or ""
        if tag in _LABELS:
            if label := _label_of(node):
                yield f"{tag} {label}"
        elif not is_in_row and (tag in _FRAMES or tag in _FIELDS):
            yield from _names_of(tag, node)


def _walk(root: Node) -> Iterator[tuple[Node, bool]]:
    """Yield the elements in page order, each with whether a row is around it, but not the rows themselves."""
    waiting: list[tuple[Node | None, bool]] = [(root, False)]
    while waiting:
        node, is_in_row = waiting.pop()
        while node is not None and not node.is_element_node:
            node = node.next
        if node is None:
            continue
        is_row = node.tag in _ROWS
        if not is_row:
            yield node, is_in_row
        waiting.append((node.next, is_in_row))
        waiting.append((node.first_child, is_in_row or is_row))


def _names_of(tag: str, node: Node) -> Iterator[str]:
    for key in ("id", "name"):
        if name := _stable(attribute(node, key)):
            yield f"{tag}#{name}"
    if tag in _FRAMES:
        for name in attribute(node, "class").split()[:20]:
            if name := _stable(name):
                yield f"{tag}.{name}"


def _label_of(node: Node) -> str:
    pieces = (piece for piece in islice(node.traverse(include_text=True), _MOST_PIECES) if piece.is_text_node)
    text = collapse("".join((piece.text_content or "")[:400] for piece in pieces))
    return _DIGITS.sub("", text).casefold()[:_MOST_NAME] if len(text) <= _MOST_NAME else ""


def _stable(name: str) -> str:
    """A name without its numbers; "" for one that was generated."""
    parts = [part for part in re.split(r"[:.]", name[:200]) if not _GENERATED.search(part)]
    return _DIGITS.sub("", ":".join(parts))[:_MOST_NAME].strip("-_: ")
