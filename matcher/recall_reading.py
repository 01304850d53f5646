"""What `arauto party recall` reads of a company's parties, and which of them find a case's names as things are.

Paused parties and expressions that wait to come into force are asked too: that they find a name is a diagnosis.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg import Connection

from matcher.handler import QUERIES
from matcher.watches import Watch, watch_of
from matcher.watchlist import Watchlist, explain_hits
from monitor_config.models import PartyStatus
from runtime.postgres.queries import load_queries
from schemas.cases import Party
from schemas.matches import Explanation

_MONITOR_QUERIES = load_queries("monitor_config", "recall.sql")
Rows = Connection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CompanyWatch:
    """One expression of a company's party, in force or waiting to be."""

    watch: Watch
    status: PartyStatus
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a company's expressions say of a case's names."""

    hits: tuple[Explanation, ...]
    excluded: tuple[Explanation, ...] = ()
    """Of the expressions in force that find a name, by those whose `nrex` finds it too."""
    slow: tuple[Watch, ...] = ()
    """Expressions that took too long."""


def list_company_watches(connection: Rows, company_id: UUID) -> list[CompanyWatch]:
    """List a company's expressions, of parties of whatever status; one that waits comes behind the one in force."""
    rows = connection.execute(_MONITOR_QUERIES["list_company_watches"], {"company_id": company_id})
    return [CompanyWatch(watch_of(row), PartyStatus(row["status"]), row["is_in_force"]) for row in rows]


def list_seen(connection: Rows, case_numbers: Sequence[str]) -> set[str]:
    """Return which cases' names the matcher has seen."""
    rows = connection.execute(QUERIES["list_seen"], {"case_numbers": list(case_numbers)})
    return {row["case_number"] for row in rows}


class CompanyWatches:
    """A company's expressions, to be asked about the names of many cases. Belongs to one thread."""

    def __init__(self, watches: Sequence[CompanyWatch]) -> None:
        in_force = [each.watch for each in watches if each.is_in_force]
        self._in_force = Watchlist(in_force)
        self._to_come = Watchlist(each.watch for each in watches if not each.is_in_force)
        self._barred = Watchlist(replace(watch, nrex=None) for watch in in_force if watch.nrex)

    def ask(self, parties: Sequence[Party]) -> Asked:
        """Ask about one case's names; an expression that waits counts where none in force finds a name."""
        hits, slow = _explain(self._in_force, parties)
        if hits:
            return Asked(hits, slow=slow)
        to_come, _ = _explain(self._to_come, parties)
        if to_come:
            return Asked(to_come, slow=slow)
        excluded, _ = _explain(self._barred, parties)
        return Asked((), excluded, slow)


def _explain(watches: Watchlist, parties: Sequence[Party]) -> tuple[tuple[Explanation, ...], tuple[Watch, ...]]:
    found, slow = explain_hits(watches, parties)
    hits = tuple(explanation for explanations in found.values() for explanation in explanations)
    return hits, tuple(each.watch for each in slow)
