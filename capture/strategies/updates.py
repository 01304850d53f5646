"""Hints from DataJud: which watched cases its index took in anew since the last run."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from capture.strategies.base import Findings, Strategy, Task
from monitor_config.discovery import StrategyName
from schemas.case_number import CaseNumber
from spiders.base import Session

AT_ONCE = 200
"""Numbers in one question; DataJud has shown no limit below Elasticsearch's 65,536 terms."""
MOST_PER_RUN = 20_000


class ListsUpdates(Protocol):
    """Says which of some cases it took in since a moment."""

    def list_updates(
        self, case_numbers: Sequence[CaseNumber], since: datetime, session: Session
    ) -> AsyncIterator[CaseNumber]: ...


@dataclass(frozen=True, slots=True)
class UpdateReading(Strategy):
    """Goes through the watched cases, in turn where they are many; `since` is fixed for one whole turn."""

    name: ClassVar[StrategyName] = StrategyName.DATAJUD_UPDATES
    source: ListsUpdates

    async def run(self, task: Task, findings: Findings, session: Session) -> None:
        """Ask for the task's numbers; the state moves on with each answer."""
        since = task.state.get("since")
        moment = datetime.fromisoformat(since) if since else task.now - timedelta(days=task.policy.days_back)
        turn_began = task.state.get("turn_began") if task.state.get("after") else None
        state = {"since": moment.isoformat(), "turn_began": turn_began or task.now.isoformat()}
        numbers = [CaseNumber(number) for number in task.material]
        findings.state = {**state, "after": task.state.get("after", "")}
        for start in range(0, len(numbers), AT_ONCE):
            batch = numbers[start : start + AT_ONCE]
            async for number in self.source.list_updates(batch, moment, session):
                findings.hinted.append(number)
            findings.state = {**state, "after": batch[-1]}
        if len(numbers) < MOST_PER_RUN:
            findings.state = {"since": state["turn_began"], "after": ""}
