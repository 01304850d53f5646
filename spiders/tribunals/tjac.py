"""Facts about the e-SAJ of TJAC (Acre); newer cases are in eproc."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.esaj.spider import EsajSpider


class TJACEsaj(EsajSpider):
    """TJAC in e-SAJ."""

    tribunal = "TJAC"
    j_tr = "8.01"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://esaj.tjac.jus.br/cpopg", "cposg": "https://esaj.tjac.jus.br/cposg5"}
    )
    verified_on = "2026-06-29, VOY: open without captcha"
