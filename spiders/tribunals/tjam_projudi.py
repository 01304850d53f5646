"""Facts about the Projudi of TJAM (Amazonas)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.projudi.spider import ProjudiSpider


class TJAMProjudi(ProjudiSpider):
    """TJAM in Projudi."""

    tribunal = "TJAM"
    j_tr = "8.04"
    skin = "cnj"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"consulta": "https://projudi.tjam.jus.br"})
    verified_on = "2026-06-29, VOY: behind a firewall (F5); cases of the interior; no page seen"
    access = Access.BLOCKED
    is_verified = False
