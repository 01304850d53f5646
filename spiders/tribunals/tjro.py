"""Facts about the PJe of TJRO (Rondônia)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJROPje(PjeSpider):
    """TJRO in PJe."""

    tribunal = "TJRO"
    j_tr = "8.22"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pjepg-consulta.tjro.jus.br/consulta",
        }
    )
    verified_on = "2026-06-29, VOY: open, 403 for some data centres; no page of it has been read"
    is_verified = False
