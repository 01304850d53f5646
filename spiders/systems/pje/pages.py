"""What PJe's pages say: recognises the kind of a page and gives it to its reader (pure).

Kinds: the search form, the answer to a search, the detail of a case, further pages of movements, participants or
documents (fragments), and the errors and logins of PJe itself. Walls in front of it are known by `spiders.barriers`.
"""

import re

from schemas.cases import Case
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.barriers import loose_wall
from spiders.errors import PageChanged
from spiders.html5 import Node, every, read_html, text_of
from spiders.page_end import has_end
from spiders.systems.pje.detail import next_pages_of, parse_detail
from spiders.systems.pje.movements import read_documents, read_movements
from spiders.systems.pje.participants import nest, read_poles
from spiders.systems.pje.search import parse_answer, parse_form

PARTIES_PAGE = "parties_page"
DOCUMENTS_PAGE = "documents_page"

_TITLE = re.compile(rb"<title[^<>]*>\s*([^<]{0,200})", re.IGNORECASE)
_JSON = re.compile(rb"\s*[{\[]")
_OFTEN = b"/ConsultaPublica/"
"""How most pages print the first mark: found at once, it saves a copy of the whole page in small letters."""
_PJE_MARKS = (b"consultapublica", b"/pje", b"processo judicial eletr", b"seam", b"richfaces", b"rich-table")


def recognise(body: bytes) -> str | None:
    """Return the kind of the page, or None when it is not a page of PJe."""
    is_own = _OFTEN in body or any(mark in body.lower() for mark in _PJE_MARKS)
    if not is_own or _JSON.match(body):
        return None
    for kind, marks in _KINDS:
        if any(mark in body for mark in marks):
            # A table of a case that does not come as a fragment belongs to a detail page, whatever that page lacks.
            return PageKind.CASE_DETAIL if kind in _FRAGMENTS and b"Ajax-Response" not in body else kind
    title = _TITLE.search(body)
    if title and b"detalhe do processo" in title[1].lower():
        return PageKind.CASE_DETAIL
    return _by_words(body.lower())


_KINDS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (PageKind.CASE_DETAIL, (b"processoTrfViewView",)),
    (PageKind.RESULT_LIST, (b'id="fPP:processosTable"', b"id='fPP:processosTable'")),
    (PageKind.SEARCH_FORM, (b'id="fPP"', b"id='fPP'")),
    (PageKind.MOVEMENTS_PAGE, (b':processoEvento"', b':processoEvento:tb"')),
    (PARTIES_PAGE, (b"ResumidoList:tb", b"ResumidoTableBinding:tb", b"Resumido:tb")),
    (DOCUMENTS_PAGE, (b"processoDocumentoGridTab:tb",)),
)

_FRAGMENTS = (PageKind.MOVEMENTS_PAGE, PARTIES_PAGE, DOCUMENTS_PAGE)


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:
    """Return what the page says; raises PageChanged when it has not the shape of its kind.

    A page without its end is `partial` whatever it shows.
    """
    kind = page or recognise(body)
    if kind is None:
        raise PageChanged("no kind of page of PJe")
    is_cut = not has_end(body)
    try:
        found = _parse_kind(kind, body, content_type)
    except PageChanged:
        if not is_cut or page is not None or not _can_be_cut(kind):
            raise
        found = _cut(kind)
    if is_cut and found.outcome is Outcome.FOUND_NEW:
        return found.model_copy(update={"outcome": Outcome.PARTIAL, "reason": "The page was cut before its end."})
    if is_cut and found.outcome in (Outcome.NOT_FOUND, Outcome.SEALED, Outcome.UNSUPPORTED):
        return _cut(kind)
    return found


def _parse_kind(kind: str, body: bytes, content_type: str | None) -> ParsedPage:
    if kind in (PageKind.ERROR, PageKind.WALL):
        return _parse_error(body)
    text, root = read_html(body, content_type)
    readers = {
        PageKind.RESULT_LIST: parse_answer,
        PageKind.NOT_FOUND: parse_answer,
        PageKind.SEARCH_FORM: parse_form,
        PageKind.MOVEMENTS_PAGE: _parse_movements,
        PARTIES_PAGE: _parse_participants,
        DOCUMENTS_PAGE: _parse_documents,
    }
    if kind == PageKind.CASE_DETAIL:
        return parse_detail(root, text)
    if kind not in readers:
        raise PageChanged(f"PJe has no page of the kind {kind}", expected=kind)
    return readers[kind](root)


