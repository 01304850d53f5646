"""Reads the push mails of PJe and of PJe-JT: a labelled header and a table of movements (pure)."""

import re
from typing import Any

from schemas.cases import Case, Document, Movement, Party
from schemas.courts import CourtLevel, Side
from spiders.court_levels import level_of_body
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.select import collapse
from spiders.systems.push_email.reading import Reading
from spiders.systems.push_email.rows import (
    Row,
    dated_rows,
    day_of,
    labelled,
    level_in,
    newest_first,
    party_of,
    take_links,
)
from spiders.systems.push_email.vocabulary import END, PJE_LABELS, SEALED, YES

_TABLE = re.compile(
    r"(?<!\S)Data\s*-\s*Movimento(?:\s*-?\s*Documento)?(?!\S)|(?<!\S)Data\s+Movimento(?:\s+Documento)?(?!\S)"
)
_TABLE_JT = re.compile(r"(?<!\S)Eventos\s*:\s*(?:Data\s+Evento(?!\S))?")
_NUMBER = re.compile(r"(?<!\S)Número\s+do\s+Processo\s*:", re.IGNORECASE)
_DOUBLED = re.compile(r"(?:^|[.\s])(([A-ZÀ-Ý][^.-]{1,60}) - \2)$")
"""A document's title in a flattened row: its kind, and again its kind as description."""
_MOMENT = re.compile(r"(\d{2}/\d{2}/\d{4})(?:\s+(?:às\s+)?(\d{2}:\d{2}(?::\d{2})?))?")
_DEGREE = re.compile(r"(?<!\d)([12])[ºª°o]?\.?\s*grau\b", re.IGNORECASE)
_DEGREE_IN_LINK = re.compile(r"/detalhe-processo/[\d.-]{20,25}/([12])(?![0-9])")
_POLES = {"active": Side.ACTIVE, "passive": Side.PASSIVE, "third": Side.THIRD}
_CODE = re.compile(r"\((\d{1,6})\)$")
_AMOUNT = re.compile(r"(?:R\$\s*)?((?:\d{1,3}\.)*\d{1,9}),(\d{2})")
_LEVELS = {"1": CourtLevel.FIRST, "2": CourtLevel.SECOND}


def read_pje(text: str, *, is_html: bool) -> Reading:
    """Return the case of a PJe mail. Raises PageChanged."""
    return _read(text, _TABLE, is_html=is_html, is_labour=False)


def read_pje_jt(text: str, *, is_html: bool) -> Reading:
    """Return the case of a mail of the labour courts. Raises PageChanged."""
    return _read(text, _TABLE_JT, is_html=is_html, is_labour=True)


def _read(text: str, table: re.Pattern[str], *, is_html: bool, is_labour: bool) -> Reading:
    head = table.search(text)
    if head is None:
        raise PageChanged("the mail has no table of movements", expected="Data, Movimento")
    end = END.search(text, head.end())
    section = text[head.end() : end.start() if end else len(text)]
    begin = _NUMBER.search(text)
    # What stands above the number is the court's name, or the head of a mail that somebody forwarded.
    values, unread = labelled(text[begin.start() if begin else 0 : head.start()], PJE_LABELS)
    case = _header(values, text)
    missing = _missing(case, {PJE_LABELS[label] for label, _ in values}, is_labour=is_labour)
    if case.is_sealed:
        return Reading((case,), unread=tuple(unread))
    documents: dict[str, Document] = {}
    rows = dated_rows(section, is_strict=is_html)
    movements = [_movement(row, documents, is_labour=is_labour) for row in rows]
    # Mails of PJe always have an end of their own; of the labour courts some stop with the table's last row (TRT10).
    is_ended = end is not None or (is_labour and section.rstrip("\n").endswith("\t"))
    read = case.model_copy(
        update={
            "court_level": case.court_level or _level_of_links(documents),
            "movements": newest_first(movements),
            "documents": tuple(documents.values()),
        }
    )
    return Reading((read,), unread=tuple(unread), missing=missing, is_ended=is_ended)


