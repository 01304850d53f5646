"""Facts about the PJe of TJPB (Paraíba)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJPBPje(PjeSpider):
    """TJPB in PJe."""

    tribunal = "TJPB"
    j_tr = "8.15"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://consultapublica.tjpb.jus.br/pje",
        }
    )
    verified_on = "2026-06-29, VOY and a real page: Cloudflare asks for a check of the browser"
    access = Access.BLOCKED
