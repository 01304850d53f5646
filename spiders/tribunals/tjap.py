"""Facts about the PJe of TJAP (Amapá)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJAPPje(PjeSpider):
    """TJAP in PJe."""

    tribunal = "TJAP"
    j_tr = "8.03"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjap.jus.br/1g",
        }
    )
    verified_on = "2026-06-29, VOY: open without captcha; no page of it has been read"
    is_verified = False
