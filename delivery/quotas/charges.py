"""The ledger of distribution charges: one row per company and case number, for ever."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from runtime.postgres.queries import load_queries

_QUERIES = load_queries(__package__)


def add_charge(connection: Connection[dict[str, Any]], company_id: UUID, case_number: str, now: datetime) -> bool:
    """Charge a company for a distribution; False when it was charged before."""
    parameters = {"company_id": company_id, "case_number": case_number, "now": now}
    return connection.execute(_QUERIES["add_charge"], parameters).rowcount == 1


def list_charges(connection: Connection[dict[str, Any]], company_id: UUID) -> list[dict[str, Any]]:
    """List a company's charges: case_number, charged_at."""
    return connection.execute(_QUERIES["list_charges"], {"company_id": company_id}).fetchall()
