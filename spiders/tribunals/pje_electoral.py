"""The electoral courts in their common PJe consultation: one class for TSE and each TRE, made from the table of J.TR.

Known from one list of links only: whether its pages are those of PJe's other installations nobody has said.
"""

from types import MappingProxyType, new_class

from schemas.courts import Access
from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.pje.spider import PjeSpider

_ADDRESS = MappingProxyType({"1g": "https://consultaunificadapje.tse.jus.br"})
_VERIFIED_ON = "2026-06-27, IVR (weak): the host only, its form is not known; no page of it has been read"


def _spider_of(tribunal: Tribunal) -> type[PjeSpider]:
    facts = {
        "__doc__": f"{tribunal.acronym} in the electoral courts' common PJe consultation.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "j_tr": tribunal.j_tr,
        "addresses": _ADDRESS,
        "verified_on": _VERIFIED_ON,
        "is_verified": False,
        "access": Access.UNKNOWN,
    }
    name = f"{tribunal.acronym.replace('-', '')}Pje"
    return new_class(name, (PjeSpider,), exec_body=lambda namespace: namespace.update(facts))


SPIDERS = tuple(_spider_of(tribunal) for tribunal in TRIBUNALS if tribunal.j_tr.startswith("6."))
