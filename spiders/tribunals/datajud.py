"""DataJud's index of each tribunal: one class per alias, made from the table of J.TR."""

from types import new_class

from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.datajud.spider import DatajudSpider

_VERIFIED_ON = "2026-08-14, VOY; 2026-07-12, RVS; real answers of TJSP and TJES: open with the public key"


def _spider_of(tribunal: Tribunal) -> type[DatajudSpider]:
    facts = {
        "__doc__": f"{tribunal.acronym} in DataJud.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "j_tr": tribunal.j_tr,
        "alias": tribunal.alias,
        "verified_on": _VERIFIED_ON,
    }
    name = f"{tribunal.acronym.replace('-', '')}Datajud"
    return new_class(name, (DatajudSpider,), exec_body=lambda namespace: namespace.update(facts))


SPIDERS = tuple(_spider_of(tribunal) for tribunal in TRIBUNALS if tribunal.alias is not None)
