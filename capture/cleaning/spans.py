"""Text that remembers from where in the page each of its characters comes, through entities and escapes."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)"
)
_PERCENT = re.compile(
    r"%[cCdD][0-9a-fA-F]%[89abAB][0-9a-fA-F]|%[eE][0-9a-fA-F](?:%[89abAB][0-9a-fA-F]){2}|%[0-9a-fA-F]{2}|\+"
)
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Span:
    """Decoded text; the character at i stands in the page from `starts[i]` to `ends[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def whole(cls, text: str) -> "Span":
        """Return a page's own text."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def cut(self, start: int, end: int) -> "Span":
        """Return the part from `start` to `end`."""
        return Span(self.text[start:end], self.starts[start:end], self.ends[start:end])


def without_entities(span: Span) -> Span:
    """Resolve `&eacute;`, `&#233;` and `&#xe9;`."""
    return _resolve(span, _ENTITY, html.unescape) if "&" in span.text else span


def without_escapes(span: Span) -> Span:
    r"""Resolve `\u00e9`, `\xe9`, `\n` and `\"` as JSON and scripts write them."""
    return _resolve(span, _ESCAPE, _unescape) if "\\" in span.text else span


def without_percents(span: Span) -> Span:
    """Resolve `%C3%A9`, `%E9` and `+` as addresses and forms write them."""
    return _resolve(span, _PERCENT, _unquote) if "%" in span.text or "+" in span.text else span


def written_like(raw: str, text: str) -> str:
    """Return `text` for the place of `raw`, escaped in the way in which `raw` is."""
    if text.isascii():
        return text
    if "\\" in raw:
        return "".join(each if each.isascii() else f"\\u{ord(each):04x}" for each in text)
    if "%" in raw:
        return "".join(each if each.isascii() else "".join(f"%{b:02X}" for b in each.encode()) for each in text)
    if "&" in raw:
        return "".join(each if each.isascii() else f"&#{ord(each)};" for each in text)
    return text


def _resolve(span: Span, pattern: re.Pattern[str], resolved: Callable[[str], str]) -> Span:
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in pattern.finditer(span.text):
        texts.append(span.text[at : match.start()])
        starts += span.starts[at : match.start()]
        ends += span.ends[at : match.start()]
        at = match.end()
        character = resolved(match[0])
        texts.append(character)
        starts += [span.starts[match.start()]] * len(character)
        ends += [span.ends[at - 1]] * len(character)
    return Span("".join(texts) + span.text[at:], [*starts, *span.starts[at:]], [*ends, *span.ends[at:]])


def _unescape(escape: str) -> str:
    if escape[1] in "ux" and len(escape) > 2:
        units = [int(part[1:], 16) for part in escape.split("\\")[1:]]
        return b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "replace")
    return _CONTROLS.get(escape[1], escape[1])


def _unquote(escape: str) -> str:
    if escape == "+":
        return " "
    raw = bytes.fromhex(escape.replace("%", ""))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
