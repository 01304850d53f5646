"""Facts about the PJe of TJPE (Pernambuco)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJPEPje(PjeSpider):
    """TJPE in PJe."""

    tribunal = "TJPE"
    j_tr = "8.17"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.cloud.tjpe.jus.br/1g",
        }
    )
    verified_on = "2026-06-29, VOY: open without captcha; no page of it has been read"
    is_verified = False
