"""What `arauto party recall` reads of parties and of the names seen, and which parties find a name as things are.

Paused parties and expressions that wait to come into force are asked too: that they find a name is a diagnosis.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from matcher.expressions import MatcherExpressions
from matcher.folding import fold_text
from matcher.handler import QUERIES
from matcher.names_index import NamesIndex
from matcher.user_index import UserExpressions
from matcher.watchlist import Watch, explain_hits
from monitor_config.models import PartyStatus
from runtime.postgres.queries import load_queries
from schemas.cases import Party
from schemas.courts import Side
from schemas.errors import RefusedError
from schemas.matches import Explanation

_MONITOR_QUERIES = load_queries("monitor_config", "recall.sql")
_FEW = 2_000
"""So many expressions are asked about every name; more are looked up first."""
_NAMES_AT_ONCE = 5_000
Rows = Connection[dict[str, Any]]
Printed = tuple[str, Side | None]


@dataclass(frozen=True, slots=True)
class CompanyWatch:
    """One expression of a company's party, in force or waiting to be."""

    watch: Watch
    status: PartyStatus
    is_generated: bool
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a company's expressions say of printed names."""

    hits: dict[Printed, list[Explanation]]
    excluded: dict[Printed, list[Explanation]]
    """By `rex` alone, where `nrex` finds the name too."""
    slow: dict[Printed, list[Watch]]


def list_company_watches(connection: Rows, company_id: UUID) -> list[CompanyWatch]:
    """List a company's expressions, of parties of whatever status; one that waits comes behind the one in force."""
    rows = connection.execute(_MONITOR_QUERIES["list_company_watches"], {"company_id": company_id})
    return [
        CompanyWatch(
            watch=Watch(**{key: row[key] for key in Watch.__dataclass_fields__}),
            status=PartyStatus(row["status"]),
            is_generated=row["is_generated"],
            is_in_force=row["is_in_force"],
        )
        for row in rows
    ]


def list_seen(connection: Rows, case_numbers: Sequence[str]) -> set[str]:
    """Return which cases' names the matcher has seen."""
    rows = connection.execute(QUERIES["list_seen"], {"case_numbers": list(case_numbers)})
    return {row["case_number"] for row in rows}


def read_names_since(connection: Rows, since: date) -> Iterator[str]:
    """Yield each name printed in the cases distributed (or, without a date, obtained) on or after a day."""
    with connection.cursor(name="names_since") as cursor:
        cursor.itersize = _NAMES_AT_ONCE
        for row in cursor.execute(QUERIES["list_names_since"], {"since": since}):
            yield row["name"]


class CompanyWatches:
    """Expressions of a company, one of each party at most, asked about the names of many cases at once."""

    def __init__(self, watches: Sequence[CompanyWatch]) -> None:
        self._watches = [each.watch for each in watches]
        self._index: NamesIndex | None = None
        self._own: UserExpressions[int] = UserExpressions()
        if len(watches) > _FEW:
            self._fill(watches)

    def ask(self, printed: Sequence[Printed]) -> Asked:
        """Ask about names, each of them once."""
        names = list(dict.fromkeys(printed))
        watches = self._narrow({name for name, _ in names})
        hits, slow = self._hits(watches, names)
        barred = [replace(watch, nrex=None) for watch in watches if watch.nrex]
        excluded, slow_without = self._hits(barred, [each for each in names if each not in hits])
        for name, more in slow_without.items():
            slow.setdefault(name, []).extend(more)
        return Asked(hits, excluded, slow)

    def _hits(
        self, watches: Sequence[Watch], names: Sequence[Printed]
    ) -> tuple[dict[Printed, list[Explanation]], dict[Printed, list[Watch]]]:
        if not watches or not names:
            return {}, {}
        hits: dict[Printed, list[Explanation]] = {}
        slow: dict[Printed, list[Watch]] = {}
        found, late = explain_hits(watches, [Party(name=name, side=side) for name, side in names])
        # An expression that is often too slow is not asked about what remains: those few are asked name by name.
        again = {(each.watch.party_id, each.watch.version) for each in late}
        for explanation in (each for company in found.values() for each in company):
            if (explanation.monitored_party_id, explanation.expression_version) not in again:
                hits.setdefault((explanation.printed, explanation.side), []).append(explanation)
        for watch in [each for each in watches if (each.party_id, each.version) in again]:
            for name, side in names:
                once, timeouts = explain_hits([watch], [Party(name=name, side=side)])
                if timeouts:
                    slow.setdefault((name, side), []).append(watch)
                for explanations in once.values():
                    hits.setdefault((name, side), []).extend(explanations)
        return hits, slow

    def _fill(self, watches: Sequence[CompanyWatch]) -> None:
        expressions, generated = MatcherExpressions(), []
        for place, each in enumerate(watches):
            if each.is_generated and _generate(expressions, each.watch.name) == each.watch.rex:
                generated.append((place, each.watch.name))
            else:
                self._own.add(place, each.watch.rex)
        self._index = NamesIndex()
        self._index.add_many(generated)
        self._own.build()

    def _narrow(self, names: set[str]) -> list[Watch]:
        if self._index is None:
            return self._watches
        places: set[int] = set()
        for name in names:
            places.update(hit.place for hit in self._index.find(name))
            places.update(self._own.candidates(fold_text(name)))
        return [self._watches[place] for place in sorted(places)]


def _generate(expressions: MatcherExpressions, name: str) -> str | None:
    try:
        return expressions.generate(name)
    except RefusedError:
        return None
