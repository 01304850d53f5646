"""Hides what was told of a case that may be sealed, and shows it again when the case is found."""

from typing import Any

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def set_withheld(connection: Connection[dict[str, Any]], case_number: str, *, is_withheld: bool) -> int:
    """Hide the bodies of the case's events from every reader, or show them again; returns how many it were."""
    parameters = {"case_number": case_number, "is_withheld": is_withheld}
    return connection.execute(_QUERIES["set_withheld"], parameters).rowcount
