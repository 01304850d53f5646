"""Adds companies and monitored parties straight to the tables, and reads what companies were told."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from runtime.postgres.pool import Database
from tests.support.visits import START


def add_company(database: Database, slug: str = "acme", quota: int = 100) -> UUID:
    company = uuid4()
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO monitor.companies (id, slug, name, case_quota, created_at) VALUES (%s, %s, %s, %s, %s)",
            (company, slug, slug, quota, START),
        )
    return company


def add_party(database: Database, company: UUID, *, since: datetime = START, **columns: Any) -> UUID:
    """Add a monitored party with an expression of version 1 in force since its registration."""
    party = uuid4()
    values = {
        "id": party,
        "company_id": company,
        "name": "nome monitorado",
        "registered_at": since,
        "effective_since": since,
        "revision": 1,
        **columns,
    }
    names, places = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    with database.transaction() as connection:
        connection.execute(f"INSERT INTO monitor.parties ({names}) VALUES ({places})", values)
    add_expression(database, company, party, 1, since)
    return party


def add_expression(
    database: Database, company: UUID, party: UUID, version: int, since: datetime, *, is_in_force: bool = True
) -> None:
    """Give a party an expression; one that is not in force yet waits for the tick that brings it."""
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO monitor.expressions"
            " (party_id, company_id, version, rex, is_generated, created_at, in_force_at, revision)"
            " VALUES (%s, %s, %s, 'X', true, %s, %s, %s)",
            (party, company, version, since, since, 1 if is_in_force else None),
        )


def told(database: Database, company: UUID, type_: str | None = None) -> list[dict[str, Any]]:
    """The events recorded for a company, in order of recording; of one type when it is given."""
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT body FROM events.events WHERE company_id = %s ORDER BY record_number", (company,)
        ).fetchall()
    bodies = [json.loads(row["body"]) for row in rows]
    return [body for body in bodies if type_ in (None, body["type"])]
