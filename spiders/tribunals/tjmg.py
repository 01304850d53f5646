"""Facts about the PJe of TJMG (Minas Gerais); other cases are in eproc and in the second degree's own site."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJMGPje(PjeSpider):
    """TJMG in PJe."""

    tribunal = "TJMG"
    j_tr = "8.13"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje-consulta-publica.tjmg.jus.br/pje",
        }
    )
    verified_on = "2026-08, VOY and real pages: open without captcha"
