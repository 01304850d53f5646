"""Shares a scarce budget among companies: each waiting visit gets a turn, as far apart as its company's share allows.

Who wants less than its share is never behind those who want more; what nobody wants is used by whoever waits. Only the
order is decided here: a visit whose turn is far away is made at once when nobody else waits.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import Connection

from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries

_SQL = load_queries("capture")
_LOT = 2000
NOBODY = UUID(int=0)


class FairQueue:
    """Turns at one tribunal (pure)."""

    def __init__(self, last_turns: dict[UUID, datetime] | None = None) -> None:
        self._last = dict(last_turns or {})

    def turn(self, companies: Sequence[UUID], due_at: datetime, spacing: timedelta) -> datetime:
        """Return the turn of a visit that is due; it counts for the one of its companies that waited for least."""
        owners = companies or (NOBODY,)
        owner = min(owners, key=lambda company: (self._last.get(company, due_at), company))
        last = self._last.get(owner)
        turn = due_at if last is None else max(due_at, last + spacing)
        self._last[owner] = turn
        return turn


class Turns:
    """The queues of the tribunals that this process visits.

    Args: spacing: time between two visits of one company when all want more than there is; None where pace and budget
    hold whatever is wanted, or where one company watches alone.
    """

    def __init__(self, spacing: Callable[[Connection[Row], str], timedelta | None]) -> None:
        self._spacing = spacing
        self._queues: dict[str, FairQueue] = {}

    def give(self, connection: Connection[Row], tribunals: Sequence[str], now: datetime) -> None:
        """Give every due visit of scarce tribunals its turn."""
        spacings = {name: space for name in tribunals if (space := self._spacing(connection, name)) is not None}
        if not spacings:
            return
        self._load(connection, [name for name in spacings if name not in self._queues])
        asked = {"tribunals": list(spacings), "now": now, "limit": _LOT}
        rows = connection.execute(_SQL["list_unqueued"], asked).fetchall()
        if rows:
            turns = [
                self._queues[row["tribunal"]].turn(row["companies"], row["due_at"], spacings[row["tribunal"]])
                for row in rows
            ]
            numbers = [row["case_number"] for row in rows]
            connection.execute(_SQL["set_turns"], {"case_numbers": numbers, "turns": turns})

    def _load(self, connection: Connection[Row], tribunals: Sequence[str]) -> None:
        if not tribunals:
            return
        last: dict[str, dict[UUID, datetime]] = {tribunal: {} for tribunal in tribunals}
        for row in connection.execute(_SQL["list_last_turns"], {"tribunals": list(tribunals)}):
            last[row["tribunal"]][row["company"]] = row["last_turn"]
        self._queues |= {tribunal: FairQueue(turns) for tribunal, turns in last.items()}
