"""Reads the page of a case as the portal printed it in 2015: header, participants and movements in one page."""

import re

from schemas.cases import Case, Document, Movement
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.printed_values import moment_of
from spiders.select import Node, collapse, every, one, some, text_of
from spiders.systems.stf.participants import Participant, lacks_its_party, nest
from spiders.systems.stf.vocabulary import HEADER_LABELS, SEALED_WORDS, fold

_TITLE = re.compile(r"^(?P<number>\S+ \d[\d.]*) - (?P<class>.+)$")
_PIECE = re.compile(r"[?&]id=(\d+)")
_BREAKS_WITHOUT_DOCUMENT = 2
"""A cell with a link breaks its line once more (2015)."""
_COLUMNS = ["data", "andamento", "orgao julgador", "observacao", "documento"]


def parse_legacy(root: Node) -> ParsedPage:
    """Return the case with its participants and movements; the page states no totals."""
    heading = one(root, "//div[@id='detalheProcesso']/h3")
    title = _TITLE.match(text_of(one(heading, "./strong[1]")))
    if not title:
        raise PageChanged("the heading has not the form number - class")
    badges = tuple(text.strip("() ") for span in every(heading, "./span") if (text := text_of(span)))
    header, participants, unread = _details(root)
    movements, documents = _movements(root)
    case = Case(
        court_number=title["number"],
        internal_id=one(root, "//input[@id='numeroIncidente']").get("value") or None,
        case_class=title["class"],
        judge=header.get("judge"),
        origin=header.get("origin"),
        badges=badges,
        parties=nest(participants),
        movements=movements,
        movements_total=len(movements),
        documents=documents,
        is_sealed=any(SEALED_WORDS.search(badge) for badge in badges),
    )
    case = case.model_copy(update={"parties_total": len(case.parties)})
    missing = [name for name in ("origin", "judge") if name not in header]
    missing += [name for name in ("parties", "movements") if not getattr(case, name)]
    missing += ["the party of a lawyer"] if lacks_its_party(case.parties) else []
    said = f"The page lacks {', '.join(missing)}." if missing else "The page of a case, in the layout of 2015."
    return ParsedPage(
        system=CourtSystem.STF,
        page=PageKind.CASE_DETAIL,
        outcome=Outcome.PARTIAL if missing else Outcome.FOUND_NEW,
        reason=f"{said} Not understood: {', '.join(sorted(unread))}." if unread else said,
        is_sealed=case.is_sealed,
        case=case,
    )


def _details(root: Node) -> tuple[dict[str, str], list[Participant], set[str]]:
    """Return header fields (labels with a colon) and participants (labels without one)."""
    header: dict[str, str] = {}
    participants: list[Participant] = []
    unread: set[str] = set()
    for row in every(one(root, "//div[@id='detalheProcesso']/table"), ".//tr[td]"):
        cells = [text_of(cell) for cell in every(row, "./td")]
        if len(cells) != 2 or not cells[0]:
            raise PageChanged("a row of the header has not a label and a value", found=len(cells))
        label, value = cells
        if not label.endswith(":"):
            if not value:
                raise PageChanged("a participant has no name")
            participants.append(Participant(label, value))
        elif (name := HEADER_LABELS.get(fold(label.rstrip(":")), "")) == "":
            unread.add(label)
        elif name is not None:
            header.setdefault(name, value)
    return header, participants, unread


def _movements(root: Node) -> tuple[tuple[Movement, ...], tuple[Document, ...]]:
    table = one(root, "//table[contains(@class,'resultadoAndamentoProcesso')]")
    if [fold(text_of(head)) for head in some(table, ".//th")] != _COLUMNS:
        raise PageChanged("the table of movements has other columns", expected=_COLUMNS)
    documents: dict[str, Document] = {}
    movements = []
    for row in every(table, ".//tr[td]"):
        cells = every(row, "./td")
        if len(cells) != len(_COLUMNS):
            raise PageChanged("a row of movements lacks a cell", found=len(cells), expected=len(_COLUMNS))
        movements.append(_movement(cells, documents))
    return tuple(movements), tuple(documents.values())


def _movement(cells: list[Node], documents: dict[str, Document]) -> Movement:
    day, title, body, note = (text_of(cell) for cell in cells[:4])
    if any(not every(cell, "./span") for cell in cells[:4]) or not title or not day:
        raise PageChanged("a row of movements lacks a value")
    links = every(cells[4], "./a[@href]")
    if not links and len(every(cells[4], "./br")) > _BREAKS_WITHOUT_DOCUMENT:
        raise PageChanged("the place of a document has lost its link")
    offered = []
    for link in links:
        found = document_of(link)
        documents.setdefault(found.id, found)
        offered.append(found.id)
    return Movement.model_validate(
        {
            "occurred_on": moment_of(day),
            "text": title,
            "complement": collapse(f"{body} {note}") or None,
            "document_ids": tuple(offered),
        }
    )


def document_of(link: Node) -> Document:
    """Return the document behind a movement's link, under the court's number of the piece."""
    address = link.get("href") or ""
    number = _PIECE.search(address)
    if not number:
        raise PageChanged("a document has no number", expected="id=")
    return Document(id=number[1], title=text_of(link) or None, url=address, listed_in="movements")
