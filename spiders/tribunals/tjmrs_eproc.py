"""Facts about the eproc of TJMRS (the military court of Rio Grande do Sul)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJMRSEproc(EprocSpider):
    """TJMRS in eproc."""

    tribunal = "TJMRS"
    j_tr = "9.21"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://www.tjmrs.jus.br/eproc",
        }
    )
    verified_on = "2026-06-29, VOY (weak): the address only; no page seen"
    is_verified = False
    access = Access.UNKNOWN
