"""Facts about the e-SAJ of TJSP (São Paulo); new cases are in eproc since 2025-03-31."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.esaj.spider import EsajSpider


class TJSPEsaj(EsajSpider):
    """TJSP in e-SAJ."""

    tribunal = "TJSP"
    j_tr = "8.26"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://esaj.tjsp.jus.br/cpopg", "cposg": "https://esaj.tjsp.jus.br/cposg"}
    )
    verified_on = "2026-07-02, JS and real pages; 2026-05-24, VOY: open without captcha"
