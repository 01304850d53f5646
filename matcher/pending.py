"""What the matcher has yet to do now."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from matcher.handler import QUERIES


def pending_work(connection: Connection[dict[str, Any]], now: datetime) -> dict[str, int]:  # noqa: ARG001 - the shape of all stages
    """Changes of parties not yet matched against the names seen."""
    row = connection.execute(QUERIES["count_changes_to_reach_back"]).fetchone()
    return {"party changes to reach back": int(row["changes"]) if row else 0}
