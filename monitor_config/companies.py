"""Companies (tenants) in PostgreSQL."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from psycopg import Connection

from monitor_config.errors import AlreadyExists, BadCompany, UnknownCompany
from monitor_config.models import Company
from runtime.postgres.queries import load_queries

QUERIES = load_queries(__package__)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")  # what the table's check says
FREE_CASES = 100  # CAP-03: the free allowance, in case numbers

Rows = Connection[dict[str, Any]]


def add_company(
    connection: Rows, *, slug: str, name: str, case_quota: int = FREE_CASES, delay_hours: int = 0, now: datetime
) -> Company:
    """Register a tenant. Raises AlreadyExists, BadCompany."""
    if not _SLUG.fullmatch(slug):
        raise BadCompany(
            f"{slug!r} cannot be a slug: 2 to 63 small letters, digits and hyphens, no hyphen in front, as in acme-sp"
        )
    _check_name(name)
    row = connection.execute(
        QUERIES["add_company"],
        {
            "id": uuid4(),
            "slug": slug,
            "name": name,
            "plan": _plan(case_quota),
            "case_quota": case_quota,
            "expression_delay_hours": delay_hours,
            "now": now,
        },
    ).fetchone()
    if row is None:
        raise AlreadyExists(f"a company with the slug {slug!r} exists already", slug=slug)
    return Company(**row)


def edit_company(
    connection: Rows,
    slug: str,
    *,
    name: str | None = None,
    case_quota: int | None = None,
    delay_hours: int | None = None,
) -> Company:
    """Change what is given of a tenant; expressions that wait to come into force keep their time.

    Raises UnknownCompany, BadCompany.
    """
    if name is not None:
        _check_name(name)
    row = connection.execute(
        QUERIES["edit_company"],
        {
            "slug": slug,
            "name": name,
            "plan": None if case_quota is None else _plan(case_quota),
            "case_quota": case_quota,
            "expression_delay_hours": delay_hours,
        },
    ).fetchone()
    if row is None:
        raise _unknown(slug)
    return Company(**row)


def get_company(connection: Rows, slug: str) -> Company:
    """Raises UnknownCompany."""
    row = connection.execute(QUERIES["find_company"], {"slug": slug}).fetchone()
    if row is None:
        raise _unknown(slug)
    return Company(**row)


def list_companies(connection: Rows) -> list[Company]:
    return [Company(**row) for row in connection.execute(QUERIES["list_companies"])]


def _check_name(name: str) -> None:
    if not name.strip():
        raise BadCompany("a company needs a name")


def _plan(case_quota: int) -> str:
    return "free" if case_quota <= FREE_CASES else "extended"


def _unknown(slug: str) -> UnknownCompany:
    return UnknownCompany(f"no company has the slug {slug!r}; `arauto company list` shows them", slug=slug)
