"""Facts about the eproc of TJRS (Rio Grande do Sul)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJRSEproc(EprocSpider):
    """TJRS in eproc."""

    tribunal = "TJRS"
    j_tr = "8.21"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1g.tjrs.jus.br/eproc",
            "2g": "https://eproc2g.tjrs.jus.br/eproc",
        }
    )
    verified_on = "2026-06, VOY: login or captcha; no page seen"
    is_verified = False
    access = Access.LOGIN
