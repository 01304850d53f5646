"""What capture needs to know of the spiders, as a port: which courts can be read, and where cases are discovered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from capture.strategies.base import Strategy
from monitor_config.discovery import StrategyName
from schemas.courts import Access, CourtSystem
from spiders.base import CourtSpider


@dataclass(frozen=True, slots=True)
class Court:
    """One tribunal as it is visited: the systems that decide about its cases, each a route of its own."""

    tribunal: str
    spiders: tuple[CourtSpider, ...]
    strategies: Mapping[StrategyName, Strategy] = field(default_factory=dict)
    """How new distributions are found here."""
    trusted_hosts: frozenset[str] = field(default_factory=frozenset)
    """Host names that the operator gave an address in the settings: they may be inside our own network."""
    fallback: CourtSpider | None = None
    """DataJud, for cases that no own system shows while another one cannot be asked."""
    unasked: Mapping[CourtSystem, str] = field(default_factory=dict)
    """Systems that may hold cases and are not visited, with the reason."""

    @property
    def is_open(self) -> bool:
        """True when every system that is visited was seen on real pages, and nothing stood before it."""
        return bool(self.spiders) and all(
            spider.is_verified and spider.access is Access.OPEN for spider in self.spiders
        )

    @property
    def routes(self) -> tuple[CourtSpider, ...]:
        """Everything that a visit may ask, the fallback last."""
        return self.spiders if self.fallback is None else (*self.spiders, self.fallback)
