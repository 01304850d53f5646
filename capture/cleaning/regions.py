"""Says which parts of a page people read and which are code: HTML and XML, JSON, scripts, addresses, plain text.

Every loop goes forward only; what is nested (HTML in JSON, JSON in a script) is entered to a fixed depth and read as
text below it.
"""

import re
from collections.abc import Generator, Iterator

from lxml.html import defs

from capture.cleaning.pieces import Mode, Piece
from capture.cleaning.spans import Span, without_entities, without_escapes, without_percents

_DEEPEST = 5
_TAG = re.compile(r"</?([A-Za-z][\w.:-]{0,80})")
_BLANKS = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"[^\s=>/]+")
_EQUALS = re.compile(r"\s*=\s*")
_BARE_VALUE = re.compile(r"[^\s>]*")
_SCRIPT_END = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
_MARKUP = re.compile(r"</?[A-Za-z][\w:-]*[\s/>]|&[a-z]{2,8};|<!--")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?", re.DOTALL)
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_COUNTS = re.compile(r"value$|total|count|took|size", re.IGNORECASE)
_KEY = re.compile(r"\s*:")
_SENTENCE = re.compile(r"[^{}();=<>#$\[\]|]*[^\W\d_]{2}[,.]?[ \xa0][^{}();=<>#$\[\]|]*")
_ADDRESS = re.compile(r"(?:https?://|javascript:|\.{0,2}/)\S*$", re.IGNORECASE)
_PARAMETER = re.compile(r"(?P<name>[^=&;]*)=(?P<value>[^&;]*)|[^=&;]+")
_NAMES_SOMEBODY = re.compile(r"nome|parte|advogad|pesquisa|name|texto|assunto", re.IGNORECASE)
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "cite", "longdesc", "background", "srcset", "poster"})
_CODE_ATTRIBUTES = """
class id name for type style rel rev lang xml:lang dir method enctype accept accept-charset charset http-equiv media
target width height border cellpadding cellspacing align valign bgcolor color colspan rowspan tabindex role scope
maxlength size rows cols checked selected disabled readonly hidden autocomplete autofocus headers hreflang integrity
crossorigin async defer nowrap face itemprop itemtype property version encoding standalone accesskey
data-toggle data-target data-dismiss data-bs-toggle data-bs-target aria-controls aria-labelledby aria-describedby
aria-expanded aria-hidden aria-haspopup viewbox fill stroke d
"""
_CODE = frozenset(_CODE_ATTRIBUTES.split())
_OTHER_ELEMENTS = frozenset(
    {"path", "g", "use", "circle", "rect", "line", "polygon", "main", "template", "picture", "slot"}
)
_ELEMENTS = defs.tags | _OTHER_ELEMENTS


def pieces_of(text: str) -> Iterator[Piece]:
    """Yield the parts of a page in their order."""
    yield from _any(Span.whole(text), 0)


def address_pieces(text: str) -> Iterator[Piece]:
    """Yield the parts of an address."""
    yield from _address(Span.whole(text))


def form_pieces(text: str) -> Iterator[Piece]:
    """Yield the parts of an encoded form: name=value&name=value."""
    yield from _parameters(Span.whole(text))


def _any(span: Span, depth: int) -> Iterator[Piece]:
    """Decide by the look of a text what it is."""
    beginning = span.text[:200].lstrip("\ufeff \t\r\n\x00")
    if depth >= _DEEPEST:
        yield Piece(without_entities(span), Mode.READ)
    elif beginning[:1] in {"{", "["} and '"' in span.text:
        yield from _json(span, depth)
    elif _MARKUP.search(span.text):
        yield from _markup(
            span, depth, is_xml=beginning.startswith("<?xml") and "<html" not in span.text[:4000].lower()
        )
    elif _ADDRESS.match(span.text):
        yield from _address(span)
    else:
        yield Piece(without_entities(span), Mode.READ)


def _markup(span: Span, depth: int, *, is_xml: bool) -> Iterator[Piece]:
    text, at, read_from = span.text, 0, 0
    while (at := text.find("<", at)) >= 0:
        end, name = _tag_end(text, at, is_xml=is_xml)
        if not end:
            at += 1
            continue
        yield Piece(without_entities(span.cut(read_from, at)), Mode.READ)
        if name:
            end = yield from _tag(span, at, end, depth)
        at = read_from = end
        if name in _SCRIPT_END and text[end - 2 : end] != "/>":  # the name of a closing tag begins with a stroke
            closing = _SCRIPT_END[name].search(text, end)
            at = read_from = closing.start() if closing else len(text)
            yield from _script(span.cut(end, at), depth)
    yield Piece(without_entities(span.cut(read_from, len(text))), Mode.READ)


