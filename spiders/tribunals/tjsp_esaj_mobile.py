"""Facts about the mobile API of TJSP (São Paulo), another way to the cases of its e-SAJ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.esaj_mobile.spider import EsajMobileSpider


class TJSPEsajMobile(EsajMobileSpider):
    """TJSP by its mobile API."""

    tribunal = "TJSP"
    j_tr = "8.26"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"api": "https://api.tjsp.jus.br"})
    verified_on = "2026-07-02, JS and real answers: no authentication; undocumented, terms of use unknown"
    access = Access.UNKNOWN
