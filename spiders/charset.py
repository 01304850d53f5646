"""Decides which charset a court's page really has: what HTTP and the page declare is wrong often enough."""

import re

from spiders.errors import PageChanged
from spiders.garbled import is_garbled

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_WITHIN = 4096
_LONGEST_UTF8 = 4
_ORDER_MARK = "\ufeff"
_LATIN = ("iso-8859-1", "iso8859-1", "iso-8859-15", "latin-1", "latin1", "windows-1252", "cp1252")
_UNICODE = ("", "utf-8", "utf8", "us-ascii", "ascii")


def decode_html(body: bytes, content_type: str | None = None) -> str:
    """Return the page's text in the charset that its bytes agree with.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared: Portuguese in Latin practically never is. Otherwise the
    charset is the one that HTTP, then the page's own meta declares; when they declare none, or UTF-8 wrongly, it is
    Windows-1252, of which ISO-8859-1 is a part as browsers read it. Raises PageChanged when the text is garbled.
    """
    return decode_page(body, content_type)[0]


def decode_page(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """Return the text as `decode_html` does, and whether the bytes are UTF-8 without a byte order mark."""
    try:
        text, is_utf8 = body.decode(), True
    except UnicodeDecodeError as error:
        text, is_utf8 = _decode_other(body, content_type, error), False
    if is_garbled(text):
        raise PageChanged("the page's text is garbled: it was decoded with a wrong charset before it came")
    return (text[1:], False) if text.startswith(_ORDER_MARK) else (text, is_utf8)


def _decode_other(body: bytes, content_type: str | None, error: UnicodeDecodeError) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    # A page cut inside a letter is still UTF-8.
    if error.reason == "unexpected end of data" and len(body) - error.start < _LONGEST_UTF8:
        return body[: error.start].decode()
    declared = _declared_charset(body, content_type)
    if declared in _UNICODE or declared in _LATIN:
        return _decode_latin(body)
    try:
        return body.decode(declared)
    except (LookupError, UnicodeDecodeError):
        return _decode_latin(body)


def _declared_charset(body: bytes, content_type: str | None) -> str:
    said = _HTTP_CHARSET.search(content_type or "")
    if said:
        return said[1].lower()
    meta = _META_CHARSET.search(body[:_META_WITHIN])
    return meta[1].decode("ascii", "replace").lower() if meta else ""


def _decode_latin(body: bytes) -> str:
    """Five bytes have no meaning in Windows-1252; Latin-1 gives them one rather than losing the page."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return body.decode("latin-1")
