"""How the pages of a system look: which fingerprints are known, and which came when others were known.

Not every page is looked at: in each process and day the first of a kind, then one in so many; every page that is not
understood. Looking happens in the threads that archive pages, never on the loop.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from psycopg import Connection

from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from spiders.fingerprint import fingerprint

_SQL = load_queries("capture", "archive.sql")
FIRST_OF_A_DAY = 10
ONE_IN = 50
CONFIRMING_CASES = 3
_DRIFT_SHOWN = timedelta(days=7)
_DAYS_COUNTED = 2

Place = tuple[str, str, str]
"""Tribunal, system, kind of page."""


class Page(Protocol):
    """A page as it comes from the court."""

    @property
    def case_number(self) -> str | None: ...
    @property
    def tribunal(self) -> str: ...
    @property
    def system(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def fetched_at(self) -> datetime: ...


@dataclass(slots=True)
class Sample:
    """Chooses the pages that are looked at; a count that two threads raise at once only changes which they are."""

    _counts: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)

    def look(self, page: Page) -> str | None:
        """Return the fingerprint of a page of the sample, None for the others."""
        if page.case_number is None or page.system is None:
            return None
        day = business_date(page.fetched_at).toordinal()
        place = (page.tribunal, page.system, page.kind, day)
        seen = self._counts[place]
        if seen == 0:
            self._counts = Counter({key: n for key, n in self._counts.items() if day - key[3] < _DAYS_COUNTED})
        self._counts[place] = seen + 1
        if seen >= FIRST_OF_A_DAY and seen % ONE_IN:
            return None
        return fingerprint(page.body, page.content_type)


@dataclass(frozen=True, slots=True)
class Look:
    """One page that was looked at; `case_number` None: its visit was not understood, so that it confirms nothing."""

    place: Place
    fingerprint: str
    case_number: str | None


def note_looks(connection: Connection[Row], looks: Iterable[Look], now: datetime) -> None:
    """Count pages by their looks, and learn those that visits of several cases understood."""
    groups: dict[tuple[Place, str], list[Look]] = {}
    for look in looks:
        groups.setdefault((look.place, look.fingerprint), []).append(look)
    for ((tribunal, system, kind), found), members in sorted(groups.items()):
        confirmed = {_hidden(look.case_number) for look in members if look.case_number is not None}
        columns: dict[str, Any] = {
            "tribunal": tribunal,
            "system": system,
            "kind": kind,
            "fingerprint": found,
            "pages": len(members),
            "confirmed_by": sorted(confirmed)[:CONFIRMING_CASES],
            "now": now,
        }
        connection.execute(_SQL["note_fingerprint"], columns)


def _hidden(case_number: str) -> str:
    """Only whether two cases are the same matters."""
    return hashlib.sha256(case_number.encode()).hexdigest()[:16]


def list_drift(connection: Connection[Row], tribunals: Sequence[str] | None, now: datetime) -> list[Row]:
    """Return looks that came lately to a good part of a system's pages, where others had been known."""
    asked = {"tribunals": None if tribunals is None else list(tribunals), "since": now - _DRIFT_SHOWN}
    return connection.execute(_SQL["list_drift"], asked).fetchall()


def drift_in_words(rows: Iterable[Row]) -> str:
    """Say since when pages look different; empty when none does."""
    return " ".join(
        f"Pages look different since {business_date(row['first_seen_at']).isoformat()} ({row['system']}, "
        f"{row['kind']}) and are still understood."
        for row in rows
    )
