"""Reads the detail page of a case: header, poles, movements, documents, and what is still to fetch."""

import re
from typing import Any

from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import NextPage, PageKind, ParsedPage
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, children, every, text_of
from spiders.printed_numbers import number_of
from spiders.printed_values import amount_of, moment_of
from spiders.select import collapse
from spiders.systems.pje.movements import DocumentTable, MovementTable, read_documents, read_movements
from spiders.systems.pje.participants import Poles, nest, read_poles
from spiders.systems.pje.tables import pieces_of
from spiders.systems.pje.vocabulary import (
    HEADER_LABELS,
    NEEDED_HEADER,
    fold,
    level_in_address,
    level_of_body,
    level_of_plain_path,
)

_CLASS_CODE = re.compile(r"\((\d+)\)?$")
_PRINT_MARK = "idProcessoTrf="
_PRINT_LINK = re.compile(r"idProcessoTrf=(\d+)")
_BEFORE_ADDRESS = re.compile(r"[\s'\"(]")
_LONGEST_ADDRESS = 120
_DOCUMENTS_FRAME = ", ".join(f"{tag}[id*=':processoDocumentoGridTabSearchForm']" for tag in ("div", "span"))
"""Stands before the panel of documents at every tribunal seen."""
_MOST_FIELDS = 100
"""Far more than any header has; the boxes of a page made to be slow stand in one another."""
_YES = frozenset({"sim", "s", "true"})


def parse_detail(root: Node, text: str) -> ParsedPage:
    """Return the case. What the page counts and does not show is named; what it lacks makes it partial."""
    header, unread = read_header(root)
    if not _first(header, "case_number"):
        raise PageChanged("the case's header has no number", expected="Número Processo")
    documents = read_documents(root)
    movements = read_movements(root, documents.documents if documents else ())
    poles = read_poles(root, class_code=_class_code(header))
    missing = [name for name in NEEDED_HEADER if _first(header, name) is None] + poles.missing + movements.missing
    if documents and documents.total > 0 and documents.rows == 0:
        missing.append(f"{documents.total} documents")
    if documents is None and (movements.documents or every(root, _DOCUMENTS_FRAME)):
        missing.append("the table of documents")
    case = _case(header, poles, movements, documents, text)
    return ParsedPage(
        system=CourtSystem.PJE,
        page=PageKind.CASE_DETAIL,
        outcome=Outcome.PARTIAL if missing else Outcome.FOUND_NEW,
        reason=_reason(missing, unread | poles.unread),
        is_sealed=case.is_sealed,
        case=case,
        next_pages=_next_pages(poles, movements, documents),
    )


def read_header(root: Node) -> tuple[dict[str, list[str]], set[str]]:
    """Return the header's values by our field names, and the labels that nobody knows.

    A label stands beside its value, or in bold above it inside the value's box (TJCE, TJMA: body and its address).
    """
    values: dict[str, list[str]] = {}
    unread: set[str] = set()
    views = every(root, "div[class*='propertyView']")
    if len(views) > _MOST_FIELDS:
        raise PageChanged("the header has more fields than any case", found=len(views))
    for view in views:
        parts = [(part, attribute(part, "class")) for part in children(view, "div")]
        boxes = [part for part, css in parts if "value" in css]
        label = " ".join(text_of(part) for part, css in parts if "name" in css)
        for printed, texts in _labelled(boxes[0], label) if boxes else ():
            if fold(printed) in HEADER_LABELS:
                if field := HEADER_LABELS[fold(printed)]:
                    values.setdefault(field, []).extend(texts)
            elif any(texts):
                unread.add(printed or "a value without label")
    return values, unread


class _Blocks:
    """The blocks inside a value's box that hold no other one, and whether a label in bold stands there; one walk."""

    def __init__(self, box: Node) -> None:
        self.has_bold = False
        found: list[Node] = []
        holder: dict[int, int] = {}
        for element in box.traverse():
            above = holder.get(element.parent.mem_id, 0) if element.parent is not None else 0
            is_block = element.tag in ("div", "li") and element.mem_id != box.mem_id
            holder[element.mem_id] = element.mem_id if is_block else above
            self.has_bold = self.has_bold or element.tag == "b"
            if is_block:
                found.append(element)
        inner = {holder.get(block.parent.mem_id, 0) for block in found if block.parent is not None}
        self.leaves = [block for block in found if block.mem_id not in inner]


