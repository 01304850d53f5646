"""Facts about the PJe of TJPI (Piauí), whose address now leads to the PDPJ's app."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJPIPje(PjeSpider):
    """TJPI in PJe."""

    tribunal = "TJPI"
    j_tr = "8.18"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje.tjpi.jus.br",
        }
    )
    verified_on = "2026-06-29, VOY and the empty app to which the host leads: asks for a login; its path is not known"
    is_verified = False
    access = Access.LOGIN
