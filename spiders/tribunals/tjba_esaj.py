"""Facts about the e-SAJ of TJBA (Bahia), which holds what has not moved to PJe."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.esaj.spider import EsajSpider


class TJBAEsaj(EsajSpider):
    """TJBA in e-SAJ."""

    tribunal = "TJBA"
    j_tr = "8.05"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://esaj.tjba.jus.br/cpopg", "cposg": "https://esaj.tjba.jus.br/cposg5"}
    )
    verified_on = "2026-06-29, VOY (weak): residual, no page of a case seen"
    is_verified = False
    access = Access.UNKNOWN
