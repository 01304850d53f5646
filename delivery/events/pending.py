"""Counts what the events area still has to do now."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:  # noqa: ARG001 - one signature for all areas
    """Count the events that have no position yet."""
    row = connection.execute(_QUERIES["count_unsequenced"]).fetchone()
    return {"unsequenced_events": row["due"] if row else 0}
