"""Looks in cleaned text for what must not be there any more, in every way in which a page can write it."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from capture.cleaning.spans import Span, without_entities, without_escapes, without_percents
from capture.cleaning.tokens import words_in

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,2000}={0,2}")
_MARKS = re.compile(r"(?<=\d)[.\-/ \xa0](?=\d)")
_RUN = re.compile(r"\d{8,}")
_TAGS = re.compile(r"<[^<>]{0,300}>")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a cleaned page may not show: folded words of names, digits without marks, e-mails in small letters."""

    words: frozenset[str]
    digits: frozenset[str]
    emails: frozenset[str]


def survivors(text: str, secrets: Secrets) -> set[str]:
    """Return what is still there; empty when the text is clean."""
    found: set[str] = set()
    for form in _forms(text):
        found |= secrets.words & set(words_in(form))
        for run in _RUN.findall(_MARKS.sub("", form)):
            found |= secrets.digits & {run}
        small = form.casefold()
        found |= {email for email in secrets.emails if email in small}
    return found


def _forms(text: str) -> Iterator[str]:
    """Yield the text as it stands and as it reads without tags, entities, escapes, percents and base64."""
    yield text
    yield _TAGS.sub("", text)
    span = Span.whole(text)
    for resolved in (without_entities, without_escapes, without_percents):
        span = resolved(span)
        yield span.text
    yield " ".join(_decoded(match[0] for match in _BASE64.finditer(text)))


def _decoded(candidates: Iterable[str]) -> Iterator[str]:
    for candidate in candidates:
        plain = candidate.rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        yield raw.decode("utf-8", "replace") if _is_utf8(raw) else raw.decode("latin-1")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