def _tag_end(text: str, at: int, *, is_xml: bool) -> tuple[int, str]:
    """Return where a tag's name ends, with the name in small letters ("" for comments and declarations), or 0 when no
    tag begins here."""
    if text.startswith("<!--", at):
        return at + 4, ""  # what stands in a comment is cleaned like the rest
    if text.startswith("<![CDATA[", at):
        return at + 9, ""
    if text.startswith(("<!", "<?"), at):
        end = text.find(">", at)
        return (end + 1, "") if 0 <= end - at < 500 else (0, "")
    tag = _TAG.match(text, at)
    if tag is None:
        return 0, ""
    name = tag[1].lower()
    if not (is_xml or name in _ELEMENTS or ":" in name):
        return 0, ""  # "<Fulano de Tal>" is text
    return tag.end(), f"/{name}" if text[at + 1] == "/" else name


def _tag(span: Span, start: int, at: int, depth: int) -> Generator[Piece, None, int]:
    """Yield the parts of a tag whose name ends at `at`; returns where the tag ends."""
    text = span.text
    yield Piece(span.cut(start, at), Mode.CODE)
    while True:
        blanks = _BLANKS.match(text, at)
        at = blanks.end() if blanks else at
        name = _ATTRIBUTE.match(text, at)
        if name is None:
            return min(at + 1, len(text))
        yield Piece(span.cut(at, name.end()), Mode.CODE)
        at = name.end()
        equals = _EQUALS.match(text, at)
        if equals is None:
            continue
        at = equals.end()
        quote = text[at : at + 1]
        if quote and quote in "\"'":
            end = text.find(quote, at + 1)
            first, last, at = at + 1, end if end >= 0 else len(text), end + 1 if end >= 0 else len(text)
        else:
            bare = _BARE_VALUE.match(text, at)
            first, last = at, bare.end() if bare else at
            at = last
        yield from _attribute(name[0].lower(), span.cut(first, last), depth)


def _attribute(name: str, span: Span, depth: int) -> Iterator[Piece]:
    value = without_entities(span)
    if name in _CODE or name.startswith("xmlns"):
        yield Piece(value, Mode.CODE)
    elif name.startswith("on"):
        yield from _script(value, depth)
    elif name in _ADDRESSES:
        yield from _address(value)
    else:
        yield from _any(value, depth + 1)


def _script(span: Span, depth: int) -> Iterator[Piece]:
    at = 0
    for string in _STRING.finditer(span.text):
        yield Piece(span.cut(at, string.start()), Mode.CODE)
        at = string.end()
        yield from _literal(without_escapes(span.cut(string.start() + 1, at)), depth + 1)
    yield Piece(span.cut(at, len(span.text)), Mode.CODE)


def _literal(span: Span, depth: int) -> Iterator[Piece]:
    """A string of a script: a sentence, markup, data, an address, or a name in the code."""
    text = span.text.rstrip("\"'`")
    if depth < _DEEPEST and _ADDRESS.match(text):
        yield from _address(span)
    elif depth < _DEEPEST and (_MARKUP.search(text) or (text[:1] in {"{", "["} and '"' in text)):
        yield from _any(span, depth)
    else:
        yield Piece(without_entities(span), Mode.READ if _SENTENCE.match(text) else Mode.CODE)


def _json(span: Span, depth: int) -> Iterator[Piece]:
    at, between = 0, Mode.VALUE
    for string in _JSON_STRING.finditer(span.text):
        yield Piece(span.cut(at, string.start()), between)
        between = Mode.VALUE
        is_closed = len(string[0]) > 1 and string[0].endswith('"')
        inside = without_escapes(span.cut(string.start() + 1, string.end() - is_closed))
        at = string.end()
        if _KEY.match(span.text, at):
            yield Piece(inside, Mode.CODE)
            between = Mode.COUNT if _COUNTS.search(inside.text) else Mode.VALUE
        else:
            yield from _any(inside, depth + 1)
    yield Piece(span.cut(at, len(span.text)), between)


def _address(span: Span) -> Iterator[Piece]:
    text = span.text
    if text[:11].lower() == "javascript:":
        yield from _script(without_percents(span), 1)
        return
    path, session, query = (text.find(mark) if mark in text else len(text) for mark in ("#", ";", "?"))
    end = min(path, session, query)
    yield Piece(without_percents(span.cut(0, end)), Mode.CODE)
    yield from _parameters(span.cut(min(end + 1, len(text)), len(text)))


def _parameters(span: Span) -> Iterator[Piece]:
    for pair in _PARAMETER.finditer(span.text):
        if pair["name"] is None:
            yield Piece(without_percents(span.cut(*pair.span())), Mode.VALUE)
            continue
        yield Piece(without_percents(span.cut(*pair.span("name"))), Mode.CODE)
        value = without_percents(span.cut(*pair.span("value")))
        is_read = bool(_NAMES_SOMEBODY.search(pair["name"])) or " " in value.text or not value.text.isascii()
        yield Piece(value, Mode.READ if is_read else Mode.VALUE)
