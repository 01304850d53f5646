"""What capture needs to know of the spiders, as a port: which courts can be read, and where cases are discovered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from schemas.case_number import CaseNumber
from spiders.base import CourtSpider, Session


class FiledCase(Protocol):
    """A case number that a source showed for a filing date."""

    @property
    def case_number(self) -> CaseNumber: ...

    @property
    def filed_on(self) -> date: ...


class DiscoverySource(Protocol):
    """Lists cases of one tribunal by filing date (DatajudSpider does)."""

    @property
    def hosts(self) -> frozenset[str]: ...

    def discover(
        self, filed_from: date, filed_to: date, session: Session, page_size: int = ...
    ) -> AsyncIterator[FiledCase]:
        """Yield cases, both days included. Raises VisitFailed, PageChanged."""


@dataclass(frozen=True, slots=True)
class Court:
    """One tribunal as it is visited: its primary spiders, all asked in one visit, and its source of discoveries."""

    tribunal: str
    spiders: tuple[CourtSpider, ...]
    discovery: DiscoverySource | None = None
    trusted_hosts: frozenset[str] = field(default_factory=frozenset)
    """Host names that the operator gave an address in the settings: they may be inside our own network."""

    @property
    def is_verified(self) -> bool:
        """True when every spider was written against real pages."""
        return all(spider.is_verified for spider in self.spiders)
