"""Facts about the older portal of TJRJ (Rio de Janeiro), which is not visited: its cases are in PJe and eproc."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.tjrj_portal.spider import TjrjPortalSpider


class TJRJPortal(TjrjPortalSpider):
    """TJRJ's older portal."""

    tribunal = "TJRJ"
    j_tr = "8.19"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"www3": "https://www3.tjrj.jus.br", "www4": "https://www4.tjrj.jus.br"}
    )
    verified_on = "2020, the last of its real pages"
    access = Access.UNKNOWN
