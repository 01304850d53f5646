"""Reads the poles of a case: tables with one row per participant, in which lawyers have rows of their own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.cases import DeclaredParties, Lawyer, Party
from schemas.courts import Side
from spiders.errors import PageChanged
from spiders.html5 import Node, children, every, inside, text_of
from spiders.select import at_most_one, collapse, the_one
from spiders.systems.pje.scripts import PageTurner, read_scroller
from spiders.systems.pje.tables import declared_rows, numbered_rows
from spiders.systems.pje.vocabulary import CLASSES_AGAINST_SOMEBODY, IDENTITY_LABELS, LAWYER_ROLE, POLES, fold

_IDENTITY = re.compile(r"^(.*\S)\s+-\s+(?:(OAB)\s+(\S.*)|([^\W\d_][^:()]{0,25}):\s*(\S+))$", re.DOTALL)
_CIVIL_NAME = re.compile(r"\s+registrad[oa](?:\(a\))? civilmente como\s+", re.IGNORECASE)
_SIZE_STEP = 5
_TABLE = "rich-table"
"""Not the small table of page numbers that a scroller draws (seen at TJRJ)."""
_DRAWN_EMPTY = "ResumidoTableBinding"
"""In the ids of tables that say "0 resultados encontrados" (TRF1); tables of the other name are left out when empty."""
_OTHERS = re.compile(r"\s+e outr[oa]s?\s*\((\d+)\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Participant:
    """One row as printed, before lawyers go under their party."""

    name: str
    role_text: str | None
    document: str | None = None
    oab: str | None = None
    represented_by: str | None = None

    @property
    def is_lawyer(self) -> bool:
        """A row of a lawyer, defender or prosecutor who stands for a party."""
        return LAWYER_ROLE.match(fold(self.role_text or "").upper()) is not None


@dataclass(frozen=True, slots=True)
class Pole:
    """One pole's table: its rows on this page, how many the court counts in all, and what turns its pages."""

    side: Side
    rows: tuple[Participant, ...]
    declared: int
    turner: PageTurner | None = None

    @property
    def is_whole(self) -> bool:
        return len(self.rows) == self.declared


@dataclass(slots=True)
class Poles:
    """The poles of one page, and in words what was not understood or is missing."""

    tables: list[Pole] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    @property
    def declared(self) -> DeclaredParties | None:
        counts = {pole.side.value: pole.declared for pole in self.tables}
        return DeclaredParties(**counts) if counts else None

    @property
    def is_whole(self) -> bool:
        return not self.missing and all(pole.is_whole for pole in self.tables)