def _labelled(box: Node, label: str) -> list[tuple[str, list[str]]]:
    blocks = _Blocks(box)
    if not blocks.has_bold:
        leaves = [text_of(leaf) for leaf in blocks.leaves]
        own = [text for text in leaves if text] or [text_of(box)]
        return [(label, own)]
    pairs: list[tuple[str, list[str]]] = [(label, [""])]
    for owner, text in pieces_of(box):
        if owner == "b":
            pairs.append((collapse(text), [""]))
        else:
            pairs[-1][1][0] = collapse(f"{pairs[-1][1][0]} {text}")
    return pairs if any(pairs[0][1]) else pairs[1:]


def _case(
    header: dict[str, list[str]], poles: Poles, movements: MovementTable, documents: DocumentTable | None, text: str
) -> Case:
    at = text.find(_PRINT_MARK)
    printed_id = _PRINT_LINK.search(text, at) if at >= 0 else None
    parties = tuple(party for pole in poles.tables for party in nest(pole.rows, pole.side))
    is_whole = not poles.missing and all(pole.is_whole for pole in poles.tables)
    listed = documents.documents if documents else ()
    return Case(
        **_header_fields(header),
        internal_id=printed_id[1] if printed_id else None,
        court_level=_level(header, text),
        parties=parties,
        parties_total=len(parties) if is_whole else None,
        parties_declared=poles.declared,
        movements=movements.movements,
        movements_total=movements.total,
        documents=(*listed, *movements.documents),
        documents_total=documents.total if documents else None,
    )


def _header_fields(header: dict[str, list[str]]) -> dict[str, Any]:
    number, printed, valid = number_of(_first(header, "case_number") or "")
    case_class = _first(header, "case_class")
    subjects = tuple(subject for subject in header.get("subjects", []) if subject)
    as_printed = ("judging_body", "collegiate_body", "jurisdiction", "judge", "status_text")
    return {
        "case_number": number,
        "case_number_text": printed,
        "case_number_valid": valid,
        "case_class": case_class,
        "class_code": _class_code(header),
        "subjects": subjects,
        "subject_codes": tuple(found[1] for subject in subjects if (found := _CLASS_CODE.search(subject))),
        "distributed_on": moment_of(_first(header, "distributed_on") or ""),
        "filed_on": moment_of(_first(header, "filed_on") or ""),
        "amount_in_dispute": amount_of(_first(header, "amount_in_dispute") or ""),
        "reference_case": number_of(_first(header, "reference_case") or "")[1],
        "is_sealed": fold(_first(header, "sealed") or "") in _YES,
        **{name: _first(header, name) for name in as_printed},
    }


def _class_code(header: dict[str, list[str]]) -> str | None:
    found = _CLASS_CODE.search(_first(header, "case_class") or "")
    return found[1] if found else None


def _level(header: dict[str, list[str]], text: str) -> CourtLevel | None:
    """Return the degree by the page's addresses, else by its judging bodies, else by the plain path."""
    if by_address := level_in_address(_addresses(text)):
        return by_address
    bodies = (_first(header, "collegiate_body"), _first(header, "judging_body"))
    by_body = next((level for body in bodies if (level := level_of_body(body))), None)
    return by_body or level_of_plain_path(text)


def _addresses(text: str) -> str:
    """Return the addresses of the installation as the page's own links and forms name them."""
    before = {piece[-_LONGEST_ADDRESS:].rpartition('"')[2] for piece in text.split("/ConsultaPublica/")[:-1]}
    return " ".join({_BEFORE_ADDRESS.split(piece)[-1] for piece in before})


def next_pages_of(of: str, current: int, last: int) -> list[NextPage]:
    """Return what is still to fetch behind page `current`."""
    return [NextPage(of=of, page=page) for page in range(current + 1, last + 1)]


def _next_pages(poles: Poles, movements: MovementTable, documents: DocumentTable | None) -> tuple[NextPage, ...]:
    found: list[NextPage] = []
    found += next_pages_of("movements", movements.turner.current if movements.turner else 1, movements.last_page)
    for pole in poles.tables:
        if pole.turner:
            found += next_pages_of("parties", pole.turner.current, pole.turner.last)
    if documents and documents.total > documents.rows:
        found += next_pages_of("documents", 1, -(-documents.total // documents.rows) if documents.rows else 2)
    return tuple(dict.fromkeys(found))


def _reason(missing: list[str], unread: set[str]) -> str:
    said = f"The page lacks {', '.join(missing)}." if missing else "The detail page of a case."
    return f"{said} Not understood: {', '.join(sorted(unread))}." if unread else said


def _first(header: dict[str, list[str]], name: str) -> str | None:
    return next((text for text in header.get(name, []) if text), None)
