"""Facts about TJPA's unified consultation (Pará)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Capability
from spiders.systems.tjpa_unificada.spider import TjpaSpider


class TJPAUnificada(TjpaSpider):
    """TJPA in its unified consultation."""

    tribunal = "TJPA"
    j_tr = "8.14"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"api": "https://consulta-processual-unificada-prd.tjpa.jus.br/consilium-rest"}
    )
    verified_on = "2026-06-29, VOY and real answers; 2026-02, TP1 and TP2: open; no answer with movements seen"
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME})
