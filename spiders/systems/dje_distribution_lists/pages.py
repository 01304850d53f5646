"""What the download of a gazette's caderno is: a PDF with lists of distribution, or an error page named like one (pure
but for the program that reads PDFs)."""

import re

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.charset import decode_html
from spiders.errors import PageChanged, VisitFailed
from spiders.select import collapse, one, parse_html, some, text_of
from spiders.systems.dje_distribution_lists.lists import join_pages, read_lists
from spiders.systems.dje_distribution_lists.pdf_text import is_pdf, text_of_pages

CADERNO = "caderno"
_LOOKED_AT = 16_384
_TITLE = re.compile(rb"<title>\s*Di(?:\xc3\xa1|\xe1|&aacute;|&#225;|\xef\xbf\xbd)rio da Justi", re.IGNORECASE)
_ERROR = re.compile(r"^Erro ao acessar o caderno selecionado\.")


def recognise(body: bytes) -> str | None:
    """Return the kind: a PDF by its first bytes, whatever its name; the gazette's own error page; else None."""
    if is_pdf(body):
        return PageKind.DISTRIBUTION_LIST
    head = body[:_LOOKED_AT]
    return PageKind.ERROR if _TITLE.search(head) and b"Erro ao acessar o caderno" in head else None


def parse(body: bytes, *, page: str | None = None, content_type: str | None = None) -> ParsedPage:  # noqa: ARG001
    """Return the lists of the PDF, or the gazette's error; raises PageChanged when it has another shape."""
    if not is_pdf(body):
        return _error(body, content_type)
    try:
        gazette = join_pages(text_of_pages(body))
    except VisitFailed as failure:
        return _page(failure.outcome, f"{failure.reason[:1].upper()}{failure.reason[1:]}.", PageKind.DISTRIBUTION_LIST)
    rows, is_open = read_lists(gazette.text, is_excerpt=gazette.first_page > 1)
    if not rows:
        reason = "An issue of the gazette without a list of distribution."
        return _page(Outcome.UNSUPPORTED, reason, CADERNO, issued_on=gazette.issued_on)
    days = sorted({row.distributed_on for row in rows if row.distributed_on})
    said = " The last case is incomplete where the pages end." if is_open else ""
    said += f" Lists of {len(days)} days." if len(days) > 1 else ""
    undated = sum(row.distributed_on is None for row in rows)
    said += f" {undated} cases stand in a list whose beginning is not there." if undated else ""
    nameless = sum(not row.parties for row in rows[: len(rows) - is_open])
    said += f" {nameless} cases are printed without a party." if nameless else ""
    return ParsedPage(
        system=CourtSystem.DISTRIBUTION_LISTS,
        page=PageKind.DISTRIBUTION_LIST,
        outcome=Outcome.FOUND_NEW,
        reason=f"Lists of distribution in a gazette.{said}",
        is_sealed=any(row.is_sealed for row in rows),
        issued_on=gazette.issued_on,
        distributed_on=days[0] if len(days) == 1 else None,
        distributions=tuple(rows),
    )


def _error(body: bytes, content_type: str | None) -> ParsedPage:
    root = parse_html(decode_html(body, content_type))
    one(root, "//body")
    message = next((text for node in some(root, "//p") if _ERROR.match(text := text_of(node))), None)
    if message is None:
        raise PageChanged("the gazette's error page has another sentence")
    reason = "The gazette has no such caderno, or could not open it."
    return _page(Outcome.UPSTREAM_ERROR, reason, PageKind.ERROR, message=collapse(message))


def _page(
    outcome: Outcome, reason: str, kind: str, *, message: str | None = None, issued_on: str | None = None
) -> ParsedPage:
    system = CourtSystem.DISTRIBUTION_LISTS
    return ParsedPage(system=system, page=kind, outcome=outcome, reason=reason, message=message, issued_on=issued_on)
