"""Counts what the webhooks area still has to do now; what a dispatcher has in hand counts until it is stored."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:
    """Count events not planned, deliveries due or in hand, and probes due."""
    row = connection.execute(_QUERIES["count_pending"], {"now": now}).fetchone()
    return {name: int(count) for name, count in (row or {}).items()}
