"""Makes the courts of the spiders' registry, at the addresses of the settings where those replace the real ones."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

import structlog

from capture.courts import Court
from capture.credentialed import credentialed_spiders
from capture.strategies.base import Strategy
from capture.strategies.build import build_strategies
from monitor_config.discovery import StrategyName
from monitor_config.tribunals import TribunalPolicies, TribunalPolicy
from runtime.settings import Settings
from schemas.courts import CourtSystem
from spiders import registry
from spiders.base import CourtSpider
from spiders.publishers import PublisherClient, publishers_of
from spiders.systems.datajud.spider import DatajudSpider
from spiders.systems.djen.spider import DjenClient

log = structlog.get_logger()


def build_courts(
    settings: Settings, policies: TribunalPolicies, credentials: Mapping[str, str] = MappingProxyType({})
) -> list[Court]:
    """Return every tribunal that has a spider which can be made with these settings.

    Args: credentials: what the operator stored, by source (capture.credentials).
    """
    if settings.datajud_key is None:
        log.warning("datajud_key_missing", effect="tribunals known only by DataJud, and discovery, are off")
    courts = (_build_court(tribunal.acronym, settings, policies, credentials) for tribunal in registry.tribunals())
    return [court for court in courts if court is not None]


def _build_court(
    tribunal: str, settings: Settings, policies: TribunalPolicies, credentials: Mapping[str, str]
) -> Court | None:
    policy = policies.of(tribunal)
    classes = _without_doubles(_existing_systems(tribunal, settings), policy)
    unasked = {cls.system: why for cls in classes if (why := _why_unasked(cls, classes, policy, settings))}
    own = tuple(spider for cls in classes if cls.system not in unasked and (spider := _make(cls, settings)))
    own += tuple(
        spider
        for spider in credentialed_spiders(tribunal, credentials, lambda cls: _replacing(cls, settings))
        if policy.is_route_enabled(spider.system) is not False
    )
    datajud = None if policy.is_route_enabled(CourtSystem.DATAJUD) is False else _datajud(tribunal, settings)
    askable = [cls for cls in classes if not cls.why_unsupported]
    spiders = own or ((datajud,) if datajud else tuple(spider for cls in askable if (spider := _make(cls, settings))))
    strategies = _strategies(tribunal, askable, settings, policy)
    if not spiders and not strategies:
        return None
    return Court(
        tribunal=tribunal,
        spiders=spiders,
        strategies=strategies,
        trusted_hosts=_trusted_hosts(tribunal, settings),
        fallback=datajud if own else None,
        unasked=unasked,
    )


def _existing_systems(tribunal: str, settings: Settings) -> tuple[type[CourtSpider], ...]:
    """Return a tribunal's own systems; where the settings replace addresses, those alone are what it has."""
    classes = tuple(cls for cls in registry.own_spiders_of(tribunal) if not cls.is_retired)
    if not any(key.startswith(f"{tribunal}/") for key in settings.court_addresses):
        return classes
    return tuple(cls for cls in classes if _replaced_addresses(tribunal, cls.system, settings))


def _without_doubles(classes: Sequence[type[CourtSpider]], policy: TribunalPolicy) -> tuple[type[CourtSpider], ...]:
    """Leave out what shows another system's instances once more, or that other one where the operator wants so.

    Asked of both, one case would be in two systems; not asked, neither may hold a case that the other does not show.
    """
    doubles = {cls for cls in classes if cls.stands_for and not policy.is_route_enabled(cls.system)}
    replaced = {cls.stands_for for cls in classes if cls not in doubles}
    return tuple(cls for cls in classes if cls not in doubles and cls.system not in replaced)


def _why_unasked(
    cls: type[CourtSpider], classes: Sequence[type[CourtSpider]], policy: TribunalPolicy, settings: Settings
) -> str:
    """Return why a system is not visited, empty when it is.

    A tribunal that the operator switches on is asked at its open systems, or at all where none is open; so is what
    the settings give an address.
    """
    if cls.why_unsupported:
        return cls.why_unsupported
    is_enabled = policy.is_route_enabled(cls.system)
    if is_enabled is None and policy.is_enabled:
        is_replaced = bool(_replaced_addresses(cls.tribunal, cls.system, settings))
        is_enabled = True if is_replaced or not any(registry.is_open(each) for each in classes) else None
    if is_enabled is None:
        return registry.why_not_asked(cls)
    return "" if is_enabled else "the operator has switched it off"


def _strategies(
    tribunal: str, classes: Sequence[type[CourtSpider]], settings: Settings, policy: TribunalPolicy
) -> dict[StrategyName, Strategy]:
    """Return how new distributions of a tribunal can be found; where addresses are replaced, at these alone."""
    pages = policy.discovery.strategies
    datajud = _datajud(tribunal, settings, page_size=pages.datajud_filing_date.page_size)
    spiders = [spider for cls in classes if (spider := _make(cls, settings))]
    is_replaced = any(key.startswith(f"{tribunal}/") for key in settings.court_addresses)
    clients: list[PublisherClient] = []
    for client in publishers_of(tribunal):
        replaced = _replaced_addresses(tribunal, client.system, settings) or None
        if replaced or not is_replaced:
            size = {"page_size": pages.djen.page_size} if issubclass(client, DjenClient) else {}
            clients.append(client(replaced, **size))
    return build_strategies([*spiders, *([datajud] if datajud else [])], clients)


def _datajud(tribunal: str, settings: Settings, *, page_size: int = 100) -> DatajudSpider | None:
    replaced = any(key.startswith(f"{tribunal}/") for key in settings.court_addresses)
    if replaced and not _replaced_addresses(tribunal, CourtSystem.DATAJUD, settings):
        return None
    for cls in registry.spiders_of(tribunal):
        spider = _make(cls, settings, page_size=page_size) if cls.system is CourtSystem.DATAJUD else None
        if isinstance(spider, DatajudSpider):
            return spider
    return None


def _make(cls: type[CourtSpider], settings: Settings, *, page_size: int = 100) -> CourtSpider | None:
    """Make a spider; None without DataJud's key. Replaced addresses replace all: no real host is left."""
    replaced = _replaced_addresses(cls.tribunal, cls.system, settings) or None
    if issubclass(cls, DatajudSpider):
        return cls(replaced, key=settings.datajud_key, page_size=page_size) if settings.datajud_key else None
    return cls(replaced)


def _replacing(cls: type[CourtSpider], settings: Settings) -> Mapping[str, str]:
    return _replaced_addresses(cls.tribunal, cls.system, settings)


def _replaced_addresses(tribunal: str, system: CourtSystem, settings: Settings) -> Mapping[str, str]:
    prefix = f"{tribunal}/{system}/"
    return {key.removeprefix(prefix): url for key, url in settings.court_addresses.items() if key.startswith(prefix)}


def _trusted_hosts(tribunal: str, settings: Settings) -> frozenset[str]:
    urls = [url for key, url in settings.court_addresses.items() if key.startswith(f"{tribunal}/")]
    return frozenset(host for url in urls if (host := urlsplit(url).hostname))
