"""Opens a mail: a whole RFC 5322 message, or a body alone, as text (pure).

The standard library's parser is asked only for what it is robust at: its old policy reads hostile headers without
raising. How deep parts may lie in one another is bounded before it is called.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from spiders.charset import decode_html
from spiders.errors import PageChanged
from spiders.select import collapse

LONGEST_MAIL = 8_000_000
_LONGEST_TEXT = 1_000_000
_MOST_PARTS = 60
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,70}:[ \t]?")
_TELLING_HEADER = re.compile(
    rb"^(?:from|subject|mime-version|message-id|return-path|received|delivered-to|date|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_HTML = re.compile(r"<(?:!doctype|html|body|table|div|p|br|span|b|font)\b", re.IGNORECASE)
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True)
class MailText:
    """One readable part of a mail. `is_whole` is False when it was visibly cut."""

    text: str
    is_html: bool
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail's readable parts, plain text first; header values are None for a body alone."""

    texts: tuple[MailText, ...]
    subject: str | None = None
    sender: str | None = None
    message_id: str | None = None


def is_message(body: bytes) -> bool:
    """Say whether the bytes begin with headers of a mail."""
    start = body[:_LOOKED_AT].lstrip(b"\r\n")
    if start.startswith(b"From "):  # of a mailbox file
        start = start.partition(b"\n")[2]
    return bool(_HEADER_LINE.match(start)) and len(_TELLING_HEADER.findall(start)) >= 2


def open_mail(body: bytes, content_type: str | None = None) -> OpenedMail:
    """Return the mail's texts. Raises PageChanged for a mail that is too large, too deep or undecodable."""
    if len(body) > LONGEST_MAIL:
        raise PageChanged("the mail is longer than any that a court sends", found=len(body))
    if not is_message(body):
        text = decode_html(body, content_type)
        return OpenedMail((_bounded(text, _HTML.search(text[:_LOOKED_AT]) is not None),))
    message = read_message(body)
    texts = sorted(_texts_of(message, body), key=lambda part: part.is_html)
    return OpenedMail(
        tuple(texts), header_text(message, "Subject"), header_text(message, "From"), header_text(message, "Message-ID")
    )


def read_message(body: bytes) -> Message:
    """Return the mail's structure. Raises PageChanged when its parts lie too deep in one another."""
    if len(body) > LONGEST_MAIL:
        raise PageChanged("the mail is longer than any that a court sends", found=len(body))
    lowered = body.lower()
    if lowered.count(b"boundary") > _MOST_PARTS or lowered.count(b"message/") > _MOST_PARTS:
        raise PageChanged("the mail has more parts in one another than any that a court sends")
    return message_from_bytes(body, policy=compat32)


def header_text(message: Message, name: str) -> str | None:
    """Return a header's decoded text, None where it is missing; what cannot be decoded stays as it is."""
    value = message.get(name)
    if value is None:
        return None
    try:
        return collapse(str(make_header(decode_header(str(value))))) or None
    except (LookupError, ValueError):
        return collapse(str(value)) or None


def _texts_of(message: Message, body: bytes) -> list[MailText]:
    is_closed = _is_closed(message, body)
    found = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_maintype() != "text" or part.get_filename():
            continue
        subtype = part.get_content_subtype()
        if subtype not in ("plain", "html"):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        charset = part.get_param("charset")
        text = decode_html(content, f"text/{subtype}; charset={charset}" if isinstance(charset, str) else None)
        found.append(_bounded(text, subtype == "html", is_whole=is_closed and not part.defects))
    return found


def _is_closed(message: Message, body: bytes) -> bool:
    """Say whether a mail of several parts has its last boundary."""
    boundary = message.get_boundary() if message.is_multipart() else None
    return boundary is None or f"--{boundary}--".encode("latin-1", "replace") in body


def _bounded(text: str, is_html: bool, *, is_whole: bool = True) -> MailText:
    if len(text) > _LONGEST_TEXT:
        raise PageChanged("the mail's text is longer than any that a court sends", found=len(text))
    return MailText(text, is_html, is_whole)
