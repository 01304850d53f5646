"""Facts about the e-SAJ of TJAL (Alagoas)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.esaj.spider import EsajSpider


class TJALEsaj(EsajSpider):
    """TJAL in e-SAJ."""

    tribunal = "TJAL"
    j_tr = "8.02"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://www2.tjal.jus.br/cpopg", "cposg": "https://www2.tjal.jus.br/cposg5"}
    )
    verified_on = "2026-06-17, VOY and real pages: open, some data-centre addresses time out"
