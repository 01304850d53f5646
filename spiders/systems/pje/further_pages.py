"""Turns the pages of a case's tables until they add up to what the court counts, or says what is missing."""

from schemas.cases import Case, Document, Movement, Party
from schemas.courts import CourtSystem, Side
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.base import RawPage, Session
from spiders.errors import PageChanged
from spiders.html5 import Node, read_html
from spiders.recognise import parse_page
from spiders.systems.pje import endpoints
from spiders.systems.pje.movements import read_documents, token_of
from spiders.systems.pje.pages import DOCUMENTS_PAGE, PARTIES_PAGE
from spiders.systems.pje.participants import Participant, Pole, nest, read_poles
from spiders.systems.pje.scripts import PageTurner, read_slider, view_state

_MOST_PAGES = 400
"""The longest case seen has 34 pages of movements (TRF5); a slider that asks for far more is not believed."""


class FurtherPages:
    """The further pages of one detail page, fetched in its session. What could not be had stands in `missing_…`."""

    def __init__(self, raw: RawPage, page: ParsedPage, session: Session) -> None:
        self._raw = raw
        self._case = page.case or Case()
        self._session = session
        self._root = _root_of(raw)
        self._view_state = view_state(self._root) or ""
        self.missing_documents: list[str] = []
        self.missing_movements: list[str] = []
        self.missing_parties: list[str] = []

    async def whole_case(self) -> Case:
        """Return the case with the rows of all its pages of documents, movements and participants.

        Documents come first: they give the links of movements their ids, which must be the same on every visit.
        """
        listed = await self._documents()
        movements, documents = await self._movements(listed)
        parties = await self._parties()
        is_whole = not self.missing_parties
        return self._case.model_copy(
            update={
                "movements": movements,
                "documents": documents,
                "parties": parties,
                "parties_total": len(parties) if is_whole else None,
            }
        )

    async def _documents(self) -> dict[str, Document]:
        documents = {document.id: document for document in self._case.documents if document.listed_in == "documents"}
        table = read_documents(self._root)
        if table is None or table.rows >= table.total:
            return documents
        seen, pages = table.rows, [table.documents]
        for number in range(2, min(table.turner.last, _MOST_PAGES) + 1) if table.turner else ():
            page, root = await self._turned(table.turner, number, DOCUMENTS_PAGE)
            more = read_documents(root) if page.page == DOCUMENTS_PAGE and page.outcome is Outcome.FOUND_NEW else None
            if more is None or more.total != table.total or more.documents in pages:
                self.missing_documents.append(f"page {number} of documents: {page.reason}")
                return documents
            seen, pages = seen + more.rows, [*pages, more.documents]
            documents |= {document.id: document for document in more.documents}
        if seen != table.total:
            self.missing_documents.append(f"{seen} of {table.total} documents")
        return documents

    async def _turned(self, turner: PageTurner | None, number: int, kind: str) -> tuple[ParsedPage, Node]:
        """Return a further page and its elements; the newest page carries the state for the next request."""
        if turner is None:
            raise PageChanged("a table has further pages and nothing that turns them")
        request = endpoints.turn_page_request(self._raw.url, turner, number, self._view_state, kind)
        raw = await self._session.fetch(request)
        page = parse_page(raw.body, system=CourtSystem.PJE, content_type=raw.headers.get("content-type"))
        root = _root_of(raw)
        self._view_state = view_state(root) or self._view_state
        return page, root

    async def _movements(self, documents: dict[str, Document]) -> tuple[tuple[Movement, ...], tuple[Document, ...]]:
        offered = tuple(document for document in self._case.documents if document.listed_in != "documents")
        pages = [_with_ids(self._case.model_copy(update={"documents": offered}), documents)]
        turner, total = read_slider(self._root), self._case.movements_total or 0
        last = min(turner.last, _MOST_PAGES) if turner else 1
        for number in range(2, last + 1):
            page, _ = await self._turned(turner, number, PageKind.MOVEMENTS_PAGE)
            if trouble := _trouble(page, number, total, pages):
                self.missing_movements.append(trouble)
                break
            found = page.case or Case()
            pages.append(_with_ids(found, documents))
        movements = tuple(movement for rows in pages for movement in rows)
        if len(movements) != total and not self.missing_movements:
            self.missing_movements.append(f"{len(movements)} of {total} movements")
        return movements, tuple(documents.values())

    async def _parties(self) -> tuple[Party, ...]:
        poles = read_poles(self._root, class_code=self._case.class_code)
        self.missing_parties += poles.missing
        parties: list[Party] = []
        for pole in poles.tables:
            parties += nest(await self._rows_of(pole), pole.side)
        return tuple(parties)

    async def _rows_of(self, pole: Pole) -> list[Participant]:
        rows, turner = list(pole.rows), pole.turner
        pages = [pole.rows]
        last = min(turner.last, _MOST_PAGES) if turner else 1
        for number in range(2, last + 1):
            page, root = await self._turned(turner, number, PARTIES_PAGE)
            if page.page != PARTIES_PAGE or page.outcome is not Outcome.FOUND_NEW:
                self.missing_parties.append(f"page {number} of the {pole.side.value} pole: {page.reason}")
                return rows
            more = _pole_of(root, pole.side)
            if more is None or more.rows in pages:
                self.missing_parties.append(f"page {number} of the {pole.side.value} pole shows no new rows")
                return rows
            pages.append(more.rows)
            rows += more.rows
        if len(rows) != pole.declared and not self.missing_parties:
            self.missing_parties.append(f"{len(rows)} of {pole.declared} rows of the {pole.side.value} pole")
        return rows


def _trouble(page: ParsedPage, number: int, total: int, before: list[tuple[Movement, ...]]) -> str | None:
    """Say why a further page of movements cannot be used, or None."""
    if page.page != PageKind.MOVEMENTS_PAGE or page.outcome is not Outcome.FOUND_NEW or page.case is None:
        return f"page {number} of movements: {page.reason}"
    if page.page_number is not None and page.page_number != number:
        return f"page {page.page_number} of movements came for page {number}"
    if page.case.movements_total != total:
        return f"page {number} counts {page.case.movements_total} movements, the first one {total}"
    if _printed(page.case.movements) in map(_printed, before):
        return f"page {number} of movements repeats another one"
    return None


def _printed(movements: tuple[Movement, ...]) -> list[tuple[object, ...]]:
    """Return the rows as printed; the ids of links are made per page, so they do not tell pages apart."""
    return [(row.occurred_at, row.occurred_on, row.text, row.complement) for row in movements]


def _with_ids(found: Case, documents: dict[str, Document]) -> tuple[Movement, ...]:
    """Give the links of a further page the ids of the documents that the detail page lists under the same token."""
    by_token = {token: document.id for document in documents.values() if (token := token_of(document.url))}
    renamed = {document.id: by_token.get(token_of(document.url) or "", document.id) for document in found.documents}
    for document in found.documents:
        if renamed[document.id] == document.id:
            documents.setdefault(document.id, document)
    return tuple(
        movement.model_copy(
            update={"document_ids": tuple(renamed.get(identity, identity) for identity in movement.document_ids)}
        )
        for movement in found.movements
    )


def _pole_of(root: Node, side: Side) -> Pole | None:
    return next((pole for pole in read_poles(root, of_a_case=False).tables if pole.side is side), None)


def _root_of(raw: RawPage) -> Node:
    return read_html(raw.body, raw.headers.get("content-type"))[1]
