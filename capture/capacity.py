"""How many visits a tribunal's pace and budget hold, for how many cases and companies; and what to say if too few."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from psycopg import Connection

from capture.courts import Court
from capture.hosts import HostLimits, sources_of
from capture.schedule import visits_per_day
from monitor_config.tribunals import TribunalPolicies
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture")
_TRIBUNALS_SQL = load_queries("capture", "tribunals.sql")
_KEPT_SECONDS = 30.0
_UNKNOWN_REQUESTS_PER_VISIT = 3.0
_DAYS_PER_BUSINESS_DAY = 7 / 5


@dataclass(frozen=True, slots=True)
class Figures:
    """What is wanted of a tribunal, and what it holds; `visits` per business day, infinite without limits."""

    visits: float
    cases: int
    pull: float
    companies: int

    @property
    def is_scarce(self) -> bool:
        return self.cases > self.visits

    @property
    def days_between(self) -> float:
        """Calendar days between two visits of a case when all cases wait equally long."""
        return self.cases / self.visits * _DAYS_PER_BUSINESS_DAY if self.visits > 0 else math.inf


class Capacity:
    """Reads the figures, and keeps each for half a minute. Not for use by several threads at once."""

    def __init__(
        self, courts: Mapping[str, Court], limits: Mapping[str, HostLimits], policies: TribunalPolicies
    ) -> None:
        self._courts = courts
        self._limits = limits
        self._policies = policies
        self._kept: dict[str, tuple[float, Figures]] = {}

    def of(self, connection: Connection[Row], tribunal: str) -> Figures:
        """Return a tribunal's figures."""
        read_at, figures = self._kept.get(tribunal, (float("-inf"), None))
        if figures is None or time.monotonic() - read_at > _KEPT_SECONDS:
            figures = self._read(connection, tribunal)
            self._kept[tribunal] = (time.monotonic(), figures)
        return figures

    def spacing(self, connection: Connection[Row], tribunal: str) -> timedelta | None:
        """Return the time between two visits of one company's share; None where nothing has to be shared."""
        if not self._is_limited(tribunal):
            return None
        figures = self.of(connection, tribunal)
        if figures.companies < 2 or not figures.is_scarce:
            return None
        return timedelta(days=1) * figures.companies / max(figures.visits, 1.0)

    def shortfall(self, connection: Connection[Row], tribunal: str) -> str:
        """Say in plain words that the floor cannot be kept, with the figure; empty when it can."""
        if not self._is_limited(tribunal):
            return ""
        figures, floor = self.of(connection, tribunal), self._policies.of(tribunal).cadence.floor_days
        if figures.days_between <= floor:
            return ""
        return (
            f"The requests that are allowed hold about {figures.visits:.0f} visits a business day, and {figures.cases} "
            f"cases are watched: each is visited about every {figures.days_between:.0f} days, which is rarer than the "
            f"{floor:.0f} days that are promised."
        )

    def _is_limited(self, tribunal: str) -> bool:
        if tribunal not in self._courts:
            return False
        found = self._limit_of(tribunal)
        return found.requests_per_minute is not None or found.daily_budget is not None

    def _limit_of(self, tribunal: str) -> HostLimits:
        source = next(iter(sources_of(self._courts[tribunal].spiders[0]).values()))
        return self._limits[source]

    def _read(self, connection: Connection[Row], tribunal: str) -> Figures:
        if not self._is_limited(tribunal):
            return Figures(math.inf, 0, 0.0, 0)
        limit = self._limit_of(tribunal)
        sharing = self._sharing(tribunal) if limit.is_shared else [tribunal]
        rows = connection.execute(_SQL["list_demand"], {"tribunals": sharing}).fetchall()
        demand = {row["tribunal"]: row for row in rows}
        own = demand.get(tribunal, {"cases": 0, "pull": 0.0})
        held = visits_per_day(
            requests_per_minute=limit.requests_per_minute,
            daily_budget=limit.daily_budget,
            hours=self._policies.of(tribunal).hours,
            requests_per_visit=self._requests_per_visit(connection, tribunal),
        )
        everybody = sum(row["cases"] for row in rows)
        share = own["cases"] / everybody if everybody else 1.0
        counted = connection.execute(_SQL["count_companies"], {"tribunal": tribunal}).fetchone()
        return Figures(held * share, own["cases"], float(own["pull"]), counted["companies"] if counted else 0)

    def _sharing(self, tribunal: str) -> list[str]:
        source = next(iter(sources_of(self._courts[tribunal].spiders[0]).values()))
        return [name for name, court in self._courts.items() if source in sources_of(court.spiders[0]).values()]

    def _requests_per_visit(self, connection: Connection[Row], tribunal: str) -> float:
        row = connection.execute(_TRIBUNALS_SQL["list_tribunals"], {"tribunals": [tribunal]}).fetchone()
        if row is None or not row["visits_total"]:
            return _UNKNOWN_REQUESTS_PER_VISIT
        return float(row["requests_total"] / row["visits_total"])
