"""Reads a case of the older portal: rows of label and value, then the movements, then what hangs on the case."""

import re
from dataclasses import dataclass, field
from typing import Any

from schemas.cases import Case, Lawyer, Party
from schemas.courts import CourtLevel
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.roles import fold
from spiders.select import Node, text_of
from spiders.systems.tjrj_portal.movements import MovementBlock, check_full_texts, starts_movement
from spiders.systems.tjrj_portal.printed import (
    OWN_NUMBER,
    cells_of,
    date_of,
    lines_of,
    names_more,
    numbers_in,
    party_of,
    rows_under,
)
from spiders.systems.tjrj_portal.vocabulary import FACTS, IGNORED_LABELS, NOTICES, SEALED_WORDS, Fact

_PRINTED_ON = re.compile(r"TJ/RJ\s*-\s*(\d\d/\d\d/\d{4})")
_NUMBER = re.compile(r"Processo\s+N\s*[oº°]?\s*:?\s*(\S+)", re.IGNORECASE)
_LAWYER = re.compile(r"([A-Z]{2}\s?\d{1,7}[A-Z]?)\s*-\s*(.+)")
_COURT = re.compile(r"^(comarca|regional|foro|fórum)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})*|\d+),(\d\d)")
_EVERYBODY = "listaPersonagens"


@dataclass(slots=True)
class Detail:
    """What the page's rows state, as they are read."""

    printed_on: str | None = None
    number_text: str = ""
    status: str | None = None
    place: list[str] = field(default_factory=list)
    facts: dict[Fact, list[str]] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    lawyers: list[Lawyer] = field(default_factory=list)
    has_more_parties: bool = False
    is_sealed: bool = False
    movements: list[MovementBlock] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_detail(content: Node, text: str) -> tuple[Case, Detail]:
    """Return the case; raises PageChanged when a block that every case has is missing."""
    detail, block = Detail(), None
    everybody = [node for node in content.iter("div") if node.get("id") == _EVERYBODY]
    inside = dict.fromkeys(row for node in everybody for row in rows_under(node))
    for row in rows_under(content):
        if row in inside:
            continue
        begun = starts_movement(row)
        if begun is not None:
            detail.movements.append(begun)
            block = begun
        elif block is not None and _belongs_to_movement(row):
            block.add(row)
        elif _is_blank(row):
            block = None
        else:
            _refuse_headless(row)
            block = None
            _read_row(detail, row)
    _read_everybody(detail, list(inside))
    check_full_texts(content, detail.movements)
    return _case(detail, text), detail


def _belongs_to_movement(row: Node) -> bool:
    cells = cells_of(row)
    return bool(cells) and "negrito" in (cells[0].get("class") or "") and row.get("class") is None


def _refuse_headless(row: Node) -> None:
    cells = cells_of(row)
    if [cell.get("class") for cell in cells] == ["negrito", "normal"]:
        raise PageChanged("rows of a movement stand without its name", expected="Tipo do Movimento")
    if cells and cells[-1].get("class") == "normal" and len(cells) == 1:
        raise PageChanged("a row of a movement lacks its label", expected="label and value")


def _is_blank(row: Node) -> bool:
    return not text_of(row)


def _read_row(detail: Detail, row: Node) -> None:
    cells = cells_of(row)
    if len(cells) == 1:
        _read_line(detail, cells[0])
    elif len(cells) == 2 and text_of(cells[0]) and "info" in (cells[0].get("class") or ""):
        _read_pair(detail, cells)
    elif len(cells) == 2 and not text_of(cells[0]):
        detail.place.append(text_of(cells[1]))
    else:
        raise PageChanged("a row of the header is not understood", expected="label and value")


def _read_line(detail: Detail, cell: Node) -> None:
    """A line over the whole width: the number, when it was printed, the situation, a heading."""
    said = text_of(cell)
    if cell.get("colspan") != "2":
        raise PageChanged("a row of the header lost one of its cells", expected="label and value")
    number, printed = _NUMBER.match(said), _PRINTED_ON.search(said)
    if number:
        detail.number_text = number[1]
    elif printed:
        detail.printed_on = date_of(printed[1]).isoformat()
    elif SEALED_WORDS in fold(said):
        detail.is_sealed = True
    elif said.endswith(":") or fold(said).startswith(NOTICES):
        return
    elif "negrito" in (cell.get("class") or "") and detail.status is None:
        detail.status = said
    else:
        detail.remarks.append(f"the line {said[:60]!r} is not known")


