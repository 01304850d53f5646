"""Measures which strategy finds distributions first, which ones nobody else finds, and how late."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.model import FrozenModel

_SQL = load_queries("capture", "discovery.sql")


class StrategyCoverage(FrozenModel):
    """What one strategy found of a tribunal's new lawsuits since a day; delays are days after the distribution.

    `share` is of the cases that any strategy found: what nobody found is not known. `dated` counts the cases of which
    some date is known; the delays are theirs.
    """

    tribunal: str
    strategy: str
    cases: int
    found: int = 0
    share: float = 0.0
    first: int = 0
    alone: int = 0
    dated: int = 0
    median_days: int | None = None
    p90_days: int | None = None
    old_lawsuits: int = 0
    sealed: int = 0
    last_run_at: datetime | None = None
    next_run_at: datetime | None = None
    failures: int = 0
    last_outcome: str | None = None
    last_error: str | None = None
    notes: tuple[str, ...] = ()


def measure_coverage(
    connection: Connection[Row], now: datetime, *, tribunal: str | None = None, days: int = 90
) -> list[StrategyCoverage]:
    """Return one row per tribunal and strategy that is switched on, or that found something in these days."""
    parameters = {"tribunal": tribunal, "since": now - timedelta(days=days)}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    totals: dict[str, int] = {}
    for row in connection.execute(_SQL["measure_coverage"], parameters):
        rows[row["tribunal"], row["strategy"]] = {**row, "share": float(row["share"])}
        totals[row["tribunal"]] = row["cases"]
    for row in connection.execute(_SQL["count_other_findings"], parameters):
        rows.setdefault((row["tribunal"], row["strategy"]), {}).update(row)
    for row in connection.execute(_SQL["list_discoveries"], {"tribunal": tribunal}):
        rows.setdefault((row["tribunal"], row["strategy"]), {}).update(_run(row))
    return [
        StrategyCoverage(**{**row, "cases": totals.get(name[0], 0)})
        for name, row in sorted(rows.items(), key=lambda item: (item[0][0], -item[1].get("first", 0), item[0][1]))
    ]


def _run(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("tribunal", "strategy", "last_run_at", "failures", "last_outcome", "last_error")
    return {**{name: row[name] for name in names}, "next_run_at": row["next_due_at"], "notes": tuple(row["notes"])}
