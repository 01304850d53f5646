"""Facts about the eproc of TJSC (Santa Catarina)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJSCEproc(EprocSpider):
    """TJSC in eproc."""

    tribunal = "TJSC"
    j_tr = "8.24"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eprocwebcon.tjsc.jus.br/consulta1g",
            "2g": "https://eproc2g.tjsc.jus.br/eproc",
        }
    )
    verified_on = "2025-03, RTJ: image captcha; no page seen"
    is_verified = False
    access = Access.CAPTCHA
