"""Reads monitored parties and reads and writes schema `monitoring`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from delivery.monitoring.decision import PartyFacts
from runtime.postgres.queries import load_queries
from schemas.courts import Side

Transaction = Connection[dict[str, Any]]

_QUERIES = load_queries(__package__)


def list_settled_parties(connection: Transaction, company_id: UUID, case_number: str) -> set[UUID]:
    """List the monitored parties that were delivered, or joined what was."""
    parameters = {"company_id": company_id, "case_number": case_number}
    rows = connection.execute(_QUERIES["list_settled_parties"], parameters)
    return {row["monitored_party_id"] for row in rows}


def list_party_facts(
    connection: Transaction, company_id: UUID, parties: Sequence[UUID], now: datetime
) -> dict[UUID, PartyFacts]:
    """Read monitored parties as they are, by id; those of other companies are not found."""
    parameters = {"company_id": company_id, "parties": list(parties), "now": now}
    rows = connection.execute(_QUERIES["list_party_facts"], parameters)
    return {row["id"]: _party_facts(row) for row in rows}


def _party_facts(row: Mapping[str, Any]) -> PartyFacts:
    return PartyFacts(
        status=row["status"],
        version_in_force=row["version_in_force"],
        window_days=row["window_days"],
        distributed_from=row["distributed_from"],
        only_after_registration=row["only_after_registration"],
        tribunals=row["tribunals"],
        side=Side(row["side"]) if row["side"] else None,
        registered_at=row["registered_at"],
        effective_since=row["effective_since"],
        in_force_at=row["in_force_at"],
    )


def find_delivered(connection: Transaction, company_id: UUID, case_number: str) -> dict[str, Any] | None:
    parameters = {"company_id": company_id, "case_number": case_number}
    return connection.execute(_QUERIES["find_delivered"], parameters).fetchone()


def list_delivered(connection: Transaction, company_id: UUID, case_numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read which of some cases' distributions a company was sent, by case."""
    parameters = {"company_id": company_id, "case_numbers": list(case_numbers)}
    return {row["case_number"]: row for row in connection.execute(_QUERIES["list_delivered"], parameters)}


def fix_first_match(
    connection: Transaction, company_id: UUID, case_number: str, *, is_retroactive: bool, now: datetime
) -> bool:
    """Fix whether the company's first match in the case is retroactive; return what was fixed, now or before."""
    parameters = {
        "company_id": company_id,
        "case_number": case_number,
        "is_retroactive": is_retroactive,
        "now": now,
    }
    row = connection.execute(_QUERIES["fix_first_match"], parameters).fetchone()
    return bool(row and row["is_retroactive"])


def add_delivered(
    connection: Transaction, company_id: UUID, case_number: str, *, is_retroactive: bool, event_id: UUID, now: datetime
) -> None:
    parameters = {
        "company_id": company_id,
        "case_number": case_number,
        "is_retroactive": is_retroactive,
        "event_id": event_id,
        "now": now,
    }
    connection.execute(_QUERIES["add_delivered"], parameters)


def upsert_decisions(
    connection: Transaction, company_id: UUID, case_number: str, rows: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Store decisions; what was delivered or joined is never overwritten."""
    parameters = {"company_id": company_id, "case_number": case_number, "rows": Jsonb(rows), "now": now}
    connection.execute(_QUERIES["upsert_decisions"], parameters)


def add_sweep_find(connection: Transaction, company_id: UUID, case_number: str, now: datetime) -> None:
    parameters = {"company_id": company_id, "case_number": case_number, "now": now}
    connection.execute(_QUERIES["add_sweep_find"], parameters)


def count_sweep_finds(connection: Transaction) -> int:
    """Count the deliveries that only a sweep led to: lost or refused messages, found again."""
    row = connection.execute(_QUERIES["count_sweep_finds"]).fetchone()
    return int(row["finds"]) if row else 0


def add_sweep(connection: Transaction, kind: str, *, since: date, republished: int, now: datetime) -> None:
    parameters = {"kind": kind, "since": since, "republished": republished, "now": now}
    connection.execute(_QUERIES["add_sweep"], parameters)


def find_longest_window(connection: Transaction) -> int:
    row = connection.execute(_QUERIES["find_longest_window"]).fetchone()
    return int(row["days"] or 0) if row else 0


def list_decisions(connection: Transaction, company_id: UUID, case_number: str) -> list[dict[str, Any]]:
    parameters = {"company_id": company_id, "case_number": case_number}
    return connection.execute(_QUERIES["list_decisions"], parameters).fetchall()


def find_party_company(connection: Transaction, party_id: UUID) -> UUID | None:
    row = connection.execute(_QUERIES["find_party_company"], {"party_id": party_id}).fetchone()
    return row["company_id"] if row else None


def purge_case(connection: Transaction, case_number: str) -> int:
    return connection.execute(_QUERIES["purge_case"], {"case_number": case_number}).rowcount
