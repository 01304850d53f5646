"""Lists by date: DataJud by filing date, eproc's and the tribunals' own gazettes' lists of distribution."""

from dataclasses import dataclass
from typing import ClassVar

from capture.strategies.base import Findings, Strategy, Task
from monitor_config.discovery import StrategyName
from spiders.base import ListsDistributions, Session


@dataclass(frozen=True, slots=True)
class ListReading(Strategy):
    """Reads a source's list of some days."""

    source: ListsDistributions

    async def run(self, task: Task, findings: Findings, session: Session) -> None:
        """Read the list of the task's days."""
        async for listed in self.source.list_distributions(task.first, task.last, session):
            findings.cases.append(listed)


class DatajudFilingDate(ListReading):
    """DataJud by filing date."""

    name: ClassVar[StrategyName] = StrategyName.DATAJUD_FILING_DATE


class EprocList(ListReading):
    """The public list of distribution of an eproc."""

    name: ClassVar[StrategyName] = StrategyName.EPROC_LIST


class GazetteList(ListReading):
    """Lists of distribution in a tribunal's own gazette."""

    name: ClassVar[StrategyName] = StrategyName.GAZETTE_LIST
