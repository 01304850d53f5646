"""Facts about the eproc of TRF6 (Minas Gerais)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access, Capability
from spiders.systems.eproc.spider import EprocSpider


class TRF6Eproc(EprocSpider):
    """TRF6 in eproc."""

    tribunal = "TRF6"
    j_tr = "4.06"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://eproc1g.trf6.jus.br/eproc",
            "2g": "https://eproc2g.trf6.jus.br/eproc",
        }
    )
    verified_on = (
        "2026-04, JS and real pages: image captcha that the server checks; the distribution list only in its menu"
    )
    access = Access.CAPTCHA
    capabilities = frozenset({Capability.BY_NUMBER, Capability.BY_NAME, Capability.DISTRIBUTION_LIST})
