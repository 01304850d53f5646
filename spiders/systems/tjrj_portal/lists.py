"""Reads a list of cases of the older portal: blocks of rows, each begun by the link to its case."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemas.pages import LastMovement, NextPage, ResultRow
from spiders.errors import PageChanged
from spiders.printed_numbers import number_of
from spiders.roles import fold
from spiders.select import Node, text_of
from spiders.systems.tjrj_portal.printed import cells_of, party_of, rows_under
from spiders.systems.tjrj_portal.vocabulary import SEALED_WORDS

_TOTAL = re.compile(r"Total de processo\(?s?\)? encontrado\(?s?\)?:\s*([\d.]{1,12})")
_LINK = "consultaProc.do"
_PER_PAGE = 8
"""Rows of a page that is not the last one (legacy lists of 2020: 8 of 14, then 6)."""


def read_list(content: Node) -> dict[str, Any]:
    """Return the keys of a list; `is_short` tells that a page shows fewer rows than its place in the list says."""
    heading = _TOTAL.search(text_of(content))
    if heading is None:
        raise PageChanged("the list does not count its cases", expected="Total de processo(s) encontrado(s)")
    total = int(heading[1].replace(".", ""))
    rows = _rows(content)
    if total and not rows:
        raise PageChanged("the list counts cases and shows none", expected=_LINK)
    number, pages = _field(content, "paginaAtual"), _field(content, "totPagina")
    if number is None or pages is None:
        raise PageChanged("the list does not say which of its pages it is", expected="paginaAtual, totPagina")
    return {
        "results": tuple(rows),
        "results_total": total,
        "page_number": number,
        "next_pages": tuple(NextPage(of="results", page=at) for at in range(number + 1, pages + 1)),
        "is_short": _is_short(len(rows), number, pages, total),
    }


def _is_short(shown: int, number: int, pages: int, total: int) -> bool:
    """One page shows all; of several, all but the last one show the same number of rows."""
    if pages <= 1:
        return shown != total
    return shown != (_PER_PAGE if number < pages else total - _PER_PAGE * (pages - 1))


def _rows(content: Node) -> list[ResultRow]:
    found: list[dict[str, Any]] = []
    for row in rows_under(content):
        links = [link for link in row.iter("a") if _LINK in (link.get("href") or "")]
        if links:
            if len(links) > 1:
                raise PageChanged("a row links to several cases", expected=_LINK)
            found.append(_begin(links[0]))
        elif found:
            _add(found[-1], row)
    return [_finish(said) for said in found]


def _begin(link: Node) -> dict[str, Any]:
    number, printed, _ = number_of(text_of(link))
    if printed is None:
        raise PageChanged("a listed case has no number", expected="a number")
    address = link.get("href") or ""
    own = parse_qs(urlsplit(address).query).get("numProcesso")
    return {
        "case_number": number,
        "case_number_text": printed,
        "internal_id": own[0] if own else None,
        "url": address,
        "parties": [],
    }


def _add(said: dict[str, Any], row: Node) -> None:
    """A row of one cell: a bold label and its value; blank rows stand between cases."""
    cells = cells_of(row)
    text = text_of(row)
    if not cells:
        raise PageChanged("a row of a listed case has no cell", expected="a cell")
    if len(cells) != 1 or not text:
        return
    labels = [node for node in cells[0] if node.tag == "b"]
    if SEALED_WORDS in fold(text):
        said["is_sealed"] = True
    elif not labels:
        if not any(True for _ in row.iter("select")):
            raise PageChanged("a row of a listed case has no label", expected="a bold label")
    else:
        printed = text_of(labels[0])
        label, value = printed.rstrip(": "), text[len(printed) :].strip()
        if not value:
            raise PageChanged(f"the label {label!r} of a listed case has no value", expected=label)
        _state(said, label, value)


def _state(said: dict[str, Any], label: str, value: str) -> None:
    known = fold(label)
    if known == "FASE":
        said["last_movement"] = LastMovement(text=value)
    elif known == "COMARCA":
        said["jurisdiction"] = value
    elif known == "SERVENTIA":
        said["judging_body"] = value
    elif known == "ASSUNTO":
        said["subjects"] = (value,)
    elif known == "CLASSE":
        said["case_class"] = value
    else:
        said["parties"].append(party_of(label, value))


def _finish(said: dict[str, Any]) -> ResultRow:
    if not said.get("is_sealed") and not {"last_movement", "jurisdiction", "judging_body"} <= said.keys():
        raise PageChanged("a listed case lacks its phase or its court", expected="Fase, Comarca, Serventia")
    return ResultRow.model_validate({**said, "parties": tuple(said["parties"])})


def _field(content: Node, name: str) -> int | None:
    """The number in a hidden field ("2", "2.0")."""
    for field in content.iter("input"):
        value = (field.get("value") or "").partition(".")[0]
        if field.get("name") == name and value.isdecimal() and len(value) < 6:
            return int(value)
    return None
