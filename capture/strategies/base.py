"""What a strategy is: it asks one source within a session, and tells cases or hints as it reads them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from monitor_config.discovery import StrategyName, StrategyPolicy
from schemas.case_number import CaseNumber
from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from spiders.base import CourtSpider, ListedCase, Session
from spiders.publishers import PublisherClient


@dataclass(frozen=True, slots=True)
class Task:
    """One run to be made. `material` is what the strategy reads from the database before it asks (names, numbers)."""

    tribunal: str
    strategy: StrategyName
    policy: StrategyPolicy
    first: date
    last: date
    now: datetime
    failures_before: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)
    material: Sequence[str] = ()


@dataclass(slots=True)
class Findings:
    """What a run has read so far; it counts also when the run ends early.

    `state` is where the next run goes on, and `notes` says in words what could not be asked.
    """

    cases: list[ListedCase] = field(default_factory=list)
    hinted: list[CaseNumber] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DiscoveryRun:
    """How one run ended; `error` and `outcome` when it ended early."""

    task: Task
    findings: Findings
    error: str | None = None
    outcome: Outcome | None = None


Site = CourtSpider | PublisherClient
"""Whose addresses are asked: a court's system, or a publisher of a gazette."""


@dataclass(frozen=True, slots=True)
class Strategy(ABC):
    """One way of finding; its site is asked through its declared hosts, at its own pace."""

    name: ClassVar[StrategyName]
    site: Site

    @property
    def system(self) -> CourtSystem:
        return self.site.system

    @property
    def hosts(self) -> frozenset[str]:
        return self.site.hosts

    @abstractmethod
    async def run(self, task: Task, findings: Findings, session: Session) -> None:
        """Read into `findings`. Raises VisitFailed, PageChanged; VisitReleased when nothing may be asked now."""
