"""What the matcher has yet to do now."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from matcher.handler import QUERIES
from matcher.quarantine import count_postponed


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:
    """Changes of parties not yet matched against the names seen, and postponed names whose turn has come."""
    row = connection.execute(QUERIES["count_changes_to_reach_back"]).fetchone()
    return {
        "party changes to reach back": int(row["changes"]) if row else 0,
        "postponed names to ask about again": count_postponed(connection, now),
    }
