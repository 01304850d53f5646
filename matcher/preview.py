"""What expressions would have found among the names seen, before they are saved. Changes nothing.

Leaves to the caller which of the finds would be sent: filters, windows and what was sent before are monitoring's.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex
from psycopg import Connection

from matcher.expressions import WORK_SECONDS, compile_expression
from matcher.folding import fold_text
from matcher.generation import generate_expression
from matcher.names_index import Hit, NamesIndex
from matcher.readings import readings_of
from matcher.user_index import UserExpressions
from runtime.postgres.queries import load_queries

QUERIES = load_queries(__package__)
BATCH = 2_000
_MOST_REMEMBERED = 100_000
_MOST_TIMEOUTS = 3
_EXACT_SCORE = 100.0


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression as a party has it, or would have it."""

    name: str
    rex: str
    nrex: str | None = None
    is_generated: bool = True
    is_fuzzy: bool = True
    fuzzy_threshold: int = 88


@dataclass(frozen=True, slots=True)
class Found:
    """One of the expressions found in a printed name; `place` is its place among those asked."""

    place: int
    stage: str
    score: float


class Question:
    """Expressions that are asked together about printed names. Belongs to one thread.

    Generated ones are asked through the index of names; an older generated one, which the index would not decide as it
    stands, is asked as the text that it is.
    """

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.slow: Counter[int] = Counter()
        """Expressions that took too long on a name, by place: there, nothing found proves nothing."""
        self._names = NamesIndex()
        self._written: UserExpressions[int] = UserExpressions()
        self._exclusions: dict[int, regex.Pattern[str]] = {}
        self._is_current = [each.is_generated and each.rex == generate_expression(each.name) for each in asked]
        self._has_older = any(
            each.is_generated and not is_current for each, is_current in zip(asked, self._is_current, strict=True)
        )
        self._known: OrderedDict[str, tuple[Found, ...]] = OrderedDict()
        indexed = [(place, each.name) for place, each in enumerate(asked) if self._is_current[place] or each.is_fuzzy]
        self._names.add_many(indexed)
        for place, each in enumerate(asked):
            if not self._is_current[place]:
                self._written.add(place, each.rex)
        self._written.build()

    def ask(self, printed: str) -> tuple[Found, ...]:
        """Return what finds a printed name."""
        known = self._known.get(printed)
        if known is None:
            known = self._known[printed] = tuple(self._find(printed))
            if len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
        return known

    def _find(self, printed: str) -> Iterator[Found]:
        folded = fold_text(printed)
        if not folded:
            return
        found = dict(self._by_expression(printed, folded))
        for hit in self._names.find(printed):
            if hit.place not in found and self._counts(hit):
                found[hit.place] = Found(hit.place, hit.stage, hit.score)
        for place in sorted(found):
            if not self._is_excluded(place, folded):
                yield found[place]

    def _by_expression(self, printed: str, folded: str) -> Iterator[tuple[int, Found]]:
        texts = [reading.text for reading in readings_of(printed)] if self._has_older else [folded]
        for number, text in enumerate(texts if len(self._written) else ()):
            for place in self._written.candidates(text):
                is_own = not self.asked[place].is_generated
                if not (is_own and number) and self._searches(place, self._written.pattern(place), text):
                    yield place, Found(place, "expression" if is_own else "exact", _EXACT_SCORE)

    def _counts(self, hit: Hit) -> bool:
        asked = self.asked[hit.place]
        if hit.stage == "exact":
            return self._is_current[hit.place]
        return asked.is_fuzzy and hit.score >= asked.fuzzy_threshold

    def _is_excluded(self, place: int, folded: str) -> bool:
        nrex = self.asked[place].nrex
        if not nrex:
            return False
        if place not in self._exclusions:
            self._exclusions[place] = compile_expression(nrex)
        return self._searches(place, self._exclusions[place], folded)

    def _searches(self, place: int, pattern: regex.Pattern[str], text: str) -> bool:
        if self.slow[place] >= _MOST_TIMEOUTS:
            return False
        try:
            return pattern.search(text, timeout=WORK_SECONDS) is not None
        except (TimeoutError, MemoryError, RecursionError):
            self.slow[place] += 1
            return False


def read_seen(
    connection: Connection[dict[str, Any]],
    since: date,
    on_batch: Callable[[int], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the cases distributed (or, without a date, obtained) since a day, with the names printed in them.

    Args:
        on_batch: told after each batch how many cases were read.
    """
    after, count = "", 0
    while True:
        facts = {"since": since, "after": after, "limit": BATCH}
        rows = connection.execute(QUERIES["list_distributions_after"], facts).fetchall()
        yield from rows
        count += len(rows)
        if on_batch and rows:
            on_batch(count)
        if len(rows) < BATCH:
            return
        after = rows[-1]["case_number"]
