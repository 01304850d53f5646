"""Reads the table of movements and the table of documents, and what must hold between counts, pages and rows."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field

from schemas.cases import Document, Movement
from spiders.errors import PageChanged
from spiders.html5 import Node, attribute, every, inside, maybe, one, text_of
from spiders.printed_values import moment_of
from spiders.select import collapse
from spiders.systems.pje.scripts import DOCUMENTS_PANEL, PageTurner, read_slider
from spiders.systems.pje.tables import declared_rows, numbered_rows

_MOVEMENT = re.compile(r"^(\d{2}/\d{2}/\d{4}(?: \d{2}:\d{2}(?::\d{2})?)?)\s*(?:-\s*)?(.*)$", re.DOTALL)
_OPENED = re.compile(r"openPopUp\('[^']*'\s*,\s*'([^']*)'")
_DOCUMENT_ID = re.compile(r"idProcesso(?:Doc|Documento)=(\d+)")
_TOKEN = re.compile(r"[?&]ca=([0-9a-zA-Z]+)")
_KIND = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)$")
_DOCUMENTS_PANEL = ", ".join(f"{tag}[id*=':{DOCUMENTS_PANEL}']" for tag in ("div", "span"))
_HIDDEN = "sr-only"
_PAGE_SIZE = 15
"""Rows of one page of movements at every tribunal seen."""


@dataclass(slots=True)
class MovementTable:
    """One page of movements with the documents that they offer."""

    movements: tuple[Movement, ...]
    documents: tuple[Document, ...]
    total: int
    turner: PageTurner | None
    missing: list[str] = field(default_factory=list)

    @property
    def last_page(self) -> int:
        """The last page as the slider says, else as the declared total asks for."""
        if self.turner:
            return self.turner.last
        return -(-self.total // len(self.movements)) if self.movements else 1 + (self.total > 0)


@dataclass(slots=True)
class DocumentTable:
    """The page's own table of documents."""

    documents: tuple[Document, ...]
    rows: int
    total: int
    turner: PageTurner | None = None


def read_movements(root: Node, known: tuple[Document, ...] = ()) -> MovementTable:
    """Return the page of movements; `known` are the documents of the page's own table, which give ids to links."""
    table = one(root, "table[id*=':processoEvento']")
    listed = {document.id for document in known}
    tokens = {token: document.id for document in known if (token := token_of(document.url))}
    found: dict[str, Document] = {}
    seen: Counter[str] = Counter()
    movements = []
    for text, links in numbered_rows(table, cells=2):
        offered = []
        for link in inside(links, "a"):
            document = _document(link, "movements", tokens, seen)
            if document.id not in listed:
                found.setdefault(document.id, document)
            offered.append(document.id)
        movements.append(_movement(text, tuple(offered)))
    total = declared_rows(table)
    if total is None:
        raise PageChanged("the movements are not counted", expected="N resultados encontrados")
    turner = read_slider(root)
    return MovementTable(
        tuple(movements), tuple(found.values()), total, turner, _missing(len(movements), total, turner)
    )


def read_documents(root: Node) -> DocumentTable | None:
    """Return the table of documents, or None when the page has none."""
    table = maybe(root, "table[id*=':processoDocumentoGridTab']")
    if table is None:
        if every(root, _DOCUMENTS_PANEL):
            raise PageChanged("the panel of documents has no table")
        return None
    seen: Counter[str] = Counter()
    documents: dict[str, Document] = {}
    rows = numbered_rows(table, cells=2)
    for cells in rows:
        links = inside(cells[0], "a")
        document = _document(links[0], "documents", {}, seen) if links else _locked(cells, seen)
        documents.setdefault(document.id, document)
    total = declared_rows(table)
    if total is None or total < len(rows):
        raise PageChanged("the count of documents does not fit its rows", found=len(rows), expected=total)
    return DocumentTable(tuple(documents.values()), len(rows), total, read_slider(root, DOCUMENTS_PANEL))


def token_of(url: str | None) -> str | None:
    """Return the token of a document's link: the same document has the same one in both tables of a page."""
    found = _TOKEN.search(url or "")
    return found[1] if found else None


def _movement(cell: Node, document_ids: tuple[str, ...]) -> Movement:
    texts = _outer_texts(cell)
    if not texts:
        raise PageChanged("a row of movements has no text")
    printed = texts[0]
    found = _MOVEMENT.match(printed)
    if not found or not found[2]:
        raise PageChanged("a movement has not the form date - text", expected="dd/mm/yyyy hh:mm:ss - text")
    moment = moment_of(found[1]) or ""
    beside = " ".join(texts[1:])
    timed = "T" in moment
    return Movement.model_validate(
        {
            "occurred_at": moment if timed else None,
            "occurred_on": None if timed else moment,
            "text": collapse(found[2]),
            "complement": beside or None,
            "document_ids": document_ids,
        }
    )


