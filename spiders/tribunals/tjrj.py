"""Facts about the PJe of TJRJ (Rio de Janeiro); other cases are in eproc and in the older portal."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje.spider import PjeSpider


class TJRJPje(PjeSpider):
    """TJRJ in PJe."""

    tribunal = "TJRJ"
    j_tr = "8.19"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://tjrj.pje.jus.br/pje",
        }
    )
    verified_on = "2026-06-29, VOY and real pages: open without captcha"
