"""Search by the literal names of monitored parties, in turn: each run asks some, the next one goes on behind them."""

from dataclasses import dataclass
from typing import ClassVar

from capture.strategies.base import Findings, Strategy, Task
from monitor_config.discovery import StrategyName
from schemas.outcomes import TRIBUNAL_WIDE, Outcome
from spiders.base import SearchesNames, Session
from spiders.errors import VisitFailed

_ENDS_THE_RUN = TRIBUNAL_WIDE | {Outcome.RATE_LIMITED, Outcome.LOGIN_REQUIRED}
_REFUSED_IN_A_ROW = 3
"""So many names in a row without an answer are the court's trouble, not the names'."""


@dataclass(frozen=True, slots=True)
class NameSearch(Strategy):
    """Asks one system for the cases of each name; a name that is refused, or whose list is cut, is noted."""

    name: ClassVar[StrategyName] = StrategyName.NAME_SEARCH
    source: SearchesNames

    async def run(self, task: Task, findings: Findings, session: Session) -> None:
        """Ask for the task's names. Raises VisitFailed at a wall, or when name after name fails."""
        failed = 0
        findings.state = dict(task.state)
        for name in task.material:
            try:
                async for listed in self.source.search_name(name, session):
                    findings.cases.append(listed)
                failed = 0
            except VisitFailed as failure:
                failed += 1
                if failure.outcome in _ENDS_THE_RUN or failed == _REFUSED_IN_A_ROW:
                    raise
                findings.notes.append(f"{name}: {failure.outcome}: {failure.reason}")
            findings.state["after"] = name
