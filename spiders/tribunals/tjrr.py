"""Facts about the PJe of TJRR (Roraima)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJRRPje(PjeSpider):
    """TJRR in PJe."""

    tribunal = "TJRR"
    j_tr = "8.23"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjrr.jus.br/pje",
        }
    )
    verified_on = "2026-06-29, VOY and a real form: image captcha on every search"
    access = Access.CAPTCHA
