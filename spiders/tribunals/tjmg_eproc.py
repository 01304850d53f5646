"""Facts about the eproc of TJMG (Minas Gerais); other cases are in PJe and in the second degree's own site."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Capability
from spiders.systems.eproc.spider import EprocSpider


class TJMGEproc(EprocSpider):
    """TJMG in eproc."""

    tribunal = "TJMG"
    j_tr = "8.13"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc-consulta-publica-1g.tjmg.jus.br/eproc",
        }
    )
    verified_on = "2025-11, real pages: form without captcha, answers to a search by name; no page of a case seen"
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME})
