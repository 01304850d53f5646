"""Facts about the PJe of TJES (Espírito Santo)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJESPje(PjeSpider):
    """TJES in PJe."""

    tribunal = "TJES"
    j_tr = "8.08"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjes.jus.br/pje",
            "2g": "https://pje.tjes.jus.br/pje2g",
        }
    )
    verified_on = "2026-06-29, VOY: asks for a login; no page of it has been read"
    is_verified = False
    access = Access.LOGIN
