"""Finds new distributions by DataJud's filing date: each run reads the last days again, unknown numbers get a visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from psycopg import Connection

from capture.courts import DiscoverySource, FiledCase
from capture.failures import failure_facts
from capture.schedule import FAILURE_LADDER, next_of_day
from monitor_config.tribunals import DiscoveryPolicy
from runtime.clock import business_date
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.errors import FatalError, RefusedError, RetryableError
from spiders.base import Session

STRATEGY = "datajud_filing_date"
_SQL = load_queries("capture", "tribunals.sql")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DiscoveryRun:
    """What one run saw; `error` when it ended early."""

    tribunal: str
    filed_from: date
    filed_to: date
    cases: tuple[FiledCase, ...]
    failures_before: int
    error: str | None = None


async def discover(
    tribunal: str,
    source: DiscoverySource,
    session: Session,
    policy: DiscoveryPolicy,
    *,
    before: Mapping[str, Any],
    now: datetime,
) -> DiscoveryRun:
    """Read the cases filed in the last days; what was read before a failure counts.

    Never raises for what the source did. Args: before: the tribunal's row of discoveries: what was read last.
    """
    filed_to = business_date(now)
    filed_from = first_day(before, policy, filed_to)
    cases: list[FiledCase] = []
    error: str | None = None
    try:
        async for case in source.discover(filed_from, filed_to, session, policy.page_size):
            cases.append(case)
    except (RetryableError, RefusedError) as failure:
        error = str(failure)
        log.warning("discovery_failed", tribunal=tribunal, error=error)
    except FatalError:
        raise
    except Exception as failure:  # noqa: BLE001 - the boundary of spiders, as in visiting.py: the other courts go on
        error = f"the spider could not read the list ({type(failure).__name__})"
        log.error("discovery_broke", tribunal=tribunal, **failure_facts(failure))
    return DiscoveryRun(tribunal, filed_from, filed_to, tuple(cases), int(before["failures"]), error)


def first_day(before: Mapping[str, Any], policy: DiscoveryPolicy, today: date) -> date:
    """Return the first filing date to read: some days back, and from before a time in which nothing could be read."""
    back = timedelta(days=policy.days_back)
    read_from: date | None = before["filed_from"]
    read_to: date | None = before["filed_to"]
    if read_from is None or read_to is None:
        return today - back
    return min(today - back, read_from) if before["failures"] else min(today, read_to) - back


def close_run(connection: Connection[Row], run: DiscoveryRun, policy: DiscoveryPolicy, now: datetime) -> int:
    """Plan visits of the unknown cases and the next run, in one transaction; return how many cases are new."""
    filed_on = {str(case.case_number): case.filed_on for case in run.cases}
    unknown = _unknown(connection, list(filed_on))
    if unknown:
        connection.execute(
            _SQL["add_discovered_visits"],
            {
                "tribunal": run.tribunal,
                "case_numbers": unknown,
                "filed_on": [filed_on[number] for number in unknown],
                "now": now,
            },
        )
    failures = run.failures_before + 1 if run.error else 0
    connection.execute(
        _SQL["close_discovery"],
        {
            "tribunal": run.tribunal,
            "strategy": STRATEGY,
            "now": now,
            "next_due_at": _next_run(policy, failures, now),
            "filed_from": run.filed_from,
            "filed_to": run.filed_to,
            "seen": len(filed_on),
            "found": len(unknown),
            "failures": failures,
            "last_error": run.error,
        },
    )
    return len(unknown)


def switch_discoveries(connection: Connection[Row], tribunals: Sequence[str], now: datetime) -> None:
    """Make exactly these tribunals discover; a new one is due at once."""
    connection.execute(_SQL["delete_discoveries_except"], {"strategy": STRATEGY, "tribunals": list(tribunals)})
    for tribunal in tribunals:
        connection.execute(_SQL["upsert_discovery"], {"tribunal": tribunal, "strategy": STRATEGY, "now": now})


def list_due(connection: Connection[Row], tribunals: Sequence[str], now: datetime) -> list[Row]:
    """Return the runs that are due now."""
    return connection.execute(_SQL["list_due_discoveries"], {"tribunals": list(tribunals), "now": now}).fetchall()


def _unknown(connection: Connection[Row], numbers: list[str]) -> list[str]:
    if not numbers:
        return []
    rows = connection.execute(_SQL["list_unknown_cases"], {"case_numbers": numbers}).fetchall()
    return [row["case_number"] for row in rows]


def _next_run(policy: DiscoveryPolicy, failures: int, now: datetime) -> datetime:
    usual = next_of_day(now, policy.at)
    if 0 < failures <= len(FAILURE_LADDER):
        return min(now + FAILURE_LADDER[failures - 1], usual)
    return usual
