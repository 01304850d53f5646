"""Reads the public list of distributions of a day or period.

Unverified: no page of it was seen. Columns are found by their headings, as people who read it report them; a page that
has another shape is `page_changed`, so that it goes to quarantine and is never an empty list.
"""

import re
from collections.abc import Mapping

from schemas.cases import Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import ListedDistribution, NextPage, PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.html5 import Node, text_of
from spiders.initials import is_initials
from spiders.printed_numbers import number_of
from spiders.printed_values import moment_of
from spiders.roles import fold, side_of_role
from spiders.systems.eproc.forms import parse_form
from spiders.systems.eproc.markup import count_of, lines_of, tables_with
from spiders.systems.eproc.vocabulary import HIDDEN_PARTIES, LISTED_COLUMNS, NEEDED_OF_LISTED

_ROLE_BEHIND = re.compile(r"^(?P<name>.*\S)\s+-\s+(?P<role>[^-]{2,40})$")
_HEADING = re.compile(r"^(?P<role>Autor(?:a|es|as)?|R[ée]us?|Ré|Polo ativo|Polo passivo)\b\s*:?\s*(?P<rest>.*)$")
_POLES = {"POLO ATIVO": Side.ACTIVE, "POLO PASSIVO": Side.PASSIVE}


def parse_distributions(root: Node) -> ParsedPage:
    """Return the listed cases, or what the page says instead of a list."""
    tables = tables_with(root, LISTED_COLUMNS, NEEDED_OF_LISTED)
    if not tables:
        return parse_form(root, PageKind.DISTRIBUTION_LIST)
    if len(tables) > 1:
        raise PageChanged("the distributions are not in one table", found=len(tables), expected=1)
    table, count = tables[0], count_of(tables[0].node)
    read = [_row(table.cells(row)) for row in table.rows]
    if not read:
        raise PageChanged("a list of distributions has no rows")
    days = {row.distributed_on for row in read}
    total = count.total if count else None
    shown = count.last - count.first + 1 if count and count.first and count.last else total
    lacks = table.is_torn or (shown is not None and shown != len(read))
    return ParsedPage(
        system=CourtSystem.EPROC,
        page=PageKind.DISTRIBUTION_LIST,
        outcome=Outcome.PARTIAL if lacks else Outcome.FOUND_NEW,
        reason="A list of distributions that lacks rows." if lacks else "A list of distributions.",
        is_sealed=any(row.is_sealed for row in read),
        results_total=total,
        distributed_on=days.pop() if len(days) == 1 else None,
        distributions=tuple(read),
        next_pages=(NextPage(of="results"),) if total is not None and total > len(read) else (),
    )


def _row(cells: Mapping[str | None, Node]) -> ListedDistribution:
    number, printed, _ = number_of(text_of(cells["number"]))
    moment = moment_of(text_of(cells["moment"]))
    if not number or not moment:
        raise PageChanged("a distribution has no number or no moment")
    parties, is_sealed = _parties(cells["parties"])
    if not parties and not is_sealed:
        raise PageChanged("a distribution names nobody")
    return ListedDistribution(
        case_number=number,
        case_number_text=printed,
        case_class=text_of(cells["class"]) or None,
        judging_body=text_of(cells.get("body")) or None,
        jurisdiction=text_of(cells.get("place")) or None,
        distributed_on=moment[:10],
        parties=parties,
        initials_only=bool(parties) and all(is_initials(party.name) for party in parties),
        is_sealed=is_sealed,
    )


def _parties(cell: Node) -> tuple[tuple[Party, ...], bool]:
    """Return the parties of a cell: a heading ("Autor", "Réu"), then a line for each name, with its role behind it."""
    parties: list[Party] = []
    heading: str | None = None
    is_sealed = False
    for line in lines_of(cell):
        found = _HEADING.match(line)
        heading, name = (found["role"], found["rest"].strip()) if found else (heading, line)
        if HIDDEN_PARTIES.search(fold(name)):
            is_sealed = True
        elif name and fold(name) != "X":
            parties.append(_party(name, heading))
    return tuple(parties), is_sealed


def _party(line: str, heading: str | None) -> Party:
    found = _ROLE_BEHIND.match(line)
    role = found["role"].strip() if found and side_of_role(found["role"]) else None
    name = found["name"] if found and role else line
    if any(side_of_role(word) for word in name.split(" - ")[1:]):
        raise PageChanged("a line of a list of distributions names more than one party")
    side = (_POLES.get(fold(heading)) or side_of_role(heading)) if heading else None
    return Party(name=name, role_text=role or heading, side=side or side_of_role(role or ""))
