"""Claims due visits on the routes that may be asked now: the only way in which work comes to the spiders."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from capture.canaries import offer_canary
from capture.courts import Court
from capture.orders import VisitOrder
from capture.route_plan import CaseRoute, RoutePlan, plan_routes
from capture.tribunal_states import list_fallbacks, list_routes
from capture.turns import Turns
from runtime.postgres.pool import Row
from runtime.postgres.queries import load_queries
from schemas.captures import VisitReason
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.tribunal_status import TribunalState
from spiders.route_order import order_for

_SQL = load_queries("capture")
CLAIM_SECONDS = 60.0
"""A living process renews its claims long before; the lease's holder takes a dead one's claims at once."""
_UNREADABLE_SECONDS = 1.0
"""How often visits are looked for that no spider can make; they are there only after a registration that said so."""
Route = tuple[str, CourtSystem]
_Routes = tuple[Sequence[Row], Collection[tuple[str, CourtSystem | None]]]
"""The rows of the routes that decide, and the fallbacks that may be asked now."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What one look at the tables brought."""

    orders: list[VisitOrder] = field(default_factory=list)
    open_routes: frozenset[Route] = frozenset()
    idle_probes: tuple[Route, ...] = ()
    unreadable: list[VisitOrder] = field(default_factory=list)


class Scheduler:
    """Claims for one process. Args: courts: all that have a spider, by tribunal; turns: None shares nothing."""

    def __init__(self, process: UUID, courts: Mapping[str, Court], readable: Sequence[str], turns: Turns) -> None:
        self._process = process
        self._courts = courts
        self._readable = frozenset(readable)
        self._turns = turns
        self._unreadable_at = 0.0

    def claim(
        self, connection: Connection[Row], rooms: Mapping[str, int], probing: frozenset[Route], now: datetime
    ) -> Claims:
        """Claim up to `rooms[tribunal]` visits of each tribunal, and one to probe each route whose time has come."""
        rows = list_routes(connection, list(rooms), now)
        opened = frozenset((row["tribunal"], CourtSystem(row["system"])) for row in rows if row["can_visit"])
        fallbacks = list_fallbacks(connection, list(rooms), now)
        orders: list[VisitOrder] = []
        idle: list[Route] = []
        for row in rows:  # before what is due: a case that is due anyway tries the route as well
            route = (row["tribunal"], CourtSystem(row["system"]))
            if row["is_probe_due"] and route not in probing:
                offer_canary(connection, route, now)
                probes = [replace(order, probe=route[1]) for order in self._claim_probe(connection, route)]
                is_tried = route[0] in {tribunal for tribunal, _ in probing} | {order.tribunal for order in orders}
                orders += probes
                idle += [] if probes or is_tried else [route]  # one case tries one route after the other
        orders += self._claim_due(connection, rooms, opened, now)
        orders = self._with_plans(connection, orders, (rows, fallbacks), now)
        return Claims(orders, opened | fallbacks, tuple(idle), self._claim_unreadable(connection, now))

    def release_unknown(self, connection: Connection[Row], under_way: Collection[str]) -> None:
        """Give back what was claimed by a transaction whose end we did not learn."""
        connection.execute(_SQL["release_unknown"], {"process": self._process, "under_way": list(under_way)})

    def _claim_due(
        self, connection: Connection[Row], rooms: Mapping[str, int], opened: Collection[Route], now: datetime
    ) -> list[VisitOrder]:
        wanted = sorted({tribunal for tribunal, _ in opened if rooms[tribunal] > 0})
        if not wanted:
            return []
        self._turns.give(connection, wanted, now)
        routes = [(tribunal, str(system)) for tribunal, system in sorted(opened) if tribunal in wanted]
        routes += [(tribunal, "") for tribunal in wanted]
        return self._claim(
            connection,
            "claim_visits",
            tribunals=wanted,
            rooms=[rooms[tribunal] for tribunal in wanted],
            open_tribunals=[tribunal for tribunal, _ in routes],
            open_systems=[system for _, system in routes],
            now=now,
        )

    def _claim_probe(self, connection: Connection[Row], route: Route) -> list[VisitOrder]:
        return self._claim(connection, "claim_probe", tribunal=route[0], system=route[1])

    def _claim_unreadable(self, connection: Connection[Row], now: datetime) -> list[VisitOrder]:
        if time.monotonic() < self._unreadable_at:
            return []
        self._unreadable_at = time.monotonic() + _UNREADABLE_SECONDS
        found = {row["tribunal"] for row in connection.execute(_SQL["list_tribunals_with_visits"])}
        unreadable = sorted(found - self._readable)
        return self._claim(connection, "claim_unreadable", unreadable=unreadable, now=now) if unreadable else []

    def _claim(self, connection: Connection[Row], query: str, **parameters: Any) -> list[VisitOrder]:
        rows = connection.execute(
            _SQL[query], {"process": self._process, "claim_seconds": CLAIM_SECONDS, **parameters}
        ).fetchall()
        rows.sort(key=lambda row: (row["priority"], row.get("queue_at") or row["due_at"]))
        return [_as_order(row) for row in rows]

    def _with_plans(
        self, connection: Connection[Row], orders: Sequence[VisitOrder], routes: _Routes, now: datetime
    ) -> list[VisitOrder]:
        """Say of each order which systems it asks; a tribunal with one system needs no plan."""
        several = [order for order in orders if has_several(self._courts[order.tribunal])]
        if not several:
            return list(orders)
        numbers = [str(order.case_number) for order in several]
        known: dict[str, list[CaseRoute]] = {}
        for row in connection.execute(_SQL["list_case_routes"], {"case_numbers": numbers}):
            route = CaseRoute(CourtSystem(row["system"]), row["is_shown"], row["asked_at"], row["movements"])
            known.setdefault(row["case_number"], []).append(route)
        return [
            replace(order, plan=self._plan(order, known.get(str(order.case_number), []), routes, now))
            if order in several
            else order
            for order in orders
        ]

    def _plan(self, order: VisitOrder, known: Sequence[CaseRoute], routes: _Routes, now: datetime) -> RoutePlan:
        court, (rows, fallbacks) = self._courts[order.tribunal], routes
        fallback = court.fallback.system if court.fallback else None
        missing = dict(court.unasked)
        for row in rows:
            if row["tribunal"] == order.tribunal and not row["can_visit"]:
                missing[CourtSystem(row["system"])] = _why_closed(row)
        systems = [spider.system for spider in order_for(order.tribunal, order.case_number, court.spiders)]
        return plan_routes(
            known,
            systems,
            missing,
            now=now,
            probe=order.probe,
            fallback=fallback if (order.tribunal, fallback) in fallbacks else None,
        )


def has_several(court: Court) -> bool:
    """Say whether a tribunal's cases may be in more than one system."""
    return len(court.spiders) + len(court.unasked) > 1 or court.fallback is not None


def _why_closed(row: Mapping[str, Any]) -> str:
    if row["state"] == TribunalState.SUSPENDED:
        return str(row["reason"])
    if row["is_held"]:
        return "the court asked to wait"
    if row["is_spent"]:
        return "the requests that the operator allows for this day are spent"
    return "the operator does not allow requests at the moment"


def _as_order(row: Mapping[str, Any]) -> VisitOrder:
    return VisitOrder(
        case_number=CaseNumber(row["case_number"]),
        tribunal=row["tribunal"],
        reason=VisitReason(row["reason"]),
        due_at=row["due_at"],
        attempt=row["attempt"],
        failures=row["failures"],
        filed_on=row["filed_on"],
        listed_on=row["listed_on"],
    )
