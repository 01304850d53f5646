"""Facts about the eproc of TJSE (Sergipe); the tribunal's own search page asks for a captcha."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TJSEEproc(EprocSpider):
    """TJSE in eproc."""

    tribunal = "TJSE"
    j_tr = "8.25"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1g.tjse.jus.br/eproc",
        }
    )
    verified_on = "2026-06-29, VOY (weak): the address only; no page seen"
    is_verified = False
    access = Access.UNKNOWN
