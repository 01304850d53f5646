"""Makes the courts of the spiders' registry, at the addresses of the settings where those replace the real ones."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog

from capture.courts import Court, DiscoverySource
from monitor_config.tribunals import TribunalPolicies
from runtime.settings import Settings
from schemas.courts import CourtSystem
from spiders import registry
from spiders.base import CourtSpider
from spiders.systems.datajud.spider import DatajudSpider

log = structlog.get_logger()


def build_courts(settings: Settings, policies: TribunalPolicies) -> list[Court]:
    """Return every tribunal that has a spider which can be made with these settings."""
    if settings.datajud_key is None:
        log.warning("datajud_key_missing", effect="tribunals known only by DataJud, and discovery, are off")
    courts = (_build_court(tribunal.acronym, settings, policies) for tribunal in registry.tribunals())
    return [court for court in courts if court is not None]


def _build_court(tribunal: str, settings: Settings, policies: TribunalPolicies) -> Court | None:
    classes = registry.primary_spiders_of(tribunal)
    verified = tuple(spider for spider in classes if spider.is_verified)
    if verified and policies.of(tribunal).is_enabled is not True:
        classes = verified
    spiders = tuple(spider for cls in classes if (spider := _make(cls, settings)) is not None)
    if not spiders:
        return None
    return Court(
        tribunal=tribunal,
        spiders=spiders,
        discovery=_discovery(tribunal, settings),
        trusted_hosts=_trusted_hosts(tribunal, settings),
    )


def _discovery(tribunal: str, settings: Settings) -> DiscoverySource | None:
    for cls in registry.spiders_of(tribunal):
        spider = _make(cls, settings) if cls.system is CourtSystem.DATAJUD else None
        if isinstance(spider, DatajudSpider):
            return spider
    return None


def _make(cls: type[CourtSpider], settings: Settings) -> CourtSpider | None:
    """Make a spider; None without DataJud's key. Replaced addresses replace all: no real host is left."""
    replaced = _replaced_addresses(cls.tribunal, cls.system, settings) or None
    if issubclass(cls, DatajudSpider):
        return cls(replaced, key=settings.datajud_key) if settings.datajud_key else None
    return cls(replaced)


def _replaced_addresses(tribunal: str, system: CourtSystem, settings: Settings) -> Mapping[str, str]:
    prefix = f"{tribunal}/{system}/"
    return {key.removeprefix(prefix): url for key, url in settings.court_addresses.items() if key.startswith(prefix)}


def _trusted_hosts(tribunal: str, settings: Settings) -> frozenset[str]:
    urls = [url for key, url in settings.court_addresses.items() if key.startswith(f"{tribunal}/")]
    return frozenset(host for url in urls if (host := urlsplit(url).hostname))
