"""The national gazette, read once for two purposes: distributions and first publications, and hints about any case.

A day of the gazette is complete when it begins and is read once: the state remembers up to which day.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Protocol

from capture.strategies.base import Findings, Strategy, Task
from monitor_config.discovery import StrategyName
from schemas.pages import Publication
from spiders.base import Session
from spiders.gazette import valid_number
from spiders.new_lawsuits import is_new_lawsuit
from spiders.systems.djen.spider import listed_case


class ListsPublications(Protocol):
    """A publisher's client (DjenClient is one)."""

    def list_publications(self, first: date, last: date, session: Session) -> AsyncIterator[Publication]: ...


@dataclass(frozen=True, slots=True)
class GazetteReading(Strategy):
    """Reads day by day; of old cases only the number is kept, as a hint."""

    name: ClassVar[StrategyName] = StrategyName.DJEN
    source: ListsPublications

    async def run(self, task: Task, findings: Findings, session: Session) -> None:
        """Read the days that were not read to their end."""
        read_to = task.state.get("read_to")
        day = max(task.first, date.fromisoformat(read_to) + timedelta(days=1)) if read_to else task.first
        while day <= task.last:
            async for publication in self.source.list_publications(day, day, session):
                self._take(publication, day, findings)
            findings.state = {"read_to": day.isoformat()}
            day += timedelta(days=1)

    def _take(self, publication: Publication, day: date, findings: Findings) -> None:
        number = valid_number(publication.case_number)
        if number is None:
            return
        findings.hinted.append(number)
        listed = None if publication.is_cancelled else listed_case(publication, self.site.tribunal)
        if listed and is_new_lawsuit(
            number,
            listed.distributed_on or day,
            court_level=listed.case.court_level,
            judging_body=listed.case.judging_body,
            case_class=listed.case.case_class,
        ):
            findings.cases.append(listed)