def read_poles(root: Node, *, of_a_case: bool = True, class_code: str | None = None) -> Poles:
    """Return the poles that the page shows.

    A detail page has the frame of each pole even when the pole is empty, so that a pole without its frame is missing.
    A frame may be empty only where its pole may be: nobody sues nobody, some classes are always against somebody, and
    TRF1's tables stand in their frames with no rows too.
    """
    poles = Poles()
    tables = every(root, f"table[id*='Resumido'][class^='{_TABLE}']")
    for mark, side in POLES:
        table = at_most_one([table for table in tables if mark in (table.id or "")], f"a table {mark}")
        if table is None:
            frame = every(root, f"div[id*='{mark}ResumidoDiv'], span[id*='{mark}ResumidoDiv']")
            if of_a_case and (not frame or text_of(frame[0]) or _is_never_empty(side, class_code, tables)):
                poles.missing.append(f"the participants of the {side.value} pole")
            continue
        rows = tuple(read_participant(row, poles.unread) for row in numbered_rows(table))
        declared = declared_rows(table)
        if declared is None or declared < len(rows):
            raise PageChanged("a pole's count does not fit its rows", found=len(rows), expected=declared)
        last = -(-declared // len(rows)) if rows else 1
        turner = read_scroller(table, root, last)
        if declared > len(rows) and turner is None:
            poles.missing.append(f"{declared - len(rows)} rows of the {side.value} pole")
        elif turner is not None and turner.current < turner.last and len(rows) % _SIZE_STEP:
            poles.missing.append(f"rows of this page of the {side.value} pole")
        poles.tables.append(Pole(side, rows, declared, turner))
    return poles


def _is_never_empty(side: Side, class_code: str | None, tables: list[Node]) -> bool:
    is_sued = side is Side.PASSIVE and class_code in CLASSES_AGAINST_SOMEBODY
    return side is Side.ACTIVE or is_sued or any(_DRAWN_EMPTY in (table.id or "") for table in tables)


def read_participant(cells: list[Node], unread: set[str]) -> Participant:
    """Return one row: "NAME - OAB UF123 - CPF: 000.000.000-00 (ROLE)", with an office in smaller type below.

    What is printed there and not understood is named in `unread`, without its value.
    """
    boxes = inside(cells[0], "div")
    identity, role = split_role(text_of(_name_of(boxes)))
    name, kept = split_identity(identity, unread)
    if any(box.parent is not None and box.parent.tag == "div" and text_of(box) for box in boxes):
        unread.add("a box below a participant's name")
    small = [span for small in inside(cells[0], "small") for span in inside(small, "span")]
    offices = [text for span in small if "title" in span.attributes and (text := text_of(span))]
    return Participant(name, role, kept.get("document"), kept.get("oab"), offices[0] if offices else None)


def _name_of(boxes: list[Node]) -> Node:
    """Return the one span that stands in a box of its own; of boxes side by side the first with a span counts."""
    found: list[Node] = []
    holders: set[int] = set()
    for box in boxes:
        spans, holder = children(box, "span"), box.parent
        if spans and holder is not None and holder.mem_id not in holders:
            holders.add(holder.mem_id)
            found += spans
    return the_one(found, "a participant's name")


def split_identity(identity: str, unread: set[str]) -> tuple[str, dict[str, str]]:
    """Split "NAME - OAB UF123 - CPF: 000.000.000-00" into the name and what stands behind it (`oab`, `document`)."""
    kept: dict[str, str] = {}
    while found := _IDENTITY.match(identity):
        label = (found[2] or found[4]).strip()
        name = IDENTITY_LABELS.get(label.upper(), "")
        if name == "":
            unread.add(f"{label} of a participant")
        elif name is not None:
            kept.setdefault(name, collapse(found[3] or found[5]))
        identity = found[1]
    name = _CIVIL_NAME.split(identity)[0].strip()
    if not name:
        raise PageChanged("a participant has no name")
    return name, kept


def split_role(printed: str) -> tuple[str, str | None]:
    """Split "NAME (ROLE(A))" at the bracket that closes at the end; brackets inside a name stay with it."""
    if not printed.endswith(")"):
        return printed, None
    depth = 0
    for place in range(len(printed) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(printed[place], 0)
        if depth == 0:
            return printed[:place].rstrip(), printed[place + 1 : -1].strip() or None
    raise PageChanged("the brackets round a participant's role do not close")


def nest(rows: Iterable[Participant], side: Side) -> tuple[Party, ...]:
    """Put each lawyer under the nearest party above in the pole, or, where none is above, under the next one below."""
    parties: list[tuple[Participant, list[Lawyer]]] = []
    early: list[Lawyer] = []
    for row in rows:
        if not row.is_lawyer:
            parties.append((row, early))
            early = []
        else:
            lawyer = Lawyer(name=row.name, oab=row.oab, role_text=row.role_text, document=row.document)
            (parties[-1][1] if parties else early).append(lawyer)
    # A pole that shows nobody but lawyers keeps them as parties with their role: nothing is dropped.
    alone = [(Participant(one.name, one.role_text, one.document, one.oab), list[Lawyer]()) for one in early]
    return tuple(
        Party(
            name=row.name,
            role_text=row.role_text,
            side=side,
            document=row.document,
            represented_by=row.represented_by,
            lawyers=tuple(lawyers),
        )
        for row, lawyers in (*parties, *alone)
    )


def party_of_list(printed: str, side: Side) -> Party | None:
    """Return the party that a result row prints ("NAME e outros (3)"), or None for an empty text."""
    text = collapse(printed)
    if not text:
        return None
    found = _OTHERS.search(text)
    name = text[: found.start()] if found else text
    return Party(name=_CIVIL_NAME.split(name)[0], side=side, others=int(found[1]) if found else None)
