"""Facts about the STF; its publications are at digital.stf.jus.br, which no visit reaches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.stf.spider import StfSpider


class STFPortal(StfSpider):
    """The STF's portal."""

    tribunal = "STF"
    j_tr = "1.00"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"portal": "https://portal.stf.jus.br"})
    verified_on = "2026-08-16, VOY and real pages of the case's header; search by number and tabs not captured"
    is_verified = False
    access = Access.UNKNOWN
