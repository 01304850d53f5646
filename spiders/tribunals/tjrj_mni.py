"""Facts about the MNI service of TJRJ (Rio de Janeiro); it needs credentials of an agreement with the court."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from spiders.systems.mni.spider import MniSpider


class TJRJMni(MniSpider):
    """TJRJ by MNI."""

    tribunal = "TJRJ"
    j_tr = "8.19"
    addresses: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"mni": "https://webserverseguro.tjrj.jus.br/MNI/Servico.svc"}
    )
    verified_on = "2018, its own WSDL: no answer was seen"
    is_verified = False
