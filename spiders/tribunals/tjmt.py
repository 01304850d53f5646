"""Facts about the own application of TJMT (Mato Grosso), which is not visited."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.tjmt_rest.spider import TjmtRestSpider


class TJMTRest(TjmtRestSpider):
    """TJMT's own portal."""

    tribunal = "TJMT"
    j_tr = "8.11"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"api": "https://hellsgate.tjmt.jus.br/consultaprocessual"}
    )
    verified_on = "2026-06-29, VOY and real answers: a signature header computed by the page's script"
    access = Access.BLOCKED
