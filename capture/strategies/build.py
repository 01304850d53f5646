"""Makes the strategies that a tribunal's sources offer."""

from collections.abc import Iterable, Mapping

from capture.strategies.base import Site, Strategy
from capture.strategies.gazette import GazetteReading
from capture.strategies.lists import DatajudFilingDate, EprocList, GazetteList, ListReading
from capture.strategies.names import NameSearch
from capture.strategies.updates import UpdateReading
from monitor_config.discovery import StrategyName
from schemas.courts import CourtSystem
from spiders.base import CourtSpider, ListsDistributions, SearchesNames
from spiders.publishers import PublisherClient
from spiders.systems.datajud.spider import DatajudSpider
from spiders.systems.djen.spider import DjenClient

_LISTS: Mapping[CourtSystem, type[ListReading]] = {
    CourtSystem.DATAJUD: DatajudFilingDate,
    CourtSystem.EPROC: EprocList,
    CourtSystem.DISTRIBUTION_LISTS: GazetteList,
}


def build_strategies(
    spiders: Iterable[CourtSpider], publishers: Iterable[PublisherClient]
) -> dict[StrategyName, Strategy]:
    """Return one strategy of each name.

    A wall before a system's cases need not stand before its lists: a strategy that meets one says so and stops.
    """
    found: dict[StrategyName, Strategy] = {}
    sources: list[Site] = [*spiders, *publishers]
    for source in sources:
        for strategy in _strategies_of(source):
            found.setdefault(strategy.name, strategy)
    return found


def _strategies_of(source: Site) -> list[Strategy]:
    if isinstance(source, DjenClient):
        return [GazetteReading(source, source)]
    strategies: list[Strategy] = []
    if isinstance(source, DatajudSpider):
        strategies.append(UpdateReading(source, source))
    if isinstance(source, ListsDistributions) and source.system in _LISTS:
        strategies.append(_LISTS[source.system](source, source))
    if isinstance(source, SearchesNames):
        strategies.append(NameSearch(source, source))
    return strategies
