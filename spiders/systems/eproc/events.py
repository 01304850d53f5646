"""Reads the table of events: explicit numbers, newest first, and their documents. Says whether it shows all of them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import TypeAdapter

from schemas.cases import Document, Movement
from schemas.pages import NextPage
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, text_of
from spiders.printed_values import moment_of
from spiders.roles import fold
from spiders.select import collapse
from spiders.systems.eproc.markup import Table, is_plain, tables_with, words_of
from spiders.systems.eproc.vocabulary import EVENT_COLUMNS, NEEDED_OF_EVENTS, NO_DOCUMENTS

_NEWEST = 10
"""A detail page shows this many events, and a link to the list of all (TRF6)."""
# All rows are checked in one call: one by one it takes as long as reading them.
_MOVEMENTS = TypeAdapter(tuple[Movement, ...])
_NUMBER = re.compile(r"\s*(\d{1,6})")
_ALL_EVENTS = re.compile(r"[?&]eventos=true\b")


@dataclass(slots=True)
class Events:
    """The events of a page; `total` is the number of rows where it shows all, else the highest number."""

    movements: tuple[Movement, ...] = ()
    documents: tuple[Document, ...] = ()
    total: int | None = None
    next_pages: tuple[NextPage, ...] = ()
    missing: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_events(root: Node) -> Events:
    """Return the events that the page shows; raises PageChanged when it has no table of them."""
    tables = tables_with(root, EVENT_COLUMNS, NEEDED_OF_EVENTS)
    if len(tables) != 1:
        raise PageChanged("the events are not in one table", found=len(tables), expected=1)
    table = tables[0]
    events = Events(unread={f"the column {name} of the events" for name in table.unread})
    documents: dict[str, Document] = {}
    rows = [_row(cells, documents, events) for cells in table.picked("number", "moment", "text", "documents")]
    events.movements = _MOVEMENTS.validate_python(rows)
    events.documents = tuple(documents.values())
    _judge(events, table, _link_to_all(root))
    return events


def _row(cells: tuple[Node, ...], documents: dict[str, Document], events: Events) -> dict[str, Any]:
    numbered, dated, described, offering = cells
    number = _NUMBER.match(numbered.text())
    moment = moment_of(collapse(dated.text()))
    text = words_of(described)
    if not number or not moment or not text or text[:2] == "- ":
        raise PageChanged("an event has no number, no moment or no whole description")
    row = {"occurred_at" if "T" in moment else "occurred_on": moment, "number": int(number[1]), "text": text}
    if is_plain(offering):
        _require_none(offering, events)
        return row
    offered = _documents(offering, events)
    for each in offered:
        # An icon's link may stand before the link with the title.
        if each.id not in documents or not documents[each.id].title:
            documents[each.id] = each
    return {**row, "document_ids": tuple(dict.fromkeys(each.id for each in offered))}


def _documents(cell: Node, events: Events) -> list[Document]:
    """Return the documents of an event. A cell always has documents or says that there are none."""
    kept = [document for link in every(cell, "a") if (document := _document(link)) is not None]
    if not kept:
        _require_none(cell, events)
    return kept


def _require_none(cell: Node, events: Events) -> None:
    if not _says_none(cell.text()):
        events.missing.append("the documents of an event")


@lru_cache(maxsize=64)
def _says_none(text: str) -> bool:
    return NO_DOCUMENTS in fold(text)


def _document(link: Node) -> Document | None:
    href, kind = attribute(link, "href"), attribute(link, "class").lower()
    printed_id = attribute(link, "data-doc") or next(iter(parse_qs(urlsplit(href).query).get("doc", [])), "")
    title = text_of(link)
    if not printed_id and not title:
        return None
    is_locked = "sigilos" in kind or not href or href.startswith(("#", "javascript:"))
    return Document(
        id=printed_id or title,
        title=title or None,
        url=None if is_locked else href,
        kind=link.attributes.get("data-mimetype"),
        is_locked=is_locked,
        listed_in="movements",
    )


def _link_to_all(root: Node) -> str | None:
    links = (attribute(link, "href") for link in every(root, "a[href*='eventos=true']"))
    return next((link for link in links if _ALL_EVENTS.search(link)), None)


def _judge(events: Events, table: Table, link: str | None) -> None:
    """Say what the page does not show. Numbers may have gaps (an event that is hidden); stripes may not.

    More rows than the newest ones are the list of all events, even where its first one is hidden.
    """
    numbers = [movement.number or 0 for movement in events.movements]
    if not numbers:
        events.missing.append("the events")
        return
    if table.is_torn:
        events.missing.append("an event between two rows")
    is_whole = link is None and (min(numbers) <= 1 or len(numbers) > _NEWEST)
    events.total = len(numbers) if is_whole else max(numbers)
    if is_whole:
        return
    events.next_pages = (NextPage(of="movements", url=link),)
    if link is None:
        events.missing.append(f"the events before {min(numbers)}")
    elif len(numbers) < _NEWEST:
        events.missing.append("some of the newest events")
