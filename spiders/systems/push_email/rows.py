"""Reads what the mails of all systems share: labelled values, dated rows, links, names (pure)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from schemas.cases import Document, Lawyer, Movement, Party
from schemas.courts import CourtLevel, Side
from spiders.errors import PageChanged
from spiders.select import collapse

NUMBER = r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}"
_ROW = re.compile(
    r"(?<!\S)(\d{2}/\d{2}/\d{4})(?:[ \t]{1,8}(?:às[ \t])?(\d{2}:\d{2}(?::\d{2})?))?(?=[ \t\n]|$)", re.IGNORECASE
)
_IN_A_SENTENCE = re.compile(
    r"\b(em|de|do|da|dia|até|para|às|à|a|e|desde|data|entre|ao|no|na|início|fim|horário)[:,]?$", re.IGNORECASE
)
_LINK = re.compile(r"<?(https?://[^\s<>|]{1,2000})>?")
_ID_IN_LINK = re.compile(r"(?:idProcessoDoc|idDocumento|idProcessoDocumento)=(\w{1,40})|#([0-9a-fA-F]{5,40})$")
_OTHERS = re.compile(
    r"\s+e outr[oa]s?(?:\s*\((?:(\d{1,4})|[as]/[as])\))?\s*$|\s+E OUTR[OA]\([AS]/[AS]\)$", re.IGNORECASE
)
_CIVIL_NAME = re.compile(r"\s+registrad[oa](?:\(a\))? civilmente como\s+", re.IGNORECASE)
_OWN_LABEL = re.compile(r"(?m)^[ \t]*([A-ZÀ-Ý][A-Za-zÀ-ÿ()ºª./-]{1,24}(?: [A-Za-zÀ-ÿ()ºª./-]{1,24}){0,4}) ?:(?=\s|$)")
_LAWYER = re.compile(
    r"([^()\n\t]{2,200}?)\s*\((?:OAB\s*(?:n[º°o.]{1,2})?\s*)?([A-Z]{2,3}\d{2,7}[A-Z]?|\d{1,7}[A-Z]?/[A-Z]{2})\)"
)
_FIRST = re.compile(r"(?<![a-z0-9])(?:pje)?-?1g(?:rau)?(?![a-z0-9])|/cpopg|pje1g", re.IGNORECASE)
_SECOND = re.compile(r"(?<![a-z0-9])(?:pje)?-?2g(?:rau)?(?![a-z0-9])|/cposg|pje2g", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One dated row: what stands behind its date, lines and cells kept."""

    day: date
    time: str | None
    text: str

    def moment(self) -> dict[str, object]:
        """Return the one of a movement's two moments that the row has."""
        if self.time is None:
            return {"occurred_on": self.day}
        return {"occurred_at": f"{self.day.isoformat()}T{self.time}"}


