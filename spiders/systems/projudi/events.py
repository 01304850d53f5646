"""Reads the events of a case: TJGO's table with a hidden row of files behind each event, and TJPR's plain table (pure).

Event numbers go down by one to 1, and the page's filter counts all events: lost rows show.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, inside, text_of
from spiders.printed_values import moment_of
from spiders.roles import fold
from spiders.select import collapse, the_one

_LIST = "tbody[id='tabListaProcesso']"
_TITLE = "filtro_tipo_movimentacao"
# All events are checked in one call: one by one it takes as long as reading them.
_MOVEMENTS = TypeAdapter(tuple[Movement, ...])
_MARK = "id_movi"
_EVENT = "filtro-entrada"
_CELLS = 6
_FILES = re.compile(r"buscarArquivosMovimentacaoJSON\(\s*'(\d{1,20})'")
_FILES_ROUTE = "MovimentacaoArquivo?AJAX=ajax&PaginaAtual=8&Id_Movimentacao="
_FILTER = "label[title^='TODOS']"
_ALL = re.compile(r"TODOS\s*\((\d{1,6})\)")
_PLAIN_CELLS = 3
_PLAIN_LABELS = ("SEQ", "DATA", "EVENTO")


@dataclass(slots=True)
class Events:
    """The events of a page, newest first; `missing` says in words what is not there."""

    movements: tuple[Movement, ...] = ()
    documents: tuple[Document, ...] = ()
    missing: list[str] = field(default_factory=list)


def read_events(root: Node) -> Events:
    """Return the events of TJGO's table. Raises PageChanged for a row without one of its parts."""
    rows = [row for body in every(root, _LIST) for row in children(body, "tr")]
    if not rows:
        raise PageChanged("the page has no table of events", expected=_LIST)
    files: dict[str, Document] = {}
    movements: list[dict[str, Any]] = []
    shown: list[str] = []
    hidden: list[str] = []
    for row in rows:
        said = row.attributes
        name = said.get("id") or ""
        if _EVENT in (said.get("class") or "").split():
            movement, code = _event(row, files)
            movements.append(movement)
            shown.append(code)
        elif name.startswith("linha_"):
            hidden.append(name.removeprefix("linha_"))
        else:
            raise PageChanged("the table of events has rows of an unknown kind", expected=_EVENT)
    events = Events(_MOVEMENTS.validate_python(movements), tuple(files.values()))
    if shown != hidden:
        events.missing.append("events")
    _check_numbers(root, events)
    return events


def _event(row: Node, files: dict[str, Document]) -> tuple[dict[str, Any], str]:
    """Return an event, and the court's code of it, which its hidden row of files carries too."""
    cells = children(row, "td")
    if len(cells) != _CELLS:
        raise PageChanged("an event does not have six cells", found=len(cells), expected=_CELLS)
    number, what, when, _, links, choices = cells
    titles = [span for span in children(what, "span") if _TITLE in attribute(span, "class")]
    shown = the_one(titles, "the title of an event")
    title = text_of(shown)
    mark = the_one([box for box in inside(choices, "div") if _MARK in box.attributes], _MARK).attributes
    printed = mark.get("movi_tipo") or ""
    # Where a title does not end, the line break behind it stands in it.
    is_titled = title == printed or (fold(title) == fold(printed) and not inside(shown, "br"))
    if not title or not (is_titled or title == collapse(printed)):
        raise PageChanged("an event has two different titles", expected="movi_tipo")
    code = mark.get(_MARK) or ""
    place = text_of(number)
    if not place.isdecimal() or not code:
        raise PageChanged("an event has no number", expected="number")
    moment = moment_of(text_of(when))
    if moment is None or "T" not in moment:
        raise PageChanged("an event has no date with time", expected="dd/mm/yyyy hh:mm:ss")
    ids = _files(links, files)
    event = {"occurred_at": moment, "number": int(place), "text": title, "complement": _complement(what, title)}
    return {**event, "document_ids": tuple(ids)}, code


def _complement(cell: Node, title: str) -> str | None:
    """Return what stands behind the title. Nearly always it is short: then it alone is looked through for blanks."""
    text = cell.text(separator=" ").lstrip()
    if not text.startswith(title):
        text = collapse(text)
    return collapse(text.removeprefix(title)) or None


def _files(cell: Node, files: dict[str, Document]) -> list[str]:
    """Return the ids of an event's files: one list of files per event, which a script opens by the event's code."""
    ids: list[str] = []
    for link in inside(cell, "a"):
        found = _FILES.search(attribute(link, "href"))
        if found is None:
            raise PageChanged("a link to files has an unknown form", expected="buscarArquivosMovimentacaoJSON")
        files[found[1]] = Document(id=found[1], url=f"{_FILES_ROUTE}{found[1]}", listed_in="movements")
        ids.append(found[1])
    return ids


def _check_numbers(root: Node, events: Events) -> None:
    numbers = [movement.number or 0 for movement in events.movements]
    filters = [attribute(label, "title") for label in every(root, _FILTER)]
    if len(filters) > 1:
        raise PageChanged("the page has several filters of all events", found=len(filters), expected=1)
    counted = _ALL.search("".join(filters))
    if not numbers:
        raise PageChanged("the table of events is empty", expected=_EVENT)
    is_whole = numbers == list(range(numbers[0], 0, -1))
    if not is_whole or (counted and int(counted[1]) != len(numbers)):
        events.missing.append("events whose numbers are left out")


def read_plain_events(root: Node) -> tuple[Movement, ...]:
    """Return the events of TJPR's `resultTable`, known from a description only (RPR 2025-03)."""
    for table in every(root, "table[class~='resultTable']"):
        labels = [fold(text_of(cell)) for cell in every(table, "th")[:_PLAIN_CELLS]]
        if tuple(label.split(" ")[0] for label in labels) == _PLAIN_LABELS:
            rows = (children(row, "td") for row in every(table, "tr"))
            return tuple(_plain_event(cells) for cells in rows if cells)
    return ()


def _plain_event(row: list[Node]) -> Movement:
    cells = [text_of(cell) for cell in row]
    moment = moment_of(cells[1]) if len(cells) >= _PLAIN_CELLS else None
    if moment is None or not cells[0].isdecimal() or not cells[2]:
        raise PageChanged("an event lacks its number, date or text", expected="Seq., Data, Evento")
    is_timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if is_timed else None,
            "occurred_on": None if is_timed else moment,
            "number": int(cells[0]),
            "text": cells[2],
        }
    )
