"""Facts about the second degree of TJDFT's PJe (Distrito Federal e Territórios), a page of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.pje.spider import PjeSpider


class TJDFTPje(PjeSpider):
    """TJDFT's second degree in PJe; whether it is PJe's pages or the app is not known."""

    tribunal = "TJDFT"
    j_tr = "8.07"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "2g": "https://pje2i-consultapublica.tjdft.jus.br",
        }
    )
    verified_on = "2026-05-17, osintbrazuca/osint-brazuca#121: the host only; no page of it has been read"
    is_verified = False
    access = Access.UNKNOWN
