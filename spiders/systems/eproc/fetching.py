"""Reads what a session fetched, and opens eproc's forms: what the visit and the lists share."""

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.base import PageRequest, RawPage, Session
from spiders.errors import VisitFailed
from spiders.html5 import read_html
from spiders.recognise import parse_page
from spiders.systems.eproc.forms import Form, read_form

NOT_AN_ANSWER = frozenset({Outcome.FOUND_NEW, Outcome.UNSUPPORTED, Outcome.NOT_FOUND})
"""Outcomes of a page that reads well and is not what was asked for: a temporary error."""


def understand(raw: RawPage) -> ParsedPage:
    """Read a fetched page; walls that no system knows are named too."""
    return parse_page(raw.body, system=CourtSystem.EPROC, content_type=raw.headers.get("content-type"))


def form_of(raw: RawPage) -> Form:
    """Return the form of a fetched page."""
    return read_form(read_html(raw.body, raw.headers.get("content-type"))[1])


async def open_form(request: PageRequest, session: Session) -> tuple[RawPage, Form]:
    """Open a form that asks for no captcha; raises VisitFailed for every other page."""
    raw = await session.fetch(request)
    page = understand(raw)
    if page.outcome not in (Outcome.UNSUPPORTED, Outcome.NOT_FOUND):
        raise VisitFailed(Outcome.UPSTREAM_ERROR if page.outcome is Outcome.FOUND_NEW else page.outcome, page.reason)
    return raw, form_of(raw)
