"""Reads the push mails of e-SAJ: several cases or incidents in one mail, each with its new movements (pure)."""

import re
from functools import lru_cache
from typing import Any

from schemas.cases import Case, Document, Movement
from schemas.courts import Side
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.roles import SIDES, fold, side_of_role
from spiders.select import collapse
from spiders.systems.push_email.reading import Reading
from spiders.systems.push_email.rows import (
    NUMBER,
    Row,
    dated_rows,
    labelled,
    lawyers_of,
    level_in,
    newest_first,
    party_of,
    take_links,
    until_next,
)
from spiders.systems.push_email.vocabulary import END, ESAJ_LABELS, SEALED

_CASE = re.compile(
    rf"(?<!\S)(Processo|Recurso|Incidente Processual|Incidente)\s*:\s*(?:([^\n:<>]{{3,150}}?)\s*\()?({NUMBER})"
    rf"(?:/(\d{{1,6}}))?\)?[ \t]*(?:<(https?://[^\s<>]{{1,500}})>)?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?m)^[ \t]*(?:Processo|Recurso|Incidente Processual|Incidente)\s*:", re.IGNORECASE)
_NEWS = re.compile(r"(?<!\S)Novas? Movimenta(?:ções|ção)(?!\S)", re.IGNORECASE)
_INTERNAL_ID = re.compile(r"processo\.codigo=(\w{1,40})")
_CODE = re.compile(r"(.*\S)\s+\((\d{1,6})\)$")
_SENTENCE_END = re.compile(
    r"(?<![A-Za-zÀ-ÿ.])(?!(?i:fls?|arts?|drs?|sra?|exm[oa]|min|rel|proc)\.)[A-Za-zÀ-ÿ]*[a-zà-ÿ]{2}\.\s*$"
)
_PARTY_LABELS = tuple(role.capitalize() for role in SIDES)

_ONLY_BEGUN = re.compile(r"(?:^|\n)[ \t]*(?:vistos(?:,? etc)?|relatado)\.\s*$", re.IGNORECASE)
"""The words with which a decision begins, alone in the last line: what it decides was lost."""


def read_esaj(text: str, *, is_html: bool) -> Reading:  # noqa: ARG001 - movements are no table there
    """Return the cases of an e-SAJ mail. Raises PageChanged, also when a case has no list of movements."""
    end = _end(text)
    body = text[: end if end is not None else len(text)]
    heads, lists = _heads(body), list(_NEWS.finditer(body))
    if not heads or len(heads) != len(lists):
        raise PageChanged("not every case of the mail has its list of movements", found=len(lists), expected=len(heads))
    ends = until_next([head.start() for head in heads], len(body))
    cases, unread = [], []
    for head, news, until in zip(heads, lists, ends, strict=True):
        if not head.end() <= news.start() < until:
            raise PageChanged("a list of movements stands outside of its case")
        case, labels = _case(head, body[head.end() : news.start()], body[news.end() : until])
        cases.append(case)
        unread += labels
    return Reading(tuple(cases), unread=tuple(unread), is_ended=end is not None or _ends_with_a_sentence(body[-80:]))


def _ends_with_a_sentence(tail: str) -> bool:
    """Say whether a mail without an end stops behind a sentence; nothing else can be told from one that was cut."""
    return _SENTENCE_END.search(tail) is not None and _ONLY_BEGUN.search(tail) is None


def _end(text: str) -> int | None:
    """Return where the mail's own end begins, behind the last list; words of it may stand in a decision's text."""
    last = list(_NEWS.finditer(text))
    found = END.search(text, last[-1].end()) if last else None
    return found.start() if found else None


def _heads(body: str) -> list[re.Match[str]]:
    """Return the beginnings of the cases; in a mail with lines, a number inside a line is only mentioned."""
    found = list(_CASE.finditer(body))
    at_line = [each for each in found if not body[max(0, each.start() - 40) : each.start()].rpartition("\n")[2].strip()]
    heads = at_line if "\n" in body.strip() and at_line else found
    if len(list(_MENTION.finditer(body))) > len(heads):
        raise PageChanged("a case of the mail has no number of 20 digits")
    return heads


def _case(head: re.Match[str], header: str, news: str) -> tuple[Case, list[str]]:
    number, printed, valid = number_of(head[3])
    named = {"case_number": number, "case_number_text": printed, "case_number_valid": valid}
    is_incident = head[1].casefold().startswith("incidente")
    values, unread = labelled(header, _labels())
    said = {key: value for label, value in values if (key := _labels()[label]) and value}
    if SEALED.search(header):
        return Case.model_validate(named | {"is_sealed": True}), unread
    printed_class = collapse(head[2] or "") or said.get("case_class")
    coded = _CODE.fullmatch(printed_class or "")
    url = head[5] or ""
    identified = _INTERNAL_ID.search(url)
    lawyers, rest = lawyers_of(said.get("lawyers", ""))
    documents: dict[str, Document] = {}
    movements = [_movement(row, documents) for row in dated_rows(news, is_strict=False)]
    fields: dict[str, Any] = {
        "internal_id": identified[1] if identified else None,
        "court_level": level_in(url) or level_of_body(said.get("judging_body")),
        "case_class": coded[1] if coded else printed_class,
        "class_code": coded[2] if coded else None,
        "subjects": (said["subject"],) if "subject" in said else (),
        "jurisdiction": said.get("jurisdiction"),
        "judging_body": said.get("judging_body"),
        "judge": said.get("judge"),
        "reference_case": said.get("reference_case"),
        "is_incident": True if is_incident else None,
        "lawyers": lawyers,
        "parties": tuple(_parties(values)),
        "movements": newest_first(movements),
        "documents": tuple(documents.values()),
    }
    return Case.model_validate(named | fields), [*unread, *([f"Advogados: {len(rest)} characters"] if rest else [])]


def _movement(row: Row, documents: dict[str, Document]) -> Movement:
    """Read a row: its first line is the movement, what stands below it the complement."""
    text, ids = take_links(row.text, documents)
    lines = [collapse(line) for line in text.split("\n")]
    title = next((line for line in lines if line), None)
    if title is None:
        raise PageChanged("a movement has a date and no text")
    below = collapse(" ".join(lines[lines.index(title) + 1 :])) or None
    return Movement.model_validate({**row.moment(), "text": title, "complement": below, "document_ids": ids})


def _parties(values: list[tuple[str, str]]) -> list[Any]:
    found = []
    for label, value in values:
        side: Side | None = side_of_role(label)
        if label not in ESAJ_LABELS and (party := party_of(value, side=side, role_text=label)):
            found.append(party)
    return found


@lru_cache(maxsize=1)
def _labels() -> dict[str, str | None]:
    """The header's labels, and every role of a party as a label of its own."""
    taken = {fold(label) for label in ESAJ_LABELS}
    return {**ESAJ_LABELS, **{role: "party" for role in _PARTY_LABELS if fold(role) not in taken}}
