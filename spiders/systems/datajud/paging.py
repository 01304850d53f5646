"""Pages through a result that only `@timestamp` sorts, without losing documents of the same moment (pure)."""

import json
from typing import Any

from schemas.cases import Case
from schemas.outcomes import Outcome
from schemas.pages import ParsedPage
from spiders.errors import VisitFailed

_LARGEST_PAGE = 10_000
"""Elasticsearch's own limit for `size`."""


def sort_values(body: bytes) -> list[tuple[Any, ...]]:
    """Return the sort values of each hit, in page order."""
    return [tuple(hit.get("sort") or ()) for hit in json.loads(body)["hits"]["hits"]]


class Cursor:
    """Where reading goes on. The documents of a page's last moment are read again, because a page may end within them.

    When a whole page is of one moment the page is made larger, else reading would turn in a circle.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.search_after: tuple[Any, ...] | None = None
        self.is_at_end = False
        self._read: set[str] = set()

    @property
    def read(self) -> int:
        """How many different documents were read."""
        return len(self._read)

    def advance(self, page: ParsedPage, sorts: list[tuple[Any, ...]]) -> list[Case]:
        """Take a page: return its documents that are new, and move on.

        Raises VisitFailed when the index ends before it has shown what it counts, or when it cannot be paged.
        """
        new = [case for case in page.cases if case.internal_id and case.internal_id not in self._read]
        self._read |= {case.internal_id for case in new if case.internal_id}
        total = page.results_total or 0
        if self.read >= total:
            self.is_at_end = True
        elif len(page.cases) < self.size:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"the index counts {total} documents and showed {self.read}")
        else:
            self._move(sorts)
        return new

    def _move(self, sorts: list[tuple[Any, ...]]) -> None:
        if not all(sorts):
            raise VisitFailed(Outcome.UPSTREAM_ERROR, "the index gave no cursor")
        earlier = [values for values in sorts if values != sorts[-1]]
        if earlier:
            self.search_after = earlier[-1]
        elif self.size < _LARGEST_PAGE:
            self.size = min(self.size * 2, _LARGEST_PAGE)
        else:
            raise VisitFailed(Outcome.UPSTREAM_ERROR, f"more than {_LARGEST_PAGE} documents of one moment")
