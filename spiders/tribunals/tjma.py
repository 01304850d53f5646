"""Facts about the PJe of TJMA (Maranhão)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJMAPje(PjeSpider):
    """TJMA in PJe."""

    tribunal = "TJMA"
    j_tr = "8.10"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjma.jus.br/pje",
            "2g": "https://pje2.tjma.jus.br/pje2g",
        }
    )
    verified_on = "2026-06, VOY and real pages of the first degree: open without captcha"
