"""Facts about the PJe of TJRN (Rio Grande do Norte)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJRNPje(PjeSpider):
    """TJRN in PJe."""

    tribunal = "TJRN"
    j_tr = "8.20"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje1g.tjrn.jus.br/pje",
        }
    )
    verified_on = "2026-06-29, VOY: undetermined; no page of it has been read"
    access = Access.UNKNOWN
    is_verified = False
