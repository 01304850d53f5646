"""Facts about the STJ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.stj.spider import StjSpider


class STJSearch(StjSpider):
    """The STJ's public search."""

    tribunal = "STJ"
    j_tr = "3.00"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"search": "https://processo.stj.jus.br"})
    verified_on = "2021-06-02, a real page of a case; what stands before the search today is not known"
    access = Access.UNKNOWN
