"""What the matcher has yet to do now."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from matcher.handler import QUERIES
from matcher.quarantine import count_postponed
from matcher.quarantine_notices import count_untold


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:
    """Changes of parties not yet reached back for, postponed names whose turn has come, quarantines to tell of."""
    row = connection.execute(QUERIES["count_changes_to_reach_back"]).fetchone()
    return {
        "party changes to reach back": int(row["changes"]) if row else 0,
        "postponed names to ask about again": count_postponed(connection, now),
        "quarantined expressions to tell of": count_untold(connection),
    }
