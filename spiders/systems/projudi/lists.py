"""Reads TJGO's list of cases: short numbers, both poles, sealed rows followed by a row that says so (pure)."""

import re
from typing import Any

from schemas.cases import Party
from schemas.pages import NextPage, ResultRow
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, maybe, one, text_of
from spiders.printed_values import moment_of
from spiders.roles import fold
from spiders.select import the_one
from spiders.systems.projudi.markup import name_of
from spiders.systems.projudi.vocabulary import POLES, SEALED

_OPENS = re.compile(r"(true|false)\s*\?\s*submete\('(\d{1,20})'\)")
_CHOSEN = re.compile(r"'Id_Processo'\s*,\s*'(\d{1,20})'")
_TURNS = re.compile(r"buscaPublica\((\d{1,6})\)")
_CURRENT = re.compile(r"\|\s*(\d{1,6})\s*\|")
_LABELS = ("NUMERO", "PARTES", "DISTRIBUICAO", "SELECIONAR")
_SHORT = re.compile(r"\d{1,7}-\d{1,2}")
_POLE, _NAME = "coluna15", "coluna80"
_ROWS_TO_A_PAGE = 15
_TURNING = "a[onclick*='buscaPublica']"
_PAGE_ROUTE = "BuscaProcessoPublica?PaginaAtual=2&PassoBusca=2&PosicaoPaginaAtual="


def read_list(root: Node) -> tuple[dict[str, Any], str]:
    """Return the keys of a list, and in words what is missing ("" when nothing is)."""
    table = one(root, "table[id='Tabela']")
    heads = [row for head in children(table, "thead") for row in children(head, "tr")[:1]]
    labels = tuple(fold(text_of(cell)) for row in heads for cell in children(row, "td"))
    if labels != _LABELS:
        raise PageChanged("the list has other columns", found=labels, expected=_LABELS)
    rows = [row for body in children(table, "tbody") for row in children(body, "tr")]
    notes = {name.removeprefix("segredojus"): row for row in rows if (name := attribute(row, "id"))}
    results = [_result(row, notes) for row in rows if not attribute(row, "id")]
    if not results:
        raise PageChanged("the list is empty", expected="tr")
    sealed = {row.internal_id for row in results if row.is_sealed}
    if sealed != set(notes):
        raise PageChanged("rows and the notes about sealed rows do not fit", found=len(notes), expected=len(sealed))
    current, following = _pages(root)
    is_short = len(results) < _ROWS_TO_A_PAGE and bool(following)
    is_open_ended = current is None and len(results) >= _ROWS_TO_A_PAGE
    said = {"results": tuple(results), "page_number": current, "next_pages": following}
    lacks = "rows of this page" if is_short else "what turns the pages" if is_open_ended else ""
    return said, lacks


def _result(row: Node, notes: dict[str, Node]) -> ResultRow:
    cells = children(row, "td")
    opens = _OPENS.search(attribute(row, "onclick"))
    if len(cells) != len(_LABELS) or opens is None:
        raise PageChanged("a row of the list has another shape", found=len(cells), expected=len(_LABELS))
    number, people, day, choice = cells
    code, is_sealed = opens[2], opens[1] == "false"
    chosen = [found[1] for box in every(choice, "input") if (found := _CHOSEN.search(attribute(box, "onclick")))]
    if chosen != ([] if is_sealed else [code]):
        raise PageChanged("a row of the list opens two different cases", expected=code)
    printed = text_of(number)
    if not _SHORT.fullmatch(printed):
        raise PageChanged("a row of the list has no number", expected="NNNNNNN-DD")
    return ResultRow(
        case_number_text=printed,
        internal_id=code,
        judging_body=_unit(notes.get(code)) if is_sealed else None,
        distributed_on=moment_of(text_of(day)),
        parties=_people(people),
        is_sealed=is_sealed,
    )


def _people(cell: Node) -> tuple[Party, ...]:
    found: list[Party] = []
    lines = children(cell, "div")
    # An element that is not closed takes the next ones in: they stand in the cell, and not in its lines.
    if not lines or any(len(every(cell, f"div[class*='{column}']")) != len(lines) for column in (_POLE, _NAME)):
        raise PageChanged("a row of the list does not show a name beside each pole", expected="div")
    for line in lines:
        label, name = fold(text_of(_column(line, _POLE))), name_of(_column(line, _NAME))
        if label not in POLES:
            raise PageChanged("a row of the list names an unknown pole", found=label)
        if name:
            found.append(Party(name=name, side=POLES[label]))
    return tuple(found)


def _column(line: Node, name: str) -> Node:
    return the_one([box for box in children(line, "div") if name in attribute(box, "class")], name)


def _unit(note: Node | None) -> str | None:
    """Return the unit that a sealed row's note names."""
    if note is None or not SEALED.search(text_of(note)):
        raise PageChanged("a row that does not open has no note that it is sealed", expected="segredojus")
    return text_of(maybe(note, "b")).strip('" .') or None


def _pages(root: Node) -> tuple[int | None, tuple[NextPage, ...]]:
    """Return the number of this page, and those that follow; the last one is always linked to."""
    bar = maybe(root, "div[id='Paginacao']")
    if bar is None and every(root, _TURNING):
        raise PageChanged("what turns the pages stands alone", expected="Paginacao")
    current = _CURRENT.search(text_of(bar))
    if bar is None or current is None:
        return None, ()
    number = int(current[1])
    turns = (_TURNS.search(attribute(link, "onclick")) for link in every(bar, "a"))
    later = sorted({int(found[1]) + 1 for found in turns if found and int(found[1]) >= number})
    return number, tuple(NextPage(of="results", page=page, url=f"{_PAGE_ROUTE}{page - 1}") for page in later)
