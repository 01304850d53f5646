"""Distribution in, matches out. The counter is held FOR SHARE, so no interleaving with party changes loses a match."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection
from psycopg.types.json import Jsonb

from matcher import quarantine
from matcher.evidence_places import CasePlace
from matcher.watches import TimedOut, Watch
from matcher.watchlist import Watchlist, explain_hits
from monitor_config.companies import QUERIES as MONITOR_QUERIES
from runtime.clock import Clock
from runtime.postgres.queries import load_queries
from runtime.stream.base import UnitOfWork
from schemas.distributions import Distribution
from schemas.matches import Match
from schemas.model import FrozenModel
from schemas.topics import DISTRIBUTIONS, MATCHES, Topic

QUERIES = load_queries(__package__)
MANY_OUTDATED = 500
log = structlog.get_logger()


class DistributionHandler:
    """Matches the parties of a distributed case against every watched name."""

    group = "matcher"
    topics: Sequence[Topic[FrozenModel]] = (DISTRIBUTIONS,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._watchlist = Watchlist()

    def handle(self, topic: str, message: FrozenModel, unit: UnitOfWork) -> None:
        assert isinstance(message, Distribution)
        revision = share_counter(unit.connection)
        if revision != self._watchlist.revision:
            is_first = self._watchlist.revision == 0
            self._watchlist.refresh(unit.connection, revision)
            if is_first:
                tell_outdated(self._watchlist)
            self._watchlist.quarantined = quarantine.list_quarantined(unit.connection)
        if not self._remember(unit.connection, message) or message.is_sealed:
            return
        place = CasePlace(message.jurisdiction, message.judging_body, message.origin)
        hits, slow = explain_hits(self._watchlist, message.parties, place)
        note_undecided(unit.connection, message.case_number, slow, self._watchlist, self._clock)
        for company_id, explanations in hits.items():
            match = Match(
                company_id=company_id,
                case_number=message.case_number,
                tribunal=message.tribunal,
                explanations=tuple(explanations),
                parties_revision=revision,
                matched_at=self._clock.now(),
                is_sweep=message.is_sweep,
            )
            unit.publish(MATCHES, match_key(match), match)

    def _remember(self, connection: Connection[dict[str, Any]], seen: Distribution) -> bool:
        """Keep the names (or, sealed, delete them); False when a newer revision is known."""
        fields = seen.model_dump(
            include={"case_number", "revision", "tribunal", "distributed_on", "obtained_at", "is_sealed"}
        )
        row = connection.execute(QUERIES["put_distribution"], {**fields, **_kept(seen)}).fetchone()
        if row and seen.is_sealed:
            connection.execute(QUERIES["confirm_purge"], {**fields, "now": self._clock.now()})
        return row is not None


def _kept(seen: Distribution) -> dict[str, Any]:
    """Return what reaching back reads of a case: its names, and what is evidence; of a sealed one nothing."""
    if seen.is_sealed:
        return {"parties": Jsonb([]), "jurisdiction": None, "judging_body": None, "origin": None}
    parties = [
        {
            **party.model_dump(mode="json", exclude={"lawyers"}),
            "lawyers": [{"name": lawyer.name, "oab": lawyer.oab} for lawyer in party.lawyers if lawyer.oab],
        }
        for party in seen.parties
    ]
    return {"parties": Jsonb(parties), **seen.model_dump(include={"jurisdiction", "judging_body", "origin"})}


def tell_outdated(watches: Iterable[Watch]) -> None:
    """Say once how many generated expressions are of another class table, when they are so many that it shows."""
    outdated = sum(watch.is_generated and not watch.is_by_name for watch in watches)
    if outdated > MANY_OUTDATED:
        log.warning(
            "generated_expressions_outdated",
            parties=outdated,
            effect="they match as before the upgrade, each by its own text, which takes longer than by name",
            next_step="arauto party regenerate COMPANY --all --dry-run",
        )


def match_key(match: Match) -> str:
    return f"{match.company_id}:{match.case_number}"


def share_counter(connection: Connection[dict[str, Any]]) -> int:
    """Hold the counter against changes until the transaction ends, and return its revision."""
    row = connection.execute(MONITOR_QUERIES["share_counter"]).fetchone()
    assert row is not None, "the migration puts the counter's only row"
    return int(row["revision"])


def list_timeouts(connection: Connection[dict[str, Any]], party_id: UUID) -> list[dict[str, Any]]:
    """List the newest cases on whose names a party's expressions took too long: there, no match proves nothing."""
    return connection.execute(QUERIES["list_timeouts"], {"party_id": party_id}).fetchall()


def note_undecided(
    connection: Connection[dict[str, Any]],
    case_number: str,
    slow: Sequence[TimedOut],
    watchlist: Watchlist,
    clock: Clock,
) -> None:
    """Postpone a case's names for what has not decided about them; who took too long too often is quarantined."""
    if not slow:
        return
    asked = [one.watch.expression_id for one in slow if one.was_asked]
    now = clock.now()
    watchlist.quarantined |= quarantine.note_timeouts(connection, case_number, asked, now)
    quarantine.postpone(connection, case_number, (one.watch.expression_id for one in slow if not one.was_asked), now)
