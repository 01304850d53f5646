"""Facts about the PJe of TRF1 (first region)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TRF1Pje(PjeSpider):
    """TRF1 in PJe."""

    tribunal = "TRF1"
    j_tr = "4.01"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje1g-consultapublica.trf1.jus.br/consultapublica",
        }
    )
    verified_on = "2026-07, JS and real pages: open without captcha"
