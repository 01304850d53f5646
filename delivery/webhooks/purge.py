"""Takes back what was not yet delivered of a case that became sealed."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def purge_case(connection: Connection[dict[str, Any]], case_number: str, now: datetime) -> int:  # noqa: ARG001 - one signature for all holders
    """Withdraw the case's undelivered events, delete stored answers, and return how many deliveries were withdrawn.

    Holds the planner back until the caller's transaction ends: it would otherwise plan what is being purged.
    """
    connection.execute(_QUERIES["lock_plan"])
    withdrawn = connection.execute(_QUERIES["withdraw_sealed"], {"case_number": case_number}).rowcount
    connection.execute(_QUERIES["forget_answers"], {"case_number": case_number})
    return withdrawn
