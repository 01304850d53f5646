"""Facts about the e-SAJ of TJAM (Amazonas); the interior is in Projudi."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.esaj.spider import EsajSpider


class TJAMEsaj(EsajSpider):
    """TJAM in e-SAJ."""

    tribunal = "TJAM"
    j_tr = "8.04"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://consultasaj.tjam.jus.br/cpopg", "cposg": "https://consultasaj.tjam.jus.br/cposgcr"}
    )
    verified_on = "2026-07-02, JS: the host occurs in pages of case law only"
    access = Access.UNKNOWN
    is_verified = False
