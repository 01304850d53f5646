"""Facts about the eproc of TJTO (Tocantins)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJTOEproc(EprocSpider):
    """TJTO in eproc."""

    tribunal = "TJTO"
    j_tr = "8.27"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1.tjto.jus.br/eprocV2_prod_1grau",
        }
    )
    verified_on = "2026-06-29, VOY and the real landing page: login (gov.br); no page of a case seen"
    is_verified = False
    access = Access.LOGIN
