"""Facts about the eproc of TJSP (São Paulo); older cases are in e-SAJ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access, Capability
from spiders.systems.eproc.spider import EprocSpider


class TJSPEproc(EprocSpider):
    """TJSP in eproc."""

    tribunal = "TJSP"
    j_tr = "8.26"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc-consulta.tjsp.jus.br/consulta_1g",
        }
    )
    verified_on = "2026-09-25, MON: Turnstile on every form, the distribution list too; no page seen"
    is_verified = False
    access = Access.CAPTCHA
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME, Capability.DISTRIBUTION_LIST})