def _header(values: list[tuple[str, str]], text: str) -> Case:
    said: dict[str, list[str]] = {}
    for label, value in values:
        field = PJE_LABELS[label]
        if field and value:
            said.setdefault(field, []).append(value)
    if len(said.get("number", [])) != 1:
        raise PageChanged("the mail names no case, or several", expected="Número do Processo")
    number, printed, valid = number_of(said["number"][0].partition(" ")[0])
    if number is None:
        raise PageChanged("the mail names no case number of 20 digits")
    poles = [(_POLES[key], value) for key in _POLES for value in said.get(key, [])]
    is_sealed = any(value.upper() in YES for value in said.get("sealed", [])) or any(
        SEALED.search(value) for _, value in poles
    )
    named = {"case_number": number, "case_number_text": printed, "case_number_valid": valid}
    if is_sealed:
        return Case(**named, is_sealed=True)
    body = _only(said, "judging_body")
    fields: dict[str, Any] = {
        "court_level": _level(text, body),
        "case_class": _only(said, "case_class"),
        "class_code": found[1] if (found := _CODE.search(_only(said, "case_class") or "")) else None,
        "subjects": tuple(said.get("subject", ())),
        "judging_body": body,
        "collegiate_body": _only(said, "collegiate_body"),
        "jurisdiction": _only(said, "jurisdiction"),
        "judge": _only(said, "judge"),
        "distributed_on": _moment(_only(said, "distributed_on")),
        "distribution_type": _only(said, "distribution_type"),
        "filed_on": _moment(_only(said, "filed_on")),
        "amount_in_dispute": _amount(_only(said, "amount")),
        "reference_case": _only(said, "reference_case"),
        "parties": _parties(poles),
    }
    return Case.model_validate(named | fields)


def _missing(case: Case, labels: set[str | None], *, is_labour: bool) -> tuple[str, ...]:
    """Name what mails of this form always have: the long form of PJe, with the date of filing, has both poles."""
    if is_labour or case.is_sealed:
        return ()
    needed = {"the class": case.case_class, "the active side": [p for p in case.parties if p.side is Side.ACTIVE]}
    missing = tuple(name for name, value in needed.items() if not value)
    # A label without a name is a case against nobody; a label that is not there was lost.
    return (*missing, "the passive side") if "filed_on" in labels and "passive" not in labels else missing


def _movement(row: Row, documents: dict[str, Document], *, is_labour: bool) -> Movement:
    text = re.sub(r"^\s*-\s+", "", row.text)
    cells = [cell for cell in re.split(r"\t|\n| {3,}", text.strip()) if cell.strip()]
    if not cells:
        raise PageChanged("a movement has a date and no text")
    last = cells[-1] if len(cells) > 1 else None
    title = collapse(take_links(last, {})[0]) if last else None
    if is_labour or not title:
        words = collapse(take_links(text, {})[0])
        doubled = _DOUBLED.search(words[-200:])
        title = words if is_labour else doubled[1] if doubled else None
    plain, ids = take_links(text, documents, title=title or None)
    words = plain if is_labour else take_links(cells[0], {})[0] if ids and last else plain
    said = collapse(words)
    if not said:
        raise PageChanged("a movement has a date and no text")
    return Movement.model_validate({**row.moment(), "text": said, "document_ids": ids})


def _parties(poles: list[tuple[Side, str]]) -> tuple[Party, ...]:
    return tuple(party for side, value in poles if (party := party_of(value, side=side)) is not None)


def _level(text: str, body: str | None) -> CourtLevel | None:
    """Return the degree: said in words above the number, in an address, or by the judging body's name."""
    said = _DEGREE.search(text[: max(0, text.find("Processo"))])
    if said:
        return _LEVELS[said[1]]
    return level_in(" ".join(re.findall(r"https?://\S{1,300}", text))) or level_of_body(body)


def _level_of_links(documents: dict[str, Document]) -> CourtLevel | None:
    found = {each[1] for document in documents.values() if (each := _DEGREE_IN_LINK.search(document.url or ""))}
    return _LEVELS[found.pop()] if len(found) == 1 else None


def _moment(value: str | None) -> str | None:
    if value is None:
        return None
    found = _MOMENT.match(value)
    if not found:
        raise PageChanged("a date has not the form dd/mm/yyyy hh:mm", expected="dd/mm/yyyy hh:mm")
    day = day_of(found[1]).isoformat()
    return f"{day}T{found[2]}" if found[2] else day


def _amount(value: str | None) -> str | None:
    found = _AMOUNT.search(value or "")
    return f"{found[1].replace('.', '')}.{found[2]}" if found else None


def _only(said: dict[str, list[str]], field: str) -> str | None:
    values = said.get(field, [])
    if len(set(values)) > 1:
        raise PageChanged("a label stands twice in the mail", expected=field)
    return values[0] if values else None
