"""Reads the push mails of Projudi: a short header and a sentence in prose that names the movement (pure)."""

import re
from datetime import date
from typing import Any

from schemas.cases import Case, Movement, Party
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.roles import side_of_role
from spiders.select import collapse
from spiders.systems.push_email.reading import Reading
from spiders.systems.push_email.rows import NUMBER, day_of, party_of, until_next
from spiders.systems.push_email.vocabulary import MONTHS, SEALED

_NUMBER = re.compile(rf"(?<!\S)PROCESSO(?: JUDICIAL)?\s*(?:N[º°o.]{{1,2}})?\s*:?\s*({NUMBER})", re.IGNORECASE)
_IN_WORDS = rf"(\d{{1,2}})º? de ({'|'.join(MONTHS)}) de (\d{{4}})"
_DAY = re.compile(
    rf"{_IN_WORDS}(?:\s+às\s+(\d{{2}}:\d{{2}}(?::\d{{2}})?))?|(\d{{2}}/\d{{2}}/\d{{4}})(?:\s+(\d{{2}}:\d{{2}}))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\S)(DISTRIBUIÇÃO|JUÍZO|VARA|COMARCA|CLASSE|CLASSE PROCESSUAL|ASSUNTO|ASSUNTO PRINCIPAL)\s*:", re.IGNORECASE
)
_ROLE = re.compile(r"(?<!\S)([A-ZÀ-Ý]{3,20}(?: [A-ZÀ-Ý]{2,20}){0,2}(?:\([A-Z]{1,3}\))?)\s*:")
_MOVED = re.compile(
    r"movimenta[çc][ãa]o\s+([^\n]{2,500}?)\s*,\s*(?:ocorrid|realizad|registrad|lançad)[oa]\s+(?:em|no dia)\s+",
    re.IGNORECASE,
)
_LONGEST_LEAD = 1000
_SENTENCE = re.compile(r"(?<!\S)(?:Uma?|O|A|Informamos|Comunicamos|Foi|Há)\s", re.MULTILINE)


def read_projudi(text: str, *, is_html: bool) -> Reading:  # noqa: ARG001 - prose in both
    """Return the case of a Projudi mail. Raises PageChanged, also for a sentence that nobody knows."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        raise PageChanged("the mail names no case, or several", found=len(numbers))
    number, printed, valid = number_of(numbers[0][1])
    named = {"case_number": number, "case_number_text": printed, "case_number_valid": valid}
    flat = re.sub(r"[ \t]*\n[ \t]*", "\n", text[numbers[0].end() :])
    if SEALED.search(flat):
        return Reading((Case.model_validate(named | {"is_sealed": True}),))
    prose = flat.replace("\n", " ")  # of the same length, so that places agree
    moved = list(_MOVED.finditer(prose))
    if len(moved) != 1:
        raise PageChanged("the mail's sentence names no movement", found=len(moved))
    header, is_ended = flat[: _sentence_start(flat, moved[0].start())], flat.rstrip().endswith(".")
    labels, parties, unread = _header(header)
    day = _DAY.match(prose, moved[0].end())
    if day is None:
        raise PageChanged("the mail's sentence names no day of its movement")
    moment = _moment(day)
    timed = "T" in moment
    movement = {"occurred_at": moment if timed else None, "occurred_on": None if timed else moment}
    body = labels.get("JUÍZO") or labels.get("VARA")
    fields: dict[str, Any] = {
        "court_level": level_of_body(body),
        "case_class": labels.get("CLASSE") or labels.get("CLASSE PROCESSUAL"),
        "subjects": tuple(filter(None, (labels.get("ASSUNTO") or labels.get("ASSUNTO PRINCIPAL"),))),
        "judging_body": body,
        "jurisdiction": labels.get("COMARCA"),
        "distributed_on": _distributed(labels.get("DISTRIBUIÇÃO")),
        "parties": parties,
        "movements": (Movement.model_validate(movement | {"text": collapse(moved[0][1]).strip('"“”')}),),
    }
    missing = tuple(name for name, there in (("a party", parties), ("the court", body)) if not there)
    return Reading((Case.model_validate(named | fields),), unread=unread, missing=missing, is_ended=is_ended)


def _sentence_start(flat: str, moved_at: int) -> int:
    """Return where the prose begins that names the movement, behind the header."""
    begin = max(0, moved_at - _LONGEST_LEAD)
    starts = [found.start() for found in _SENTENCE.finditer(flat, begin, moved_at)]
    if not starts:
        raise PageChanged("the mail's sentence has an unknown beginning")
    return starts[-1]


def _header(text: str) -> tuple[dict[str, str], tuple[Party, ...], tuple[str, ...]]:
    """Return values by label, the parties below their roles, and the labels that are neither."""
    known = {found.start(): (found.end(), found[1].upper(), True) for found in _LABEL.finditer(text)}
    roles = {f.start(): (f.end(), f[1], False) for f in _ROLE.finditer(text) if f.start() not in known}
    ordered = sorted((begin, *rest) for begin, rest in (known | roles).items())
    ends = until_next([begin for begin, *_ in ordered], len(text))
    labels: dict[str, str] = {}
    parties: list[Party] = []
    unread: list[str] = []
    for (_, end, name, is_label), until in zip(ordered, ends, strict=True):
        value = text[end:until].strip()
        if is_label:
            labels[name] = collapse(value)
            continue
        side = side_of_role(name)
        read = [party_of(line, side=side, role_text=name) for line in value.split("\n")]
        if side is None:
            unread.append(name)
        parties += [party for party in read if party is not None]
    return labels, tuple(parties), tuple(unread)


def _distributed(value: str | None) -> str | None:
    found = _DAY.match(value) if value else None
    if value and found is None:
        raise PageChanged("the date of distribution has an unknown form")
    return _moment(found) if found else None


def _moment(found: re.Match[str]) -> str:
    if found[5]:
        day, time = day_of(found[5]), found[6]
    else:
        try:
            day, time = date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1])), found[4]
        except ValueError as error:
            raise PageChanged("a date does not exist in the calendar") from error
    return f"{day.isoformat()}T{time}" if time else day.isoformat()
