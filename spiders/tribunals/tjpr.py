"""Facts about the Projudi of TJPR (Paraná)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.projudi.spider import ProjudiSpider


class TJPRProjudi(ProjudiSpider):
    """TJPR in Projudi."""

    tribunal = "TJPR"
    j_tr = "8.16"
    skin = "tjpr"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"consulta": "https://consulta.tjpr.jus.br/projudi_consulta"}
    )
    verified_on = "2026-06-29, VOY and a real form; 2025-03, RPR: image captcha on every search; no page of a case seen"
    access = Access.CAPTCHA
    is_verified = False
