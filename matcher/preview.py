"""What expressions would have found among the names seen, before they are saved. Changes nothing.

Leaves to the caller which of the finds would be sent: filters, windows and what was sent before are monitoring's.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from matcher.classes import load_classes
from matcher.evidence_places import UNTOLD
from matcher.expressions import WORK_SECONDS
from matcher.generation import generate_expression
from matcher.watches import TimedOut, Watch
from matcher.watchlist import Watchlist
from runtime.postgres.queries import load_queries
from schemas.cases import Party

QUERIES = load_queries(__package__)
BATCH = 2_000
_MOST_REMEMBERED = 100_000
_MOST_TIMEOUTS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One watched name found in a printed one, and how."""

    party_id: UUID
    stage: str
    score: float | None


class Question:
    """Watches of one company that are asked together about printed names, as at work. Belongs to one thread."""

    def __init__(self, watches: Iterable[Watch], *, seconds: float = WORK_SECONDS) -> None:
        self._watchlist = Watchlist(watches, seconds=seconds)
        self.slow: Counter[UUID] = Counter()
        """Parties whose expression took too long on a name: there, nothing found proves nothing."""
        self._known: OrderedDict[str, tuple[Found, ...]] = OrderedDict()

    def ask(self, printed: str) -> tuple[Found, ...]:
        """Return what finds a printed name."""
        if printed not in self._known:
            self.foresee((printed,))
        return self._known[printed]

    def foresee(self, printed: Iterable[str]) -> None:
        """Ask about many names together, which is quicker; `ask` knows the answers then."""
        new = [name for name in dict.fromkeys(printed) if name not in self._known]
        asked = self._watchlist.explain_many([([Party(name=name)], UNTOLD) for name in new])
        for name, (hits, slow) in zip(new, asked, strict=True):
            self._note(slow)
            each = (found for company in hits.values() for found in company)
            self._known[name] = tuple(Found(one.monitored_party_id, one.stage, one.score) for one in each)
        while len(self._known) > max(_MOST_REMEMBERED, len(new)):
            self._known.popitem(last=False)

    def _note(self, slow: Iterable[TimedOut]) -> None:
        for timed_out in slow:
            if not timed_out.was_asked:
                continue
            self.slow[timed_out.watch.party_id] += 1
            if self.slow[timed_out.watch.party_id] >= _MOST_TIMEOUTS:
                self._watchlist.quarantined.add(timed_out.watch.expression_id)


def planned_class_table(name: str, rex: str, *, is_generated: bool, stored: str | None = None) -> str | None:
    """Return the class table that decides an expression: today's, where today's gives this expression.

    Args: stored: what the expression was generated from, if that is known. The text alone does not tell: one table's
        expressions may be written otherwise and accept the same names.
    """
    today = load_classes().version
    if is_generated and (stored == today or rex == generate_expression(name)):
        return today
    return stored


def read_seen(connection: Connection[dict[str, Any]], since: date) -> Iterator[list[dict[str, Any]]]:
    """Yield, a batch at a time, the cases distributed (or, without a date, obtained) since a day, with their names."""
    after = ""
    while True:
        facts = {"since": since, "after": after, "limit": BATCH}
        rows = connection.execute(QUERIES["list_distributions_after"], facts).fetchall()
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after = rows[-1]["case_number"]
