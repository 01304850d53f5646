"""How long the expressions of one company may take with one name, all together: nobody else waits for more."""

import time
from collections import defaultdict
from collections.abc import Hashable

import regex

from matcher.expressions import WORK_SECONDS

NAME_SECONDS = 0.1


class NotAsked(TimeoutError):
    """The company's time for this name is used up; the name is postponed, and nobody's fault is counted."""


class Rations:
    """The time left to each company for one name."""

    def __init__(self, seconds: float = NAME_SECONDS, *, each: float = WORK_SECONDS) -> None:
        self._each = each
        self._left: defaultdict[Hashable, float] = defaultdict(lambda: seconds)

    def search(self, company: Hashable, pattern: regex.Pattern[str], folded: str) -> regex.Match[str] | None:
        """Search a name at the company's expense. Raises NotAsked, and TimeoutError when it alone takes too long."""
        if self._left[company] <= 0:
            raise NotAsked
        begun = time.perf_counter()
        try:
            return pattern.search(folded, timeout=self._each)
        finally:
            self._left[company] -= time.perf_counter() - begun
