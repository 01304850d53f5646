"""Facts about TJDFT's PJe (Distrito Federal e Territórios) as an app with a REST service."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.pje_rest.spider import PjeRestSpider


class TJDFTPjeRest(PjeRestSpider):
    """TJDFT by PJe's REST service; the service of the second degree is not known."""

    tribunal = "TJDFT"
    j_tr = "8.07"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje-consultapublica-api.tjdft.jus.br/v1",
        }
    )
    verified_on = (
        "2026-05-26, VOY: open without captcha; its route of movements is reported for TRF3 only; no page read"
    )
    is_verified = False
