"""Facts about the eproc of STM (the superior military court)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class STMEproc(EprocSpider):
    """STM in eproc."""

    tribunal = "STM"
    j_tr = "7.00"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "2g": "https://eproc2g.stm.jus.br",
        }
    )
    verified_on = "2026-06-29, VOY (weak): the host only, its path is not known; no page seen"
    is_verified = False
    access = Access.UNKNOWN
