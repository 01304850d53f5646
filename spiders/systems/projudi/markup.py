"""Reads label and value where Projudi prints them as neighbours: `<div>label</div> <span>value</span>` (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass

from spiders.errors import PageChanged
from spiders.html5 import Node, children, elements, inside, text_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A label as printed, and the element that holds its value."""

    label: str
    value: Node


def pairs_of(box: Node) -> Iterator[Pair]:
    """Yield the labels of a box with their values.

    Raises PageChanged for a value without label and for a label without value. A box in bold after a value is a note.
    """
    label = ""
    for child in elements(box):
        if child.tag == "div" and not _is_note(child):
            if label:
                raise PageChanged(f"the label {label[:40]!r} has no value", expected="span")
            label = text_of(child).rstrip(": ")
        elif child.tag == "span":
            if not label:
                raise PageChanged("a value stands without a label", expected="div")
            yield Pair(label, child)
            label = ""
    if label:
        raise PageChanged(f"the label {label[:40]!r} has no value", expected="span")


def _is_note(box: Node) -> bool:
    # Nearly all hold a text and nothing else.
    return any(elements(box)) and bool(children(box, "b") or inside(box, "input"))


def name_of(node: Node | None) -> str:
    """Return a name; raises PageChanged when it holds a tag's rest: no name has such a sign."""
    name = text_of(node)
    if "<" in name or ">" in name:
        raise PageChanged("a name holds markup", expected="a name")
    return name


def notes_of(box: Node) -> list[str]:
    """Return what is printed in bold beside the values."""
    pairs = (child for child in elements(box) if child.tag in ("div", "span"))
    return [text for child in pairs for note in children(child, "b") if (text := text_of(note))]
