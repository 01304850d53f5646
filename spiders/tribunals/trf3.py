"""Facts about the PJe of TRF3 (third region)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TRF3Pje(PjeSpider):
    """TRF3 in PJe."""

    tribunal = "TRF3"
    j_tr = "4.03"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje1g.trf3.jus.br/pje",
        }
    )
    verified_on = "2026-07, JS: open behind Akamai; 2026-09-20, RAD: now leads to the app (REST); no page of it read"
    is_verified = False