def _parse_movements(root: Node) -> ParsedPage:
    table = read_movements(root)
    turner = table.turner
    if turner is None and table.total > len(table.movements):
        table.missing.append("what turns the page")
    return ParsedPage(
        system=CourtSystem.PJE,
        page=PageKind.MOVEMENTS_PAGE,
        outcome=Outcome.PARTIAL if table.missing else Outcome.FOUND_NEW,
        reason=f"The page lacks {', '.join(table.missing)}." if table.missing else "A further page of movements.",
        page_number=turner.current if turner else None,
        case=Case(movements=table.movements, movements_total=table.total, documents=table.documents),
        next_pages=tuple(next_pages_of("movements", turner.current, turner.last)) if turner else (),
    )


def _parse_participants(root: Node) -> ParsedPage:
    poles = read_poles(root, of_a_case=False)
    if not poles.tables:
        raise PageChanged("a page of participants shows no pole")
    parties = tuple(party for pole in poles.tables for party in nest(pole.rows, pole.side))
    return ParsedPage(
        system=CourtSystem.PJE,
        page=PARTIES_PAGE,
        outcome=Outcome.FOUND_NEW,
        reason="A further page of participants.",
        page_number=max((pole.turner.current for pole in poles.tables if pole.turner), default=None),
        case=Case(parties=parties, parties_declared=poles.declared),
    )


def _parse_documents(root: Node) -> ParsedPage:
    table = read_documents(root)
    if table is None:
        raise PageChanged("a page of documents shows no table")
    return ParsedPage(
        system=CourtSystem.PJE,
        page=DOCUMENTS_PAGE,
        outcome=Outcome.FOUND_NEW,
        reason="A further page of documents.",
        case=Case(documents=table.documents, documents_total=table.total),
    )


def _parse_error(body: bytes) -> ParsedPage:
    """Read PJe's own error and login pages; they never mean that a case does not exist."""
    wall = loose_wall(body)
    if wall is not None:
        return ParsedPage(
            system=CourtSystem.PJE,
            page=PageKind.WALL,
            outcome=wall.outcome,
            reason=f"{wall.reason}.",
            message=wall.message,
        )
    _, root = read_html(body)
    message = " ".join(text_of(box) for box in every(root, "dl[class*='rich-messages'], h1, h2"))
    login = bool(every(root, "input[type='password']"))
    return ParsedPage(
        system=CourtSystem.PJE,
        page=PageKind.ERROR,
        outcome=Outcome.LOGIN_REQUIRED if login else Outcome.UPSTREAM_ERROR,
        reason="PJe asks for a login." if login else "An error page of PJe.",
        message=message[:300] or None,
    )


_ERROR_TITLE = re.compile(rb"^(erro|error|jboss|http status|exception|falha|p[^ ]{1,9}gina n)", re.IGNORECASE)
_LOGIN_FORM = re.compile(rb"<form[^<>]*action=\"[^\"]*/login\.seam")
_ERRORS = (
    b"org.jboss.seam.",
    b"jbweb0000",
    b"errorunexpected",
    b"viewexpiredexception",
    b"javax.servlet.servletexception",
)


def _by_words(lowered: bytes) -> str | None:
    """Name an error or a login of PJe; a page that merely links to PJe or speaks of an error is not one."""
    title = _TITLE.search(lowered)
    is_error = any(mark in lowered for mark in _ERRORS) or (title and _ERROR_TITLE.match(title[1].strip()))
    if is_error and b".seam" in lowered and b"consultapublica" in lowered:
        return PageKind.ERROR
    if b'type="password"' in lowered and _LOGIN_FORM.search(lowered):
        return PageKind.WALL
    return PageKind.ERROR if b"org.jboss.seam." in lowered and b"jbweb0000" in lowered else None


def _can_be_cut(kind: str) -> bool:
    return kind not in (PageKind.ERROR, PageKind.WALL)


def _cut(kind: str) -> ParsedPage:
    return ParsedPage(
        system=CourtSystem.PJE, page=kind, outcome=Outcome.PARTIAL, reason="The page was cut before its end."
    )
