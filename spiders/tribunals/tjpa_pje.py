"""Facts about the PJe of TJPA (Pará), whose cases its unified consultation shows as well."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access, CourtSystem
from spiders.systems.pje.spider import PjeSpider


class TJPAPje(PjeSpider):
    """TJPA in PJe, another way to a part of what the unified consultation shows."""

    tribunal = "TJPA"
    j_tr = "8.14"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjpa.jus.br/pje",
            "2g": "https://pje.tjpa.jus.br/pje-2g",
        }
    )
    verified_on = "2026-06-29, VOY: the addresses only; no page of it has been read"
    is_verified = False
    access = Access.UNKNOWN
    stands_for = CourtSystem.TJPA
