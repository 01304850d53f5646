"""Facts about the e-SAJ of TJCE (Ceará); other cases are in PJe."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.esaj.spider import EsajSpider


class TJCEEsaj(EsajSpider):
    """TJCE in e-SAJ."""

    tribunal = "TJCE"
    j_tr = "8.06"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://esaj.tjce.jus.br/cpopg", "cposg": "https://esaj.tjce.jus.br/cposg5"}
    )
    verified_on = "2026-06-29, VOY: open without captcha"
