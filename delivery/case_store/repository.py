"""Reads and writes schema `cases`: sets at a time, never row by row."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from delivery.case_store.differences import KnownMovement
from delivery.case_store.records import CaseRow, InstanceRow
from runtime.postgres.queries import load_queries
from schemas.cases import Document, Lawyer, Party

Transaction = Connection[dict[str, Any]]

_QUERIES = load_queries(__package__)
_PARTY_FIELDS = ("name", "role_text", "side", "document", "represented_by", "others", "is_sealed", "lawyers")


def lock_case(connection: Transaction, case_number: str) -> CaseRow | None:
    """Take the case's row until the end of the transaction; None when the store does not know the case."""
    row = connection.execute(_QUERIES["lock_case"], {"case_number": case_number}).fetchone()
    return CaseRow.from_row(row) if row else None


def lock_or_add_case(connection: Transaction, case_number: str, tribunal: str, now: datetime) -> CaseRow:
    """Take the case's row, which is added as waiting for its first visit where it is missing."""
    row = lock_case(connection, case_number)
    while row is None:
        parameters = {"case_number": case_number, "tribunal": tribunal, "now": now}
        added = connection.execute(_QUERIES["add_case"], parameters).fetchone()
        row = CaseRow.from_row(added) if added else lock_case(connection, case_number)
    return row


def save_case(connection: Transaction, case: CaseRow) -> None:
    values = {item.name: getattr(case, item.name) for item in fields(case)}
    connection.execute(_QUERIES["save_case"], {**values, "sources": Jsonb(case.sources)})


def find_case(connection: Transaction, case_number: str) -> CaseRow | None:
    """Read a case without locking it."""
    row = connection.execute(_QUERIES["find_case"], {"case_number": case_number}).fetchone()
    return CaseRow.from_row(row) if row else None


def find_cases(connection: Transaction, case_numbers: Sequence[str]) -> dict[str, CaseRow]:
    """Read several cases without locking them, by number; what the store does not know is missing."""
    rows = connection.execute(_QUERIES["find_cases"], {"case_numbers": list(case_numbers)})
    return {row["case_number"]: CaseRow.from_row(row) for row in rows}


def list_withheld(connection: Transaction, case_numbers: Sequence[str]) -> set[str]:
    """Return which of several cases are sealed, or may be: nothing of them is told."""
    rows = connection.execute(_QUERIES["list_withheld"], {"case_numbers": list(case_numbers)})
    return {row["case_number"] for row in rows}


def list_instances(connection: Transaction, case_number: str) -> list[InstanceRow]:
    rows = connection.execute(_QUERIES["list_instances"], {"case_number": case_number}).fetchall()
    return [InstanceRow(**row) for row in rows]


def list_instances_of_cases(connection: Transaction, case_numbers: Sequence[str]) -> dict[str, list[InstanceRow]]:
    """List the instances of several cases, by case."""
    instances: dict[str, list[InstanceRow]] = {number: [] for number in case_numbers}
    for row in connection.execute(_QUERIES["list_instances_of_cases"], {"case_numbers": list(case_numbers)}):
        instances[row["case_number"]].append(InstanceRow(**row))
    return instances


def upsert_instances(connection: Transaction, instances: Iterable[InstanceRow]) -> None:
    _write_set(connection, "upsert_instances", [asdict(instance) for instance in instances])


def list_known_movements(
    connection: Transaction, case_number: str, instances: Sequence[UUID]
) -> dict[UUID, dict[str, KnownMovement]]:
    """List stored movements by instance and hash."""
    known: dict[UUID, dict[str, KnownMovement]] = {instance: {} for instance in instances}
    if not instances:
        return known
    parameters = {"case_number": case_number, "instances": list(instances)}
    for row in connection.execute(_QUERIES["list_known_movements"], parameters):
        instance = row.pop("instance_id")
        known[instance][row["hash"]] = KnownMovement(**{**row, "document_ids": tuple(row["document_ids"])})
    return known


