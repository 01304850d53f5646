"""Empties the events of a case that became sealed: what was told stays countable, its content goes."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def purge_case(connection: Connection[dict[str, Any]], case_number: str, now: datetime) -> int:  # noqa: ARG001 - one signature for all holders
    """Make the bodies of the case's events bare and return how many it were."""
    return connection.execute(_QUERIES["purge_case"], {"case_number": case_number}).rowcount
