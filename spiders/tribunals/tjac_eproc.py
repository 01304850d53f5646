"""Facts about the eproc of TJAC (Acre); older cases are in e-SAJ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJACEproc(EprocSpider):
    """TJAC in eproc."""

    tribunal = "TJAC"
    j_tr = "8.01"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1g.tjac.jus.br/eproc",
        }
    )
    verified_on = "2026-06, IVR (weak): the address only; no page seen"
    is_verified = False
    access = Access.UNKNOWN
