"""Reads XML of a stranger: no document type, no entities, no network, bounded size and depth (pure)."""

from collections.abc import Iterator

from lxml import etree

from spiders.errors import PageChanged
from spiders.select import Node, collapse

LONGEST_ANSWER = 64_000_000
_DEEPEST = 40


def envelope_of(body: bytes) -> bytes:
    """Return the XML of an answer; of one in parts (MTOM, as PJe's servers send it) the part with the envelope."""
    stripped = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not stripped.startswith(b"--"):
        return stripped
    begin, end = stripped.find(b"<"), stripped.rfind(b"Envelope>")
    if begin < 0 or end < 0:
        raise PageChanged("the answer in parts has no whole envelope")
    return stripped[begin : end + len(b"Envelope>")]


def read_xml(body: bytes) -> Node:
    """Return the root. Raises PageChanged for a document type, too much depth, and what is not well-formed."""
    if len(body) > LONGEST_ANSWER:
        raise PageChanged("the answer is longer than any that a court sends", found=len(body))
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise PageChanged("the answer declares a document type, which SOAP forbids")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PageChanged("the answer is not well-formed XML") from error
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise PageChanged("the answer's elements lie too deep in one another")
    return root


def name_of(node: Node) -> str:
    """Return an element's name without its namespace: courts differ in prefixes and in the place of the namespace."""
    return etree.QName(node).localname


def children(node: Node, name: str) -> list[Node]:
    """Return the children of this name."""
    return [child for child in node if name_of(child) == name]


def child(node: Node, name: str) -> Node | None:
    """Return the one child of this name, or None; raises PageChanged for several."""
    found = children(node, name)
    if len(found) > 1:
        raise PageChanged(f"{len(found)} elements {name}, at most one is expected", expected=name)
    return found[0] if found else None


def first_below(node: Node, name: str) -> Node | None:
    """Return the first element of this name anywhere below, or None."""
    return next((found for found in node.iter() if name_of(found) == name), None)


def said(node: Node | None) -> str | None:
    """Return an element's own text with blanks collapsed, None where there is none."""
    return collapse(node.text or "") or None if node is not None else None


def attribute(node: Node, name: str) -> str | None:
    """Return an attribute's text with blanks collapsed, None where it is missing or empty."""
    return collapse(node.get(name) or "") or None


def strange(node: Node, known: frozenset[str]) -> Iterator[str]:
    """Yield the names of children that the schema does not know."""
    yield from (name_of(each) for each in node if name_of(each) not in known)
