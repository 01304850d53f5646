"""Facts about the eproc of TRF4 (Paraná, Santa Catarina, Rio Grande do Sul): each state has an installation."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access
from spiders.systems.eproc.spider import EprocSpider


class TRF4Eproc(EprocSpider):
    """TRF4 in eproc."""

    tribunal = "TRF4"
    j_tr = "4.04"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g_pr": "https://eproc.jfpr.jus.br/eprocV2",
            "1g_rs": "https://eproc.jfrs.jus.br/eprocV2",
            "1g_sc": "https://eproc.jfsc.jus.br/eprocV2",
            "2g": "https://eproc.trf4.jus.br/eproc2trf4",
        }
    )
    verified_on = "2026-05, VOY: captcha or login; no page seen"
    is_verified = False
    access = Access.CAPTCHA
