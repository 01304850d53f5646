"""The active expressions of all companies, in memory, and the decision about one printed name.

Simple and correct: every expression is asked. Refreshed by the counter's revision, so that a change costs one row.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import regex
from psycopg import Connection

from matcher.expressions import WORK_SECONDS, compile_expression
from matcher.folding import Folded, fold
from monitor_config.companies import QUERIES as MONITOR_QUERIES
from schemas.cases import Party
from schemas.matches import Explanation

_MOST_TIMEOUTS = 3
"""Of one expression in one case, which may have hundreds of parties."""


@dataclass(frozen=True)
class Watch:
    """One party's expression in force."""

    party_id: UUID
    company_id: UUID
    name: str
    version: int
    rex: str
    nrex: str | None
    window_days: int
    distributed_from: date | None

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        return compile_expression(self.rex)

    @cached_property
    def exclusion(self) -> regex.Pattern[str] | None:
        return compile_expression(self.nrex) if self.nrex else None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """An expression that took too long on a name, or could not be used; the sweeps try the name again."""

    watch: Watch


class Watchlist:
    """All active watches as of one revision of the counter."""

    def __init__(self) -> None:
        self.revision = 0
        self._watches: dict[UUID, Watch] = {}

    def __iter__(self) -> Iterator[Watch]:
        return iter(self._watches.values())

    def refresh(self, connection: Connection[dict[str, Any]], revision: int) -> Sequence[Watch]:
        """Take over the changes up to `revision` and return the watches that are new or changed."""
        changed: list[Watch] = []
        for row in connection.execute(MONITOR_QUERIES["list_changed_watches"], {"revision": self.revision}):
            self._watches.pop(row["party_id"], None)
            if row["status"] == "active" and row["rex"] is not None:
                watch = Watch(**{key: row[key] for key in Watch.__dataclass_fields__})
                self._watches[watch.party_id] = watch
                changed.append(watch)
        self.revision = revision
        return changed


def explain_hits(
    watches: Sequence[Watch] | Watchlist, parties: Sequence[Party]
) -> tuple[dict[UUID, list[Explanation]], list[TimedOut]]:
    """Ask every watch about every party; return the hits by company, and the expressions that took too long.

    An expression that took too long on some names of a case is not asked about the others, and one that cannot be used
    at all keeps nobody else from being matched.
    """
    hits: dict[UUID, list[Explanation]] = {}
    slow: list[TimedOut] = []
    times: Counter[UUID] = Counter()
    for party in parties:
        folded = fold(party.name)
        for watch in watches:
            if times[watch.party_id] >= _MOST_TIMEOUTS:
                continue
            try:
                hit = explain_hit(watch, party, folded)
            except (TimeoutError, MemoryError, RecursionError, regex.error):
                times[watch.party_id] += 1
                slow.append(TimedOut(watch))
                continue
            if hit:
                hits.setdefault(watch.company_id, []).append(hit)
    return hits, slow


def explain_hit(watch: Watch, party: Party, folded: Folded) -> Explanation | None:
    """Decide about one name; the span refers to the name as printed. Raises TimeoutError."""
    found = watch.pattern.search(folded.text, timeout=WORK_SECONDS)
    if found is None or (watch.exclusion and watch.exclusion.search(folded.text, timeout=WORK_SECONDS)):
        return None
    start, end = folded.printed_span(*found.span())
    return Explanation(
        monitored_party_id=watch.party_id,
        monitored_party_name=watch.name,
        expression_version=watch.version,
        expression=watch.rex,
        printed=party.name,
        folded=folded.text,
        matched_text=party.name[start:end],
        span=(start, end),
        side=party.side,
    )
