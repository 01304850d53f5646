"""Makes plain text of a text that may be HTML: what a reader would see, nothing of the markup (pure)."""

import re

from lxml import etree

from spiders.select import collapse

_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")
_INVISIBLE = frozenset({"script", "style", "head", "noscript", "template"})
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"})


def plain_text(text: str) -> str:
    """Return the text with blanks collapsed, entities decoded, and without tags, scripts and styles."""
    if not _MARKUP.search(text):
        return collapse(text)
    root = etree.fromstring(f"<div>{text}</div>".replace("\x00", ""), parser=etree.HTMLParser(huge_tree=True))
    if root is None:
        return collapse(text)
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            node.text = ""
        elif node.tag in _INVISIBLE:
            node.clear(keep_tail=True)
        if node.tag not in _INLINE:
            node.tail = f" {node.tail or ''}"
            node.text = f" {node.text or ''}" if isinstance(node.tag, str) else ""
    return collapse("".join(map(str, root.itertext())))
