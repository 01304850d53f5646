"""Facts about the Projudi of TJBA (Bahia)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.projudi.spider import ProjudiSpider


class TJBAProjudi(ProjudiSpider):
    """TJBA in Projudi."""

    tribunal = "TJBA"
    j_tr = "8.05"
    skin = "cnj"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"consulta": "https://projudi.tjba.jus.br"})
    verified_on = "2026-06-29, VOY: small claims; the address is weakly known and no page seen"
    access = Access.UNKNOWN
    is_verified = False
