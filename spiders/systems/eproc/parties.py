"""Reads "Partes e Representantes": two columns of parties with their lawyers, and rows of other participants."""

import re
from dataclasses import dataclass, field

from schemas.cases import Lawyer, Party
from schemas.courts import Side
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, text_of
from spiders.roles import fold, side_of_role
from spiders.select import collapse
from spiders.systems.eproc.markup import raw_lines, rows_of
from spiders.systems.eproc.vocabulary import HIDDEN_PARTIES, MORE_PARTIES

_INDENT = "\xa0"
_LAWYERS_INDENT = 8
"""A party is indented by three or four blanks, its lawyers by ten (TRF6)."""
_JOINED = re.compile(r"(?=\xa0{3}(?: - |\xa0{5}))(?<=\S)")
"""Where a line break between two people is lost, their indentation still parts them."""
_DOCUMENT = re.compile(r"\(([\d.*/xX-]+)\)")
_SHORTEST_DOCUMENT = 6
"""A masked CPF or CNPJ shows three digits and ten or more stars; "e outros (2)" is none."""
_BLANKS = re.compile(r"[ \xa0]{2,}")
_CODE_ALONE = re.compile(r"^(?P<name>.*\S)\s+(?P<code>[A-Z]{2}\d{3,}[A-Z]?)$")
_LABEL = re.compile(r"^(ADVOGAD[OA](?:\(A\))?|PROCURADOR(?:A|\(A\))?|DEFENSOR(?:A|\(A\))?)\s*:\s*", re.IGNORECASE)
_ROLE_IN_NAME = re.compile(r"\s*\(([^()]{2,40})\)$")
_OTHERS = re.compile(r"\s+e outr[oa](?:s|\(s\))?(?:\s*\((\d+)\))?$", re.IGNORECASE)
_CIVIL_NAME = re.compile(r"\s+registrad[oa](?:\(a\))? civilmente como\s+", re.IGNORECASE)


@dataclass(slots=True)
class Parties:
    """The parties of a page; in words what is missing or was not understood."""

    parties: list[Party] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading of a column: the role, and the side that the column stands for."""

    role: str
    side: Side | None


def read_parties(box: Node) -> Parties:
    """Return everybody in the table. Rows go under the headings above them; a heading without its row is torn."""
    read = Parties()
    tables = [table for table in every(box, "table") if every(table, "th")]
    if len(tables) != 1:
        raise PageChanged("the parties are not in one table", found=len(tables), expected=1)
    columns: list[_Column] = []
    is_open, headings = False, 0
    for row in rows_of(tables[0]):
        heads, cells = children(row, "th"), children(row, "td")
        if heads and not cells:
            if is_open:
                raise PageChanged("a heading of the parties has nobody below it")
            headings += 1
            columns, is_open = _columns(heads, is_first=headings == 1), True
        elif cells:
            if len(cells) != len(columns):
                raise PageChanged("a row of parties does not fit its heading", found=len(cells), expected=len(columns))
            if not is_open and len(columns) == 1:
                # Below the two columns each heading has one row, with everybody of that role in it.
                read.missing.append("the heading of a row of participants")
            is_open = False
            for column, cell in zip(columns, cells, strict=True):
                _read_cell(column, cell, read)
    if is_open or not headings:
        raise PageChanged("the table of parties ends before its parties")
    _read_links(box, read)
    return read


def _columns(heads: list[Node], *, is_first: bool) -> list[_Column]:
    """Return the columns of a heading. The first one, of two columns, has the active pole left, the passive right.

    A case against nobody has one column, or a second one without a word; rows show whether a heading was lost.
    """
    columns: list[_Column] = []
    for place, head in enumerate(heads):
        role = text_of(head).rstrip(":").strip()
        if not role and place == 0:
            raise PageChanged("a heading of the parties has no role")
        pole = (Side.ACTIVE, Side.PASSIVE)[place] if is_first and len(heads) == 2 else None
        columns.append(_Column(role, side_of_role(role) or pole))
    return columns


def _read_cell(column: _Column, cell: Node, read: Parties) -> None:
    lines = [part for line in raw_lines(cell) for part in _JOINED.split(line)]
    if lines and not column.role:
        raise PageChanged("a party stands under a heading without a role")
    has_dashes = any(collapse(line).startswith("- ") for line in lines)
    own: list[tuple[Party, list[Lawyer]]] = []
    for line in lines:
        if HIDDEN_PARTIES.search(fold(line)) and len(fold(line).split()) < 8:
            read.is_sealed = True
        elif _is_lawyer(line, has_dashes=has_dashes):
            if not own:
                raise PageChanged("a lawyer stands before every party")
            own[-1][1].append(_lawyer(line, read))
        else:
            own.append((_party(line, column, read), []))
    read.parties += [party.model_copy(update={"lawyers": tuple(lawyers)}) for party, lawyers in own]


def _is_lawyer(line: str, *, has_dashes: bool) -> bool:
    if collapse(line).startswith("- "):
        return False
    indent = len(line) - len(line.lstrip())
    return has_dashes or line[:indent].count(_INDENT) >= _LAWYERS_INDENT or bool(_LABEL.match(collapse(line)))


def _party(line: str, column: _Column, read: Parties) -> Party:
    name, document, behind = _split_at_document(collapse(line).removeprefix("- ").strip())
    if behind:
        read.unread.add("words behind a party's document")
    others = _OTHERS.search(name)
    name = name[: others.start()] if others else name
    role = _ROLE_IN_NAME.search(name)
    if role and side_of_role(role[1]):
        name = name[: role.start()]
    name = _CIVIL_NAME.split(name)[0].strip()
    if not name:
        raise PageChanged("a party has no name")
    return Party(
        name=name,
        role_text=column.role,
        side=column.side,
        document=document,
        others=int(others[1]) if others and others[1] else None,
    )


def _split_at_document(text: str) -> tuple[str, str | None, str]:
    """Split "NAME (017.**********) …" at the last bracket that holds nothing but digits and their mask."""
    found = [each for each in _DOCUMENT.finditer(text) if len(each[1]) >= _SHORTEST_DOCUMENT]
    if not found:
        return text, None, ""
    return text[: found[-1].start()].strip(), found[-1][1], text[found[-1].end() :].strip()


def _lawyer(line: str, read: Parties) -> Lawyer:
    """Return "NAME   MG142599": the code is a bar number, or an office's own short name (SUBPRF6)."""
    text = line.strip()
    label = _LABEL.match(collapse(text))
    if label:
        text = text[text.index(":") + 1 :].strip()
    pieces = _BLANKS.split(text)
    if len(pieces) > 2:
        read.unread.add("words behind a lawyer's code")
    alone = _CODE_ALONE.match(collapse(text)) if len(pieces) == 1 else None
    name, code = (alone["name"], alone["code"]) if alone else (pieces[0], pieces[1] if len(pieces) > 1 else None)
    if not collapse(name):
        raise PageChanged("a lawyer has no name")
    code = collapse(code).strip("()").removeprefix("OAB").strip() or None if code else None
    return Lawyer(name=collapse(name), oab=code, role_text=label[1] if label else None)


def _read_links(box: Node, read: Parties) -> None:
    """A link that fetches further parties means that the page does not show all of them."""
    for link in every(box, "a"):
        words = fold(f"{text_of(link)} {attribute(link, 'aria-label')} {attribute(link, 'title')}")
        if MORE_PARTIES.search(words):
            read.missing.append("parties behind a link")
