"""Facts about the Projudi of TJRR (Roraima)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.projudi.spider import ProjudiSpider


class TJRRProjudi(ProjudiSpider):
    """TJRR in Projudi."""

    tribunal = "TJRR"
    j_tr = "8.23"
    skin = "cnj"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"consulta": "https://projudi.tjrr.jus.br"})
    verified_on = "2026-06-29, VOY: named beside PJe; no page seen"
    access = Access.UNKNOWN
    is_verified = False
