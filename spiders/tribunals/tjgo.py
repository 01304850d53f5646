"""Facts about the Projudi of TJGO (Goiás)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.projudi.spider import ProjudiSpider


class TJGOProjudi(ProjudiSpider):
    """TJGO in Projudi."""

    tribunal = "TJGO"
    j_tr = "8.09"
    skin = "tjgo"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType({"consulta": "https://projudi.tjgo.jus.br"})
    verified_on = "2026-06-29, VOY and real pages: Cloudflare Turnstile on every search"
    access = Access.CAPTCHA
