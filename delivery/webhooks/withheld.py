"""Holds back deliveries about a case that may be sealed, and sends them when the case is found again."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def withhold(connection: Connection[dict[str, Any]], case_number: str) -> int:
    """Keep what was not delivered of a case from being sent; returns how many deliveries it were.

    Holds the planner back until the caller's transaction ends: it would otherwise plan what is being withheld.
    """
    connection.execute(_QUERIES["lock_plan"])
    return connection.execute(_QUERIES["withhold_deliveries"], {"case_number": case_number}).rowcount


def release(connection: Connection[dict[str, Any]], case_number: str, now: datetime) -> int:
    """Make what was withheld of a case due again; returns how many deliveries it were."""
    connection.execute(_QUERIES["lock_plan"])
    parameters = {"case_number": case_number, "now": now}
    return connection.execute(_QUERIES["release_withheld"], parameters).rowcount
