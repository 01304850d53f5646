"""Facts about the eproc of TJMMG (the military court of Minas Gerais)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJMMGEproc(EprocSpider):
    """TJMMG in eproc."""

    tribunal = "TJMMG"
    j_tr = "9.13"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc.tjmmg.jus.br",
        }
    )
    verified_on = "2026-06-29, VOY (weak): the host only, its path and degrees are not known; no page seen"
    is_verified = False
    access = Access.UNKNOWN
