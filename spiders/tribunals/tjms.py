"""Facts about the e-SAJ of TJMS (Mato Grosso do Sul); new cases are in eproc."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.esaj.spider import EsajSpider


class TJMSEsaj(EsajSpider):
    """TJMS in e-SAJ."""

    tribunal = "TJMS"
    j_tr = "8.12"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"cpopg": "https://esaj.tjms.jus.br/cpopg5", "cposg": "https://esaj.tjms.jus.br/cposg5"}
    )
    verified_on = "2026-06, VOY and real pages: reCAPTCHA on every search"
    access = Access.CAPTCHA
