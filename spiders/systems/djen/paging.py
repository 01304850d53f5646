"""Pages through one day of one publisher: tells the end from a fault, as `count` stops at 10,000 (pure)."""

from schemas.outcomes import Outcome
from schemas.pages import ParsedPage, Publication
from spiders.errors import VisitFailed
from spiders.systems.djen.vocabulary import COUNT_STOPS_AT

_MOST_PAGES = 20_000
"""Far above the largest day seen (about 262,000 items); a source that never ends is not followed for ever."""


class DayReading:
    """Where reading of a day stands: the next page, the ids read, whether the end was reached."""

    def __init__(self, page_size: int) -> None:
        self.page_size = page_size
        self.page = 1
        self.is_at_end = False
        self._ids: set[str] = set()
        self._read = 0

    def take(self, page: ParsedPage) -> list[Publication]:
        """Return the page's publications that are new, and move on. Raises VisitFailed for what is no end."""
        if not page.publications:
            self._end_without_rows(page)
            return []
        total, shown = page.results_total or 0, len(page.publications)
        new = [each for each in page.publications if each.publication_id not in self._ids]
        if not new:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"page {self.page} of the gazette shows what was read before")
        self._ids |= {each.publication_id for each in new if each.publication_id}
        self._read += len(new)
        if shown < self.page_size:
            self._require_all(total)
            self.is_at_end = True
        elif total < COUNT_STOPS_AT and self._read >= total:
            self.is_at_end = True
        elif self.page >= _MOST_PAGES:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"the gazette did not end after {self.page} pages")
        self.page += 1
        return new

    def _end_without_rows(self, page: ParsedPage) -> None:
        """An empty page is the end only after as many communications as are counted."""
        if page.outcome is Outcome.NOT_FOUND and not self._read:
            self.is_at_end = True
        elif page.results_total is None:
            raise VisitFailed(page.outcome, page.message or page.reason)
        elif page.outcome is Outcome.NOT_FOUND:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"the gazette forgot its day at page {self.page}")
        elif self._read >= page.results_total:
            self.is_at_end = True
        else:
            self._require_all(page.results_total)

    def _require_all(self, total: int) -> None:
        if self._read >= total:
            return
        counted = f"at least {total}" if total >= COUNT_STOPS_AT else str(total)
        reason = f"the gazette counts {counted} communications and showed {self._read}"
        raise VisitFailed(Outcome.UPSTREAM_ERROR, f"{reason}, {self.page_size} to a page")
