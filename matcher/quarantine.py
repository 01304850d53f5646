"""Expressions that take too long: after three times no name waits for them any more, and no name is dropped.

What an expression has not decided about is postponed (matcher.retries asks again, with more time). A quarantined
expression is asked there alone; editing it makes another version, which is free.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection

from runtime.postgres.queries import load_queries

QUERIES = load_queries(__package__, "quarantine.sql")
MOST_TIMEOUTS = 3
log = structlog.get_logger()

Rows = Connection[dict[str, Any]]
ExpressionId = tuple[UUID, int]
"""The party, and the version of its expression."""


def note_timeouts(connection: Rows, case_number: str, slow: Iterable[ExpressionId], now: datetime) -> set[ExpressionId]:
    """Count expressions that took too long, each as often as it stands in `slow`; return the newly quarantined.

    The case's names are postponed for them.
    """
    slow = tuple(slow)
    quarantined: set[ExpressionId] = set()
    for expression, times in Counter(slow).items():
        facts = _facts(expression) | {"case_number": case_number, "now": now, "times": times, "most": MOST_TIMEOUTS}
        connection.execute(QUERIES["count_timeout"], facts)
        told = {"party_id": str(expression[0]), "expression_version": expression[1], "case_number": case_number}
        log.warning("expression_timed_out", **told, times=times)
        if connection.execute(QUERIES["quarantine"], facts).fetchone():
            quarantined.add(expression)
            log.error(
                "expression_quarantined", **told, cure="edit the party's rex or nrex; until then names wait for it"
            )
    postpone(connection, case_number, slow, now)
    return quarantined


def postpone(connection: Rows, case_number: str, expressions: Iterable[ExpressionId], now: datetime) -> None:
    """Keep a case's names for expressions that were not asked about them."""
    for expression in dict.fromkeys(expressions):
        facts = _facts(expression) | {"case_number": case_number, "now": now}
        connection.execute(QUERIES["postpone"], facts)


def list_quarantined(connection: Rows) -> set[ExpressionId]:
    """All quarantined expressions: what a watchlist need not ask."""
    rows = connection.execute(QUERIES["list_quarantined"])
    return {(row["party_id"], row["expression_version"]) for row in rows}


def show_quarantine(connection: Rows, party_id: UUID) -> list[dict[str, Any]]:
    """A party's quarantined expressions: version, since when, how many cases wait and since when; newest first."""
    return connection.execute(QUERIES["show_quarantine"], {"party_id": party_id}).fetchall()


def count_postponed(connection: Rows, now: datetime) -> int:
    """Cases whose turn has come."""
    row = connection.execute(QUERIES["count_postponed"], {"now": now}).fetchone()
    return int(row["due"]) if row else 0


def _facts(expression: ExpressionId) -> dict[str, Any]:
    return {"party_id": expression[0], "expression_version": expression[1]}
