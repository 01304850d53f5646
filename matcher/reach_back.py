"""A changed party against the names already seen, over its window; monitoring decides what is delivered."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog

from matcher.evidence_places import CasePlace
from matcher.handler import QUERIES, match_key, note_undecided, share_counter
from matcher.quarantine import list_quarantined
from matcher.watches import Watch
from matcher.watchlist import Watchlist
from runtime.clock import Clock, business_date
from runtime.stream.base import Stream, UnitOfWork
from schemas.case_number import CaseNumber
from schemas.cases import Party
from schemas.matches import Match
from schemas.topics import MATCHES

log = structlog.get_logger()
_AT_ONCE = 2_000
"""Cases whose names are sought together."""


class ReachBack:
    """Follows the counter of party changes; one process at a time works, the others wait at the row's lock."""

    def __init__(self, stream: Stream, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def run_once(self) -> int:
        """Match every change since the last time; return how many parties had changed."""
        with self._stream.unit_of_work() as unit:
            revision = share_counter(unit.connection)
            row = unit.connection.execute(QUERIES["lock_reach_back"]).fetchone()
            assert row is not None, "the migration puts the only row"
            if row["revision"] == revision:
                return 0
            changes = Watchlist()
            changes.revision = row["revision"]
            changed = changes.refresh(unit.connection, revision)
            self._match(unit, changed, revision)
            unit.connection.execute(QUERIES["advance_reach_back"], {"revision": revision})
        log.info("reached_back", parties=len(changed), revision=revision)
        return len(changed)

    def _match(self, unit: UnitOfWork, changed: Sequence[Watch], revision: int) -> None:
        """Match each window once: the widest of the changed parties; monitoring applies each party's own."""
        if not changed:
            return
        watchlist = Watchlist(changed)
        watchlist.quarantined = list_quarantined(unit.connection)
        widest = max(watch.window_days for watch in changed)
        since = business_date(self._clock.now()) - timedelta(days=widest)
        seen = unit.connection.execute(QUERIES["list_distributions_since"], {"since": since}).fetchall()
        for start in range(0, len(seen), _AT_ONCE):
            rows = seen[start : start + _AT_ONCE]
            for row, (hits, slow) in zip(rows, watchlist.explain_many([_case(row) for row in rows]), strict=True):
                note_undecided(unit.connection, row["case_number"], slow, watchlist, self._clock)
                for company_id, explanations in hits.items():
                    match = Match(
                        company_id=company_id,
                        case_number=CaseNumber(row["case_number"]),
                        tribunal=row["tribunal"],
                        explanations=tuple(explanations),
                        parties_revision=revision,
                        matched_at=self._clock.now(),
                        is_reach_back=True,
                    )
                    unit.publish(MATCHES, match_key(match), match)


def _case(row: Mapping[str, Any]) -> tuple[Sequence[Party], CasePlace]:
    parties = [Party.model_validate(party) for party in row["parties"]]
    return parties, CasePlace(row["jurisdiction"], row["judging_body"], row["origin"])