def list_movements_by_hash(
    connection: Transaction, instance: InstanceRow, hashes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """List whole stored movements of one instance, by hash."""
    parameters = {"case_number": instance.case_number, "instance_id": instance.id, "hashes": list(hashes)}
    return {row["hash"]: row for row in connection.execute(_QUERIES["list_movements_by_hash"], parameters)}


def list_movements(connection: Transaction, case_number: str, *, with_withdrawn: bool = False) -> list[dict[str, Any]]:
    parameters = {"case_number": case_number, "with_withdrawn": with_withdrawn}
    return connection.execute(_QUERIES["list_movements"], parameters).fetchall()


def upsert_movements(
    connection: Transaction, case_number: str, rows: Sequence[Mapping[str, Any]], seen_at: datetime
) -> None:
    _write_set(connection, "upsert_movements", rows, case_number=case_number, seen_at=seen_at)


def withdraw_movements(connection: Transaction, instance: InstanceRow, hashes: Sequence[str], now: datetime) -> None:
    parameters = {
        "case_number": instance.case_number,
        "instance_id": instance.id,
        "hashes": list(hashes),
        "now": now,
    }
    connection.execute(_QUERIES["withdraw_movements"], parameters)


def list_parties(connection: Transaction, case_number: str) -> dict[UUID, list[Party]]:
    """List the stored parties by instance."""
    parties: dict[UUID, list[Party]] = {}
    for row in connection.execute(_QUERIES["list_parties"], {"case_number": case_number}):
        parties.setdefault(row["instance_id"], []).append(_party(row))
    return parties


def list_parties_of_cases(connection: Transaction, case_numbers: Sequence[str]) -> dict[str, dict[UUID, list[Party]]]:
    """List the stored parties of several cases, by case and instance."""
    parties: dict[str, dict[UUID, list[Party]]] = {number: {} for number in case_numbers}
    for row in connection.execute(_QUERIES["list_parties_of_cases"], {"case_numbers": list(case_numbers)}):
        parties[row["case_number"]].setdefault(row["instance_id"], []).append(_party(row))
    return parties


def _party(row: Mapping[str, Any]) -> Party:
    shown = {name: row[name] for name in _PARTY_FIELDS}
    return Party(**{**shown, "lawyers": tuple(Lawyer(**lawyer) for lawyer in row["lawyers"])})


def replace_parties(
    connection: Transaction, shown: Mapping[UUID, Sequence[Party]], case_number: str, *, known: Set[UUID]
) -> None:
    """Store the parties of some instances instead of those stored; what is not `known` has none yet."""
    if old := list(shown.keys() & known):
        connection.execute(_QUERIES["delete_parties"], {"instances": old})
    rows = [
        {
            **party.model_dump(mode="json"),
            "instance_id": instance,
            "case_number": case_number,
            "position": position,
        }
        for instance, parties in shown.items()
        for position, party in enumerate(parties)
    ]
    _write_set(connection, "add_parties", rows)


def list_documents(connection: Transaction, case_number: str) -> list[dict[str, Any]]:
    return connection.execute(_QUERIES["list_documents"], {"case_number": case_number}).fetchall()


def replace_documents(
    connection: Transaction, shown: Mapping[UUID, Sequence[Document]], case_number: str, *, known: Set[UUID]
) -> None:
    """Store the document links of some instances instead of those stored; what is not `known` has none yet."""
    if old := list(shown.keys() & known):
        connection.execute(_QUERIES["delete_documents"], {"instances": old})
    rows = [
        {**document.model_dump(mode="json"), "instance_id": instance, "case_number": case_number}
        for instance, documents in shown.items()
        for document in documents
    ]
    _write_set(connection, "add_documents", rows)


def delete_content(connection: Transaction, case_number: str) -> None:
    """Delete movements, parties and documents of a case and make its instances bare."""
    for statement in ("bare_instances", "delete_movements", "delete_case_parties", "delete_case_documents"):
        connection.execute(_QUERIES[statement], {"case_number": case_number})


def add_purges(
    connection: Transaction, case_number: str, *, holders: Sequence[str], episode: int, now: datetime
) -> None:
    """Write into the purge ledger that these holders deleted what they held."""
    parameters = {"case_number": case_number, "holders": list(holders), "episode": episode, "now": now}
    connection.execute(_QUERIES["add_purges"], parameters)


def add_grant(connection: Transaction, company_id: UUID, case_number: str, reason: str, now: datetime) -> None:
    """Let a company read a case, because it was `activated` or `delivered`."""
    parameters = {"company_id": company_id, "case_number": case_number, "reason": reason, "now": now}
    connection.execute(_QUERIES["add_grant"], parameters)


def list_grantees(connection: Transaction, case_number: str) -> list[UUID]:
    rows = connection.execute(_QUERIES["list_grantees"], {"case_number": case_number})
    return [row["company_id"] for row in rows]


def has_grant(connection: Transaction, company_id: UUID, case_number: str) -> bool:
    parameters = {"company_id": company_id, "case_number": case_number}
    return connection.execute(_QUERIES["find_grant"], parameters).fetchone() is not None


def list_cases(connection: Transaction, company_id: UUID, *, after: str, limit: int) -> list[CaseRow]:
    parameters = {"company_id": company_id, "after": after, "limit": limit}
    return [CaseRow.from_row(row) for row in connection.execute(_QUERIES["list_cases"], parameters)]


def lock_distributed_since(connection: Transaction, since: date, *, after: str, limit: int) -> list[CaseRow]:
    """Take the next cases behind (day, case number); those locked by others are left out."""
    parameters = {"since": since, "after": after, "limit": limit}
    return [CaseRow.from_row(row) for row in connection.execute(_QUERIES["list_distributed_since"], parameters)]


def lock_long_withheld(connection: Transaction, before: datetime, *, limit: int) -> list[CaseRow]:
    """Take cases that may be sealed since before a moment and of which something is held yet."""
    rows = connection.execute(_QUERIES["list_long_withheld"], {"before": before, "limit": limit})
    return [CaseRow.from_row(row) for row in rows]


def _write_set(connection: Transaction, statement: str, rows: Sequence[Mapping[str, Any]], **more: object) -> None:
    if rows:
        connection.execute(_QUERIES[statement], {"rows": Jsonb(rows, dumps=_dump), **more})


def _dump(rows: object) -> str:
    return json.dumps(rows, default=_as_text, ensure_ascii=False)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
