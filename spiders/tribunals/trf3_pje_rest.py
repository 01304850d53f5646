"""Facts about TRF3's PJe (third region) as an app with a REST service, which took its old pages' place."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from schemas.courts import Access, CourtSystem
from spiders.systems.pje_rest.spider import PjeRestSpider


class TRF3PjeRest(PjeRestSpider):
    """TRF3 by PJe's REST service, asked only instead of the pages that were there before."""

    tribunal = "TRF3"
    j_tr = "4.03"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "1g": "https://pje1g-consultapublica.trf3.jus.br/v1",
        }
    )
    verified_on = "2026-09-20, RAD: no captcha, Akamai refuses clients without its cookies; no page of it has been read"
    is_verified = False
    access = Access.BLOCKED
    stands_for = CourtSystem.PJE
