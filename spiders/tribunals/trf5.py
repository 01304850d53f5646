"""Facts about the PJe of TRF5 (fifth region)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TRF5Pje(PjeSpider):
    """TRF5 in PJe."""

    tribunal = "TRF5"
    j_tr = "4.05"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje1g.trf5.jus.br/pjeconsulta",
        }
    )
    verified_on = "2026-07, JS and real pages: open without captcha"