def labelled(text: str, labels: Mapping[str, str | None]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (label as in the table, value) of each known label, and the labels at a line's beginning nobody knows."""
    finder, spelled = _finder(tuple(labels))
    marks = {found.end(): (found.start(), spelled[collapse(found[1]).casefold()]) for found in finder.finditer(text)}
    unknown = {f.end(): (f.start(), f[1]) for f in _OWN_LABEL.finditer(text) if f.end() not in marks}
    ordered = sorted((begin, end, name) for end, (begin, name) in (marks | unknown).items())
    ends = until_next([begin for begin, *_ in ordered], len(text))
    values = [
        (name, collapse(text[end:until])) for (_, end, name), until in zip(ordered, ends, strict=True) if end in marks
    ]
    return values, [name for _, name in unknown.values()]


def until_next(begins: list[int], end: int) -> list[int]:
    """Return where each piece ends: where the next one begins, the last one at the end."""
    return [*begins[1:], end] if begins else []


def dated_rows(section: str, *, is_strict: bool) -> Iterator[Row]:
    """Yield the dated rows of a section, each until the next; raises PageChanged for text before the first.

    Args: is_strict: of a real table: every line is a row with as many cells as the first.
    """
    starts = _row_starts(section)
    if not starts:
        raise PageChanged("no row of the mail begins with a date")
    if section[: starts[0].start()].strip():
        raise PageChanged("a movement stands before the first date")
    ends = until_next([found.start() for found in starts], len(section))
    if is_strict:
        _refuse_uneven(section)
    for found, end in zip(starts, ends, strict=True):
        yield Row(day_of(found[1]), _time(found[2]), section[found.end() : end])


def take_links(text: str, documents: dict[str, Document], *, title: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text without its links, and the ids under which they were put into `documents`."""
    ids: list[str] = []
    for found in _LINK.finditer(text):
        url = found[1].rstrip(".,;")
        named = _ID_IN_LINK.search(url)
        key = (named[1] or named[2]) if named else hashlib.sha256(url.encode()).hexdigest()[:16]
        documents.setdefault(key, Document(id=key, title=title, url=url, listed_in="movements"))
        ids.append(key)
    return _LINK.sub(" ", text), tuple(dict.fromkeys(ids))


def party_of(printed: str, *, side: Side | None = None, role_text: str | None = None) -> Party | None:
    """Return the party that a value prints ("NAME e outros (3)"), None for an empty one."""
    name = collapse(printed).strip(" -,;")
    if not name:
        return None
    others = _OTHERS.search(name)
    count = int(others[1]) if others and others[1] else None
    name = _CIVIL_NAME.split(name[: others.start()] if others else name)[0]
    return Party(name=name, side=side, role_text=role_text, others=count)


def lawyers_of(printed: str) -> tuple[tuple[Lawyer, ...], str]:
    """Return the lawyers with a registration that a value prints, and what of it is left over."""
    found = tuple(Lawyer(name=collapse(each[1]).strip(" ,;-"), oab=each[2]) for each in _LAWYER.finditer(printed))
    return found, collapse(_LAWYER.sub(" ", printed)).strip(" ,;-")


def day_of(printed: str) -> date:
    """Return the day of dd/mm/yyyy; raises PageChanged when the calendar has none."""
    try:
        return datetime.strptime(printed, "%d/%m/%Y").date()  # noqa: DTZ007 - a page's local day
    except ValueError as error:
        raise PageChanged("a date does not exist in the calendar", found=printed) from error


def level_in(addresses: str) -> CourtLevel | None:
    """Return the degree that addresses name, None for none or both."""
    first, second = bool(_FIRST.search(addresses)), bool(_SECOND.search(addresses))
    return None if first == second else CourtLevel.FIRST if first else CourtLevel.SECOND


def newest_first(movements: list[Movement]) -> tuple[Movement, ...]:
    """Return them most recent first; those of one moment, or without any, stay in the mail's order."""
    return tuple(sorted(movements, key=_moment, reverse=True))


def _moment(movement: Movement) -> str:
    return movement.occurred_at or (movement.occurred_on.isoformat() if movement.occurred_on else "")


def _row_starts(section: str) -> list[re.Match[str]]:
    """Return the dates that begin a row: at a line's beginning, or, in a flattened mail, outside of a sentence."""
    found = [each for each in _ROW.finditer(section) if not _IN_A_SENTENCE.search(_before(section, each).rstrip())]
    at_line = [each for each in found if not _before(section, each).rpartition("\n")[2].strip()]
    if "\n" in section.strip() and at_line:
        return at_line
    # A date alone is too common inside a sentence to begin a row of a flattened mail.
    return [each for each in found if each[2]] or at_line


def _before(section: str, found: re.Match[str]) -> str:
    """Return the little that stands before a date: enough for a word, or to see that a line begins."""
    begin = max(0, found.start() - 40)
    return ("" if begin else "\n") + section[begin : found.start()]


def _refuse_uneven(section: str) -> None:
    lines = [line for line in section.split("\n") if line.strip()]
    if any(not _ROW.match(line.lstrip()) for line in lines):
        raise PageChanged("a row of the table does not begin with a date")
    if len({line.count("\t") for line in lines}) > 1:
        raise PageChanged("a row of the table lacks a cell")


def _time(printed: str | None) -> str | None:
    if printed is None:
        return None
    parts = [int(part) for part in printed.split(":")]
    if parts[0] > 23 or any(part > 59 for part in parts[1:]):
        raise PageChanged("a time does not exist", found=printed)
    return printed


@lru_cache(maxsize=16)
def _finder(names: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    words = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\S)({words})\s{{0,8}}:(?=\s|$|\d)", re.IGNORECASE), {n.casefold(): n for n in names}
