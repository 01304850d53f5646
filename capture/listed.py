"""Publishes what a list itself shows of cases that no visit shows, as a hint; the case store marks them as partial."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg import Connection
from psycopg.types.json import Jsonb

from runtime.postgres.pool import Database, Row
from runtime.postgres.queries import load_queries
from runtime.stream.base import Producer
from schemas.captures import Capture, InstanceSnapshot, Provenance, SourceKind, VisitReason
from schemas.case_number import CaseNumber
from schemas.cases import Case
from schemas.courts import CourtLevel, CourtSystem
from schemas.distributions import DistributedOnBasis
from schemas.outcomes import Outcome
from schemas.topics import CAPTURES

_SQL = load_queries("capture", "discovery.sql")
_LISTED = UUID("0f1f2f0e-6f0b-5a3f-9c77-3a7d0f6c5e21")
_AT_ONCE = 500
_LOOKED_AT = 5000


def tell_listed(database: Database, producer: Producer, tribunals: Sequence[str], now: datetime) -> int:
    """Publish what is to be told of these tribunals' lists; return how many cases it were.

    Publishing comes first: a crash in between publishes the same message (same id) again. Raises PublishFailed.
    """
    with database.transaction() as connection:
        _note_awaited(connection, tribunals)
        parameters = {"tribunals": list(tribunals), "now": now, "limit": _AT_ONCE}
        rows = connection.execute(_SQL["list_untold"], parameters).fetchall()
    if not rows:
        return 0
    producer.publish(CAPTURES, [(row["case_number"], as_hint(row, now)) for row in rows])
    with database.transaction() as connection:
        connection.execute(
            _SQL["mark_told"],
            {
                "now": now,
                "case_numbers": [row["case_number"] for row in rows],
                "strategies": [row["strategy"] for row in rows],
                "listed": [Jsonb(row["listed"]) for row in rows],
            },
        )
    return len(rows)


def _note_awaited(connection: Connection[Row], tribunals: Sequence[str]) -> None:
    """Look once at what is new, or whose visit ended, instead of at everything that waits for its visit."""
    rows = connection.execute(_SQL["lock_unsure"], {"tribunals": list(tribunals), "limit": _LOOKED_AT}).fetchall()
    if rows:
        places = [row["case_number"] for row in rows], [row["strategy"] for row in rows]
        connection.execute(_SQL["mark_awaited"], {"case_numbers": places[0], "strategies": places[1]})


def as_hint(row: Mapping[str, Any], now: datetime) -> Capture:
    """Return the message of a finding: never complete, from a source that only hints."""
    number, system = CaseNumber(row["case_number"]), CourtSystem(row["listed"]["system"])
    case = Case.model_validate(row["listed"]["case"])
    is_listed = row["basis"] in (DistributedOnBasis.COURT, DistributedOnBasis.DISTRIBUTION_LIST)
    day = row["distributed_on"].isoformat() if row["distributed_on"] else None
    snapshot = InstanceSnapshot(
        system=system,
        court_level=_level(row["court_level"]),
        is_complete=False,
        is_complete_parties=False,
        case=case.model_copy(update={"case_number": str(number), "distributed_on": None, "movements": ()}),
    )
    return Capture(
        visit_id=uuid5(
            _LISTED, f"{number}:{row['strategy']}:{row['first_seen_at'].isoformat()}:{day}:{len(case.parties)}"
        ),
        case_number=number,
        tribunal=row["tribunal"],
        reason=VisitReason.DISCOVERED,
        outcome=Outcome.PARTIAL,
        explanation=f"known from a list only ({row['strategy']})",
        visited_at=now,
        instances=(snapshot,),
        provenance=Provenance(
            source=SourceKind.HINT, system=system, spider=row["strategy"], spider_version="1", fetched_at=now
        ),
        filed_on=None if is_listed else day,
        listed_on=day if is_listed else None,
    )


def _level(court_level: str | None) -> CourtLevel:
    return CourtLevel(court_level) if court_level in set(CourtLevel) else CourtLevel.FIRST
