"""Asks again, with more time, what expressions have not decided about while distributions were matched."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import regex
import structlog
from psycopg import Connection

from matcher.evidence_places import CasePlace
from matcher.handler import match_key, share_counter
from matcher.quarantine import MOST_TIMEOUTS, QUERIES
from matcher.watches import Watch, watch_of
from runtime.clock import Clock
from runtime.stream.base import Stream, UnitOfWork
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.matches import Explanation, Match
from schemas.model import FrozenModel
from schemas.topics import MATCHES, Topic

Ask = Callable[[Watch, Party, CasePlace, float], Explanation | None]
"""Decides about one name of a case within so many seconds. Raises TimeoutError."""

FIRST_SECONDS, MOST_SECONDS = 0.1, 2.0  # for one name; twice as many with every attempt
ROUND_SECONDS = 2.0  # changes of parties wait for a round
MOST_TAKEN = 100
FIRST_WAIT, MOST_WAIT = timedelta(minutes=5), timedelta(days=1)
log = structlog.get_logger()


class Retries:
    """The cases postponed by matcher.quarantine, those that have waited longest first."""

    def __init__(self, stream: Stream, clock: Clock, ask: Ask) -> None:
        self._stream = stream
        self._clock = clock
        self._ask = ask

    def run_once(self) -> int:
        """Ask about cases whose turn has come, for a while; return how many were decided."""
        decided = 0
        with self._stream.unit_of_work() as unit:
            revision = share_counter(unit.connection)
            now = self._clock.now()
            begun = time.monotonic()
            rows = unit.connection.execute(QUERIES["take_postponed"], {"now": now, "limit": MOST_TAKEN}).fetchall()
            for row in rows:
                if time.monotonic() - begun > ROUND_SECONDS:
                    break
                decided += self._retry(unit, row, revision, now)
        return decided

    def _retry(self, unit: UnitOfWork, row: dict[str, Any], revision: int, now: datetime) -> bool:
        """Ask about one case; what is no longer watched or known is forgotten."""
        watch = _find_watch(unit.connection, row)
        if watch is not None and row["parties"]:
            found, timeouts = self._ask_all(watch, row)
            if found:
                unit.publish(*_match(watch, row, found, revision, now))
            if timeouts:
                wait = min(FIRST_WAIT * 2.0 ** min(row["attempts"], 10), MOST_WAIT)
                unit.connection.execute(QUERIES["postpone_again"], {**row, "retry_at": now + wait})
                return False
        unit.connection.execute(QUERIES["forget_postponed"], row)
        return True

    def _ask_all(self, watch: Watch, row: dict[str, Any]) -> tuple[list[Explanation], int]:
        """Ask about the case's names, until too many took too long; each attempt begins with others."""
        seconds = min(FIRST_SECONDS * 2.0 ** min(row["attempts"], 10), MOST_SECONDS)
        first = row["attempts"] * MOST_TIMEOUTS % len(row["parties"])
        place = CasePlace(row["jurisdiction"], row["judging_body"], row["origin"])
        found: list[Explanation] = []
        timeouts = 0
        for printed in (*row["parties"][first:], *row["parties"][:first]):
            try:
                explanation = self._ask(watch, Party.model_validate(printed), place, seconds)
            except (TimeoutError, MemoryError, RecursionError, regex.error):
                timeouts += 1
                if timeouts == MOST_TIMEOUTS:
                    break
                continue
            if explanation:
                found.append(explanation)
        if timeouts:
            told = {"party_id": str(watch.party_id), "case_number": row["case_number"], "seconds": seconds}
            log.warning("expression_timed_out_again", **told)
        return found, timeouts


def _find_watch(connection: Connection[dict[str, Any]], row: dict[str, Any]) -> Watch | None:
    """The watch, when the expression is still the one in force."""
    facts = {"party_id": row["party_id"], "expression_version": row["expression_version"]}
    found = connection.execute(QUERIES["find_watch"], facts).fetchone()
    return watch_of(found) if found else None


def _match(
    watch: Watch, row: dict[str, Any], found: list[Explanation], revision: int, now: datetime
) -> tuple[Topic[FrozenModel], str, Match]:
    match = Match(
        company_id=watch.company_id,
        case_number=CaseNumber(row["case_number"]),
        tribunal=row["tribunal"],
        explanations=tuple(found),
        parties_revision=revision,
        matched_at=now,
    )
    return MATCHES, match_key(match), match
