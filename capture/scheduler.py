"""Claims due visits of the tribunals that may be asked now: the only way in which work comes to the spiders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from capture.orders import VisitOrder
from capture.schedule import is_open
from capture.tribunal_states import list_gates
from monitor_config.tribunals import TribunalPolicies
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.tribunal_status import TribunalState

_SQL = load_queries("capture")
CLAIM_SECONDS = 60.0
"""A living process renews its claims long before; the lease's holder takes a dead one's claims at once."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What one look at the tables brought."""

    orders: list[VisitOrder] = field(default_factory=list)
    open_tribunals: frozenset[str] = frozenset()
    idle_probes: tuple[str, ...] = ()
    unreadable: list[VisitOrder] = field(default_factory=list)


def is_open_gate(row: Mapping[str, Any], policies: TribunalPolicies, now: datetime) -> bool:
    """Say whether hours, Retry-After and budget let a tribunal be asked now, whatever its state."""
    if not is_open(now, policies.of(row["tribunal"]).hours):
        return False
    if row["held_until"] is not None and row["held_until"] > now:
        return False
    return row["daily_budget"] is None or row["spent"] < row["daily_budget"]


class Scheduler:
    """Claims for one process. Args: readable: tribunals that have a spider."""

    def __init__(self, process: UUID, policies: TribunalPolicies, readable: Sequence[str]) -> None:
        self._process = process
        self._policies = policies
        self._readable = list(readable)

    def claim(
        self, connection: Connection[Row], rooms: Mapping[str, int], probing: frozenset[str], now: datetime
    ) -> Claims:
        """Claim up to `rooms[tribunal]` visits of each tribunal, one to probe a suspended one whose time has come."""
        gates = [g for g in list_gates(connection, list(rooms), now) if is_open_gate(g, self._policies, now)]
        active = [gate["tribunal"] for gate in gates if gate["state"] == TribunalState.ACTIVE]
        wanted = [tribunal for tribunal in active if rooms[tribunal] > 0]
        orders = (
            self._claim(
                connection, "claim_visits", tribunals=wanted, rooms=[rooms[tribunal] for tribunal in wanted], now=now
            )
            if wanted
            else []
        )
        idle: list[str] = []
        for gate in gates:
            if is_probe_due(gate, now) and gate["tribunal"] not in probing:
                probes = self._claim(connection, "claim_probe", is_probe=True, tribunal=gate["tribunal"])
                orders += probes
                idle += [] if probes else [gate["tribunal"]]
        return Claims(
            orders=orders,
            open_tribunals=frozenset(active),
            idle_probes=tuple(idle),
            unreadable=self._claim(connection, "claim_unreadable", readable=self._readable, now=now),
        )

    def release_unknown(self, connection: Connection[Row], under_way: Collection[str]) -> None:
        """Give back what was claimed by a transaction whose end we did not learn."""
        connection.execute(_SQL["release_unknown"], {"process": self._process, "under_way": list(under_way)})

    def _claim(
        self, connection: Connection[Row], query: str, *, is_probe: bool = False, **parameters: Any
    ) -> list[VisitOrder]:
        rows = connection.execute(
            _SQL[query], {"process": self._process, "claim_seconds": CLAIM_SECONDS, **parameters}
        ).fetchall()
        rows.sort(key=lambda row: (row["priority"], row["due_at"]))
        return [_as_order(row, is_probe=is_probe) for row in rows]


def is_probe_due(row: Mapping[str, Any], now: datetime) -> bool:
    """Say whether a suspended tribunal is to be tried again."""
    return (
        row["state"] == TribunalState.SUSPENDED
        and not row["is_by_operator"]
        and row["next_attempt_at"] is not None
        and row["next_attempt_at"] <= now
    )


def _as_order(row: Mapping[str, Any], *, is_probe: bool) -> VisitOrder:
    return VisitOrder(
        case_number=CaseNumber(row["case_number"]),
        tribunal=row["tribunal"],
        reason=VisitReason(row["reason"]),
        due_at=row["due_at"],
        attempt=row["attempt"],
        filed_on=row["filed_on"],
        is_probe=is_probe,
    )
