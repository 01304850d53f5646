"""Reads what the portal's pages print in rows: cells, labels, dates, names with their "e outro(s)" (pure)."""

import re
from collections.abc import Iterator
from datetime import date

from schemas.cases import Party
from spiders.errors import PageChanged
from spiders.roles import side_of_role
from spiders.select import Node, text_of

CASE_NUMBER = re.compile(r"\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}")
OWN_NUMBER = re.compile(r"\d{4}\.\d{3}\.\d{6}-\d\w?")
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_OTHERS = re.compile(r"\s+e\s+outr[oa]\(?s?\)?(?:\s*\((\d{1,4})\))?\s*(?:\.\.\.)?$", re.IGNORECASE)


def cells_of(row: Node) -> list[Node]:
    """Return the cells of a row."""
    return [cell for cell in row if cell.tag == "td"]


def rows_under(node: Node) -> Iterator[Node]:
    """Yield all rows below a node, in page order: forms inside tables take rows out of their tables."""
    yield from node.iter("tr")


def date_of(printed: str) -> date:
    """Return the first date of a text; raises PageChanged when there is none."""
    found = _DATE.search(printed)
    if found is None:
        raise PageChanged(f"{printed[:40]!r} holds no date", expected="dd/mm/yyyy")
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as error:
        raise PageChanged(f"{found[0]} is no date") from error


def party_of(role: str, printed: str) -> Party:
    """Return a party; raises PageChanged when its role or its name is missing."""
    found = _OTHERS.search(printed)
    name = printed[: found.start()].strip() if found else printed
    if not role or not name:
        raise PageChanged("a party lacks its role or its name", expected="role and name")
    others = int(found[1]) if found and found[1] else None
    return Party(name=name, role_text=role, side=side_of_role(role), others=others)


def names_more(printed: str) -> bool:
    """Say whether a name ends in "e outro(s)", so that more parties exist than are printed."""
    return bool(_OTHERS.search(printed))


def numbers_in(printed: str) -> list[str]:
    """Return the CNJ numbers of a text, digits only."""
    return [re.sub(r"\D", "", found) for found in CASE_NUMBER.findall(printed)]


def lines_of(cell: Node) -> list[str]:
    """Return the lines that line breaks make in a cell, empty ones left out."""
    lines = [cell.text or ""]
    for child in cell:
        if child.tag == "br":
            lines.append("")
        elif isinstance(child.tag, str):
            lines[-1] += text_of(child)
        lines[-1] += child.tail or ""
    return [line for line in (" ".join(line.split()) for line in lines) if line]
