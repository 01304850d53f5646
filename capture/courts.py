"""What capture needs to know of the spiders, as a port: which courts can be read, and where cases are discovered."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from schemas.case_number import CaseNumber
from schemas.courts import Access, CourtSystem
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
    """One tribunal as it is visited: the systems that decide about its cases, each a route of its own."""

    tribunal: str
    spiders: tuple[CourtSpider, ...]
    discovery: DiscoverySource | None = None
    trusted_hosts: frozenset[str] = field(default_factory=frozenset)
    """Host names that the operator gave an address in the settings: they may be inside our own network."""
    fallback: CourtSpider | None = None
    """DataJud, for cases that no own system shows while another one cannot be asked."""
    unasked: Mapping[CourtSystem, str] = field(default_factory=dict)
    """Systems that may hold cases and are not visited, with the reason."""

    @property
    def is_open(self) -> bool:
        """True when every system that is visited was seen on real pages, and nothing stood before it."""
        return all(spider.is_verified and spider.access is Access.OPEN for spider in self.spiders)

    @property
    def routes(self) -> tuple[CourtSpider, ...]:
        """Everything that a visit may ask, the fallback last."""
        return self.spiders if self.fallback is None else (*self.spiders, self.fallback)
