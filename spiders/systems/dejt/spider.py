"""Reads which issues the gazette of the labour courts has; what they hold are PDFs of minutes and agendas."""

from collections.abc import AsyncIterator
from datetime import date
from typing import ClassVar

from schemas.courts import Capability, CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import Publication
from spiders.base import Session
from spiders.errors import VisitFailed
from spiders.publishers import PublisherClient
from spiders.recognise import parse_page
from spiders.systems.dejt import endpoints


class DejtClient(PublisherClient, is_system=True):
    """One labour court in DEJT. `number` is its own in the search form."""

    system = CourtSystem.DEJT
    addresses: ClassVar = {"dejt": "https://dejt.jt.jus.br"}
    why_not_read = (
        "since 2024-08-01 it holds only minutes and agendas (VOY 2026-08): publications about cases are read in DJEN"
    )
    number: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]] = frozenset()

    _facts: ClassVar[tuple[str, ...]] = (*PublisherClient._facts, "number")

    async def list_issues(self, first: date, last: date, session: Session) -> AsyncIterator[Publication]:
        """Yield the judicial issues of these days, both included. Raises VisitFailed, PageChanged."""
        base = self.base["dejt"]
        form = await session.fetch(endpoints.search_form(base))
        shown = parse_page(form.body, system=self.system, content_type=form.headers.get("content-type"))
        if shown.outcome is not Outcome.UNSUPPORTED:
            raise VisitFailed(shown.outcome, shown.message or shown.reason)
        request = endpoints.search(base, (first, last), self.number, endpoints.view_state(form.body))
        raw = await session.fetch(request)
        page = parse_page(raw.body, system=self.system, content_type=raw.headers.get("content-type"))
        if page.outcome is Outcome.NOT_FOUND:
            return
        if page.outcome is not Outcome.FOUND_NEW:
            raise VisitFailed(page.outcome, page.message or page.reason)
        for publication in page.publications:
            yield publication