def _read_pair(detail: Detail, cells: list[Node]) -> None:
    """A label with a colon and its value, the court's place, or (without colon) a role and a name."""
    label, value = text_of(cells[0]), text_of(cells[1])
    known = fold(label)
    if "info" in (cells[1].get("class") or ""):
        detail.place.extend((label, value))
    elif not label.endswith(":"):
        detail.parties.append(party_of(label, value))
        detail.has_more_parties = detail.has_more_parties or names_more(value)
    elif known in IGNORED_LABELS:
        return
    elif known not in FACTS:
        detail.remarks.append(f"the label {label!r} is not known")
    elif not value:
        raise PageChanged(f"the label {label!r} has no value", expected=label)
    elif FACTS[known] == "lawyers":
        detail.lawyers.extend(map(_lawyer, lines_of(cells[1])))
    else:
        detail.facts.setdefault(FACTS[known], []).append(value)


def _lawyer(line: str) -> Lawyer:
    found = _LAWYER.fullmatch(line)
    return Lawyer(name=found[2], oab=found[1]) if found else Lawyer(name=line)


def _read_everybody(detail: Detail, rows: list[Node]) -> None:
    """The list of all persons, shown on demand, replaces the first ones of each role."""
    pairs = [cells_of(row) for row in rows if not _is_blank(row)]
    pairs = [cells for cells in pairs if len(cells) > 1]
    if not pairs:
        return
    everybody = [party_of(text_of(cells[0]).rstrip(": "), text_of(cells[1])) for cells in pairs]
    known = {party.name for party in everybody}
    if any(party.name not in known for party in detail.parties):
        raise PageChanged("the list of all persons lacks one of the parties", expected=_EVERYBODY)
    detail.parties, detail.has_more_parties = everybody, False


def _case(detail: Detail, text: str) -> Case:
    number, printed, is_valid = number_of(detail.number_text)
    if number is None and not OWN_NUMBER.fullmatch(detail.number_text):
        raise PageChanged("the page shows no number of a case", expected="Processo No")
    _require(detail)
    own = OWN_NUMBER.search(text)
    moves = tuple(block.finish() for block in detail.movements)
    documents = {document.id: document for block in detail.movements for document in block.documents}
    return Case(
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        internal_id=own[0] if own else None,
        case_class=detail.facts["class"][0],
        subjects=tuple(detail.facts.get("subject", ())),
        judge=_first(detail, "judge"),
        origin=_first(detail, "origin"),
        status_text=detail.status,
        amount_in_dispute=_amount(_first(detail, "amount")),
        related_cases=_related(detail, number),
        lawyers=tuple(detail.lawyers),
        parties=tuple(detail.parties),
        parties_total=None if detail.has_more_parties else len(detail.parties),
        movements=moves,
        movements_total=len(moves),
        documents=tuple(documents.values()),
        documents_total=len(documents) or None,
        is_sealed=detail.is_sealed,
        **_place(detail.place),
        **_distribution(detail.movements),
    )


def _require(detail: Detail) -> None:
    if "class" not in detail.facts:
        raise PageChanged("the header does not state the class", expected="Classe")
    if not detail.parties:
        raise PageChanged("the page shows no parties", expected="a role and a name")
    if not detail.movements:
        raise PageChanged("the page shows no movements", expected="Tipo do Movimento")
    if not detail.printed_on:
        raise PageChanged("the page does not say when it was printed", expected="TJ/RJ - date")


def _place(lines: list[str]) -> dict[str, str | None]:
    """The comarca, then the judging body, then its office; the office repeats the body."""
    forum = next((line for line in lines if _COURT.match(line)), None)
    bodies = [line for line in lines if line and line != forum]
    return {
        "jurisdiction": forum,
        "judging_body": bodies[0] if bodies else None,
        "court_level": CourtLevel.FIRST.value if bodies else None,
    }


def _distribution(blocks: list[MovementBlock]) -> dict[str, Any]:
    told = [block.distribution for block in blocks if block.distribution]
    if not told:
        return {}
    latest = max(told, key=lambda one: one[0])
    days = tuple(sorted({day for day, _ in told}))
    return {
        "distributed_on": latest[0],
        "distribution_type": latest[1],
        "distribution_dates": days if len(days) > 1 else (),
    }


def _related(detail: Detail, own: str | None) -> tuple[str, ...]:
    found = [number for text in detail.facts.get("related", ()) for number in numbers_in(text)]
    return tuple(dict.fromkeys(number for number in found if number != own))


def _amount(printed: str | None) -> str | None:
    found = _AMOUNT.fullmatch(printed) if printed else None
    return f"{found[1].replace('.', '')}.{found[2]}" if found else None


def _first(detail: Detail, fact: Fact) -> str | None:
    values = detail.facts.get(fact)
    return values[0] if values else None
