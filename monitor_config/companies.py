"""Companies (tenants) in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from psycopg import Connection

from monitor_config.errors import AlreadyExists, UnknownCompany
from monitor_config.models import Company
from runtime.postgres.queries import load_queries

QUERIES = load_queries(__package__)
FREE_CASES = 100  # CAP-03: the free allowance, in case numbers

Rows = Connection[dict[str, Any]]


def add_company(
    connection: Rows, *, slug: str, name: str, case_quota: int = FREE_CASES, delay_hours: int = 0, now: datetime
) -> Company:
    """Register a tenant. Raises AlreadyExists."""
    row = connection.execute(
        QUERIES["add_company"],
        {
            "id": uuid4(),
            "slug": slug,
            "name": name,
            "plan": "free" if case_quota <= FREE_CASES else "extended",
            "case_quota": case_quota,
            "expression_delay_hours": delay_hours,
            "now": now,
        },
    ).fetchone()
    if row is None:
        raise AlreadyExists(f"a company with the slug {slug!r} exists already", slug=slug)
    return Company(**row)


def get_company(connection: Rows, slug: str) -> Company:
    """Raises UnknownCompany."""
    row = connection.execute(QUERIES["find_company"], {"slug": slug}).fetchone()
    if row is None:
        raise UnknownCompany(f"no company has the slug {slug!r}; `arauto company list` shows them", slug=slug)
    return Company(**row)


def list_companies(connection: Rows) -> list[Company]:
    return [Company(**row) for row in connection.execute(QUERIES["list_companies"])]
