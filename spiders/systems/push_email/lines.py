"""Brings a mail's text into one form, whatever a mail program or a converter made of it (pure).

Cells of a table are parted by tabs and rows by line ends, and a row that is closed ends with a tab; a link is its words
and then its address in angle brackets; entities are decoded; signs of quoting and of emphasis are gone. A body that was
flattened stays one line.
"""

import re
from html import unescape

from lxml import etree

from spiders.select import parse_html
from spiders.systems.push_email.message import MailText

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = frozenset(("head", "noscript", "script", "style", "template", "title"))
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_RULE = re.compile(r"^[|\s:+-]*-[|\s:+-]*$")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\(\s*[<>]?\s*(https?://[^\s<>()]{1,2000})\s*[<>]?\s*\)")
_EMPHASIS = re.compile(r"(?<![^\s|(])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![^\s|).,:;])")
_OPEN_ROW = re.compile(r"\n[ \t>]{0,40}\|(?:[^\n]*[^\n| \t])?[ \t]*\Z")
"""A row of a table that begins in the last line and is not closed."""
_LAST_LINE = 5000
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5});")


def normalise(part: MailText) -> tuple[str, bool]:
    """Return the text in that form, and whether nothing shows that it was cut. Raises PageChanged."""
    if part.is_html:
        text, is_whole = _of_html(part.text)
        return text, is_whole and part.is_whole
    text = part.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u200b", "")
    for _ in range(2):  # some mail programs encode what is encoded already
        if _ENTITY.search(text):
            text = unescape(text).replace("\u00a0", " ")
    lines = [line for line in map(_of_line, text.split("\n")) if line is not None]
    is_open = _OPEN_ROW.search(text[-_LAST_LINE:]) is not None
    return "\n".join(lines), part.is_whole and not is_open


def _of_line(line: str) -> str | None:
    """Return a line of plain text without its ornaments; None for a rule between rows of a table."""
    text = _QUOTED.sub("", line)
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1<\2>", text)
    if "*" in text:
        text = _EMPHASIS.sub("", text)
    stripped = text.strip()
    if not stripped.startswith("|"):
        return text.rstrip("\t ")
    if _RULE.fullmatch(stripped):
        return None
    is_closed = len(stripped) > 1 and stripped.endswith("|")
    cells = "\t".join(cell.strip() for cell in stripped.strip("|").split("|"))
    return f"{cells}\t" if is_closed else cells


def _of_html(text: str) -> tuple[str, bool]:
    """Return the visible text of an HTML mail; one whose tables or root are not ended was cut."""
    lowered = text.lower()
    is_whole = lowered.count("<table") == lowered.count("</table")
    is_whole = is_whole and ("<html" not in lowered or "</html" in lowered)
    is_whole = is_whole and lowered.rstrip()[-1:] == ">" if "<body" in lowered or "<table" in lowered else is_whole
    pieces: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(parse_html(text), events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            hidden += tag in _HIDDEN
            pieces.append("\n" if tag in _BLOCKS else "")
            if not hidden:
                pieces.append(_inline(node.text))
            continue
        if event == "end":
            hidden -= tag in _HIDDEN
            pieces.append("" if hidden else _after(tag, node.get("href")))
        if not hidden:
            pieces.append(_inline(node.tail))
    joined = "".join(pieces)
    lines = (line.strip(" ") for line in (unescape(joined) if _ENTITY.search(joined) else joined).split("\n"))
    return "\n".join(line for line in lines if line.strip()), is_whole


def _after(tag: str, href: str | None) -> str:
    if tag == "a":
        return f"<{href.strip()}>" if href and href.strip().startswith(("http://", "https://")) else ""
    return "\t" if tag in _CELLS else "\n" if tag in _BLOCKS else ""


def _inline(text: str | None) -> str:
    """Return text inside a line: line ends of the source are blanks there."""
    return re.sub(r"\s+", " ", text) if text else ""
