"""Facts about the PJe of TJBA (Bahia)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJBAPje(PjeSpider):
    """TJBA in PJe."""

    tribunal = "TJBA"
    j_tr = "8.05"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://consultapublicapje.tjba.jus.br/pje",
        }
    )
    verified_on = "2026-06-29, VOY and real pages: captcha (Tencent) on every search"
    access = Access.CAPTCHA
