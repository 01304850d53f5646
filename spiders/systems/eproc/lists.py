"""Reads the two steps of a search by name: the list of persons, and the list of one person's cases."""

import re
from collections.abc import Mapping

from schemas.cases import Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import LastMovement, NextPage, PageKind, ParsedPage, ResultRow
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, text_of
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.roles import fold
from spiders.systems.eproc.markup import Table, count_of, lines_of, tables_with
from spiders.systems.eproc.vocabulary import (
    CASE_COLUMNS,
    HIDDEN_PARTIES,
    NEEDED_OF_CASES,
    NEEDED_OF_PERSONS,
    PERSON_COLUMNS,
)

_OTHERS = re.compile(r"\s+e outr[oa](?:s|\(s\))?(?:\s*\((\d+)\))?$", re.IGNORECASE)
_LAST_MOMENT = re.compile(r"^(\d{2}/\d{2}/\d{4}(?: \d{2}:\d{2}(?::\d{2})?)?)(?:\s*-\s*|\s+)(.+)$")


def parse_persons(root: Node) -> ParsedPage:
    """Return the persons to choose from; each link leads to the cases of one of them."""
    table = _only(tables_with(root, PERSON_COLUMNS, NEEDED_OF_PERSONS), "persons")
    return _list(table, PageKind.PARTY_LIST, [_person(table.cells(row)) for row in table.rows], "A list of persons")


def parse_cases(root: Node) -> ParsedPage:
    """Return the listed cases: number, plaintiffs, defendants, subject, newest event."""
    table = _only(tables_with(root, CASE_COLUMNS, NEEDED_OF_CASES), "cases")
    return _list(table, PageKind.RESULT_LIST, [_case(table.cells(row)) for row in table.rows], "A list of cases")


def _only(tables: list[Table], of: str) -> Table:
    if len(tables) != 1:
        raise PageChanged(f"the {of} are not in one table", found=len(tables), expected=1)
    return tables[0]


def _list(table: Table, page: PageKind, rows: list[ResultRow], name: str) -> ParsedPage:
    """Hold the rows against the caption's count; a page of a longer list says what is still to fetch."""
    count = count_of(table.node)
    if count is None or not rows or count.total < len(rows):
        raise PageChanged("a list has no rows, or no count that fits them", found=len(rows))
    shown = count.last - count.first + 1 if count.first and count.last else count.total
    has_more = count.last is not None and count.last < count.total
    lacks = len(rows) != shown or table.is_torn
    return ParsedPage(
        system=CourtSystem.EPROC,
        page=page,
        outcome=Outcome.PARTIAL if lacks else Outcome.FOUND_NEW,
        reason=f"{name} that shows fewer rows than it counts." if lacks else f"{name}.",
        is_sealed=any(row.is_sealed for row in rows),
        results_total=count.total,
        results=tuple(rows),
        next_pages=(NextPage(of="results"),) if has_more or count.total > len(rows) else (),
    )


def _person(cells: Mapping[str | None, Node]) -> ResultRow:
    link = _link(cells["name"], "id_pessoa=")
    return ResultRow(name=text_of(link), document=text_of(cells["document"]) or None, url=attribute(link, "href"))


def _case(cells: Mapping[str | None, Node]) -> ResultRow:
    link = _link(cells["number"], "num_processo=")
    number, printed, is_valid = number_of(text_of(link))
    subject, last = text_of(cells.get("subject")), text_of(cells.get("last_event"))
    active, passive = _names(cells["active"], Side.ACTIVE), _names(cells["passive"], Side.PASSIVE)
    return ResultRow(
        case_number=number,
        case_number_text=printed,
        case_number_valid=is_valid,
        subjects=(subject,) if subject else (),
        parties=(*active[0], *passive[0]),
        last_movement=_last_movement(last) if last else None,
        url=attribute(link, "href"),
        is_sealed=active[1] or passive[1],
    )


def _link(cell: Node, mark: str) -> Node:
    found = [link for link in every(cell, "a") if mark in attribute(link, "href") and text_of(link)]
    if len(found) != 1:
        raise PageChanged("a row of a list has not one link", expected=mark)
    return found[0]


def _names(cell: Node, side: Side) -> tuple[list[Party], bool]:
    """Return the names of a cell, one in each line; and whether the cell says instead that they are sealed."""
    parties: list[Party] = []
    is_sealed = False
    for line in lines_of(cell):
        if HIDDEN_PARTIES.search(fold(line)):
            is_sealed = True
            continue
        others = _OTHERS.search(line)
        name = line[: others.start()] if others else line
        parties.append(Party(name=name, side=side, others=int(others[1]) if others and others[1] else None))
    return parties, is_sealed


def _last_movement(printed: str) -> LastMovement:
    found = _LAST_MOMENT.match(printed)
    moment = moment_of(found[1]) if found else None
    timed = "T" in (moment or "")
    return LastMovement.model_validate(
        {
            "occurred_at": moment if timed else None,
            "occurred_on": None if timed else moment,
            "text": found[2] if found else printed,
        }
    )
