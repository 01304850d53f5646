"""Facts about the PJe of TJCE (Ceará); other cases are in e-SAJ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJCEPje(PjeSpider):
    """TJCE in PJe."""

    tribunal = "TJCE"
    j_tr = "8.06"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje-consulta.tjce.jus.br/pje1grau",
        }
    )
    verified_on = "2026-06-29, VOY and real pages: open without captcha"
