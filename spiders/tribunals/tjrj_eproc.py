"""Facts about the eproc of TJRJ (Rio de Janeiro); other cases are in PJe and in the older portal."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJRJEproc(EprocSpider):
    """TJRJ in eproc."""

    tribunal = "TJRJ"
    j_tr = "8.19"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1g.tjrj.jus.br/eproc",
            "2g": "https://eproc2g.tjrj.jus.br/eproc",
        }
    )
    verified_on = "2026-06-29, VOY: addresses only, not tried; no page seen"
    is_verified = False
    access = Access.UNKNOWN
