"""The rows of the case store as values: a case with its state, and its instances."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from schemas.case_number import CaseNumber
from schemas.outcomes import VERIFYING, Outcome


class CaseState(StrEnum):
    """In which state a case is; only `found` is success, every other says in `state_reason` why."""

    WAITING = "waiting"
    FOUND = "found"
    NOT_FOUND = "not_found"
    SEALED = "sealed"
    POSSIBLY_SEALED = "possibly_sealed"
    PARTIAL = "partial"
    RATE_LIMITED = "rate_limited"
    LOGIN_REQUIRED = "login_required"
    UPSTREAM_ERROR = "upstream_error"
    TIMEOUT = "timeout"
    PAGE_CHANGED = "page_changed"
    UNSUPPORTED = "unsupported"
    DEAD_LETTER = "dead_letter"


WITHHELD = frozenset({CaseState.SEALED, CaseState.POSSIBLY_SEALED})
"""States in which no reader gets names or documents, and which only a visit that finds the case ends."""


@dataclass(slots=True)
class CaseRow:
    """One row of cases.cases, locked by this transaction; changed in memory and saved once."""

    case_number: CaseNumber
    tribunal: str
    revision: int
    state: CaseState
    state_reason: str
    state_since: datetime
    created_at: datetime
    obtained_at: datetime | None
    last_visited_at: datetime | None
    last_verified_at: datetime | None
    last_outcome: str | None
    distributed_on: date | None
    distributed_on_basis: str | None
    filed_on: date | None
    listed_on: date | None
    case_class: str | None
    judging_body: str | None
    jurisdiction: str | None
    is_sealed: bool
    seal_episode: int
    not_found_episode: int
    absent_since: datetime | None
    absent_visits: int
    complete_visit_asked_at: datetime | None
    sources: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "CaseRow":
        known = {**row, "case_number": CaseNumber(row["case_number"]), "state": CaseState(row["state"])}
        return cls(**known)

    def enter(self, state: CaseState, reason: str, since: datetime) -> None:
        """Put the case into a state; the time since when stays while the state does."""
        if state is not self.state:
            self.state, self.state_since = state, since
        self.state_reason = reason

    def next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def is_stale(self, system: str, visit_id: str, visited_at: datetime, *, revision: int = 0) -> bool:
        """Whether a visit is known already, or older than the latest one of its court system.

        Args: revision: raised where archived pages were read again; only the latest visit may be told anew.
        """
        source = self.sources.get(system)
        if source is None:
            return False
        latest = datetime.fromisoformat(source["visited_at"])
        if visited_at != latest:
            return visited_at < latest
        if visit_id not in source["visit_ids"]:
            return revision > 0
        return bool(visit_id != source["visit_ids"][-1] or revision <= source.get("revision", 0))

    def note_visit(
        self, system: str, visit_id: str, visited_at: datetime, outcome: Outcome, *, revision: int = 0
    ) -> None:
        """Remember the latest visit of a court system; several may share one business moment."""
        source = self.sources.get(system)
        moment = visited_at.isoformat()
        earlier = source["visit_ids"] if source and source["visited_at"] == moment else []
        self.sources[system] = {
            "visited_at": moment,
            "visit_ids": [*(known for known in earlier if known != visit_id), visit_id],
            "outcome": outcome.value,
            **({"revision": revision} if revision else {}),
        }
        self.last_visited_at = max(visited_at, self.last_visited_at or visited_at)
        self.last_outcome = outcome.value

    def said_last(self, system: str) -> str | None:
        """Return what a court system answered at the latest visit that asked it."""
        source = self.sources.get(system)
        return source["outcome"] if source else None

    def is_found_elsewhere(self, systems: Collection[str]) -> bool:
        """Whether a court system other than these showed the case at its latest visit."""
        shows = {outcome.value for outcome in VERIFYING} | {Outcome.PARTIAL.value}
        return any(name not in systems and source["outcome"] in shows for name, source in self.sources.items())


@dataclass(slots=True)
class InstanceRow:
    """One row of cases.instances."""

    id: UUID
    case_number: str
    system: str
    court_level: str
    code: str
    ordinal: int
    first_seen_at: datetime
    baseline_at: datetime | None = None
    movements_present: int = 0
    movements_digest: str | None = None
    first_episode: int = 1
    vanished_digest: str | None = None
    header: dict[str, Any] = field(default_factory=dict)
    parties_digest: str | None = None
    vanished_parties_digest: str | None = None
    documents_digest: str | None = None
    is_listed: bool = False
    """A list that names the case's parties, not a court that shows it."""

    def counts(self) -> dict[str, Any]:
        """What is announced of an instance."""
        return {
            "system": self.system,
            "court_level": self.court_level,
            "code": self.code,
            "movements": self.movements_present,
        }