def _outer_texts(cell: Node) -> list[str]:
    """The texts of the cell's spans: of the first one as a whole, then of all that do not stand inside it."""
    texts: list[str] = []
    within: set[int] = set()
    for span in inside(cell, "span"):
        if span.mem_id not in within and (text := text_of(span)):
            within = within if texts else {inner.mem_id for inner in inside(span, "span")}
            texts.append(text)
    return texts


def _document(link: Node, listed_in: str, tokens: dict[str, str], seen: Counter[str]) -> Document:
    """Return the document behind a link.

    Its id is the court's; where a link carries none, it is made from the link's printed title, because the token in the
    address dies with the session. Equal titles behind different tokens are counted.
    """
    title = collapse(_title(link))
    address = _address(link)
    number = _DOCUMENT_ID.search(address or attribute(link, "onclick"))
    token = token_of(address)
    identity = number[1] if number else tokens.get(token or "")
    if identity is None:
        seen_before = [key for key in seen if key.startswith(f"{title}\0")]
        key = f"{title}\0{token}"
        place = seen_before.index(key) if key in seen_before else len(seen_before)
        seen[key] += 1
        identity = _made_id(title, place)
    kind = _KIND.search(title)
    return Document(id=identity, title=title or None, url=address, kind=kind[1] if kind else None, listed_in=listed_in)


def _locked(cells: list[Node], seen: Counter[str]) -> Document:
    """Return a document that is listed without a link; its number may stand in the link of its receipt."""
    title = text_of(cells[0])
    if not title:
        raise PageChanged("a row of documents says nothing")
    receipts = " ".join(attribute(link, "onclick") for cell in cells for link in every(cell, "a"))
    number = _DOCUMENT_ID.search(receipts)
    seen[title] += 1
    kind = _KIND.search(title)
    return Document(
        id=number[1] if number else _made_id(title, seen[title] - 1),
        title=title,
        kind=kind[1] if kind else None,
        is_locked=True,
        listed_in="documents",
    )


def _title(link: Node) -> str:
    """The link's text as printed, without what only a screen reader says."""
    texts: list[str] = []
    hidden: set[int] = set()
    for piece in link.traverse(include_text=True):
        if hidden and piece.parent is not None and piece.parent.mem_id in hidden:
            hidden.add(piece.mem_id)
        elif piece.is_text_node:
            texts.append(piece.text_content or "")
        elif piece.is_element_node and _HIDDEN in attribute(piece, "class"):
            hidden.add(piece.mem_id)
    return "".join(texts)


def _address(link: Node) -> str | None:
    opened = _OPENED.search(attribute(link, "onclick"))
    if opened and opened[1] not in ("", "about:blank"):
        return opened[1]
    href = attribute(link, "href")
    return href if href and not href.startswith(("#", "javascript:")) else None


def _made_id(title: str, place: int) -> str:
    digest = hashlib.sha256(title.encode()).hexdigest()[:16]
    return f"made-{digest}" if place == 0 else f"made-{digest}-{place + 1}"


def _missing(rows: int, total: int, turner: PageTurner | None) -> list[str]:
    """Say in words which rows of this page the declared count asks for and the page does not show."""
    if rows > total:
        raise PageChanged("the page shows more movements than it counts", found=rows, expected=total)
    if turner is None:
        # A real page (TRF1, 106 movements) shows a full first page and no slider: the rest is still to fetch.
        return [] if rows in (total, _PAGE_SIZE) else [f"{total - rows} movements, and nothing that turns the page"]
    if turner.current > turner.last:
        raise PageChanged("the slider stands behind its last page")
    fits = any(rows == _rows_of_page(turner, total, size) for size in _sizes(turner, total))
    return [] if fits else ["movements of this page: their number does not fit the declared total"]


def _sizes(turner: PageTurner, total: int) -> list[int]:
    """Return the page sizes that agree with the slider's last page; 15 alone where it does."""
    if -(-total // _PAGE_SIZE) == turner.last:
        return [_PAGE_SIZE]
    return [size for size in range(5, 101, 5) if -(-total // size) == turner.last]


def _rows_of_page(turner: PageTurner, total: int, size: int) -> int:
    return size if turner.current < turner.last else total - size * (turner.last - 1)
