"""Each tribunal's cases in the PDPJ data lake and on jus.br: one class per tribunal and source, made from the table.

Neither is asked without the operator's token. Which tribunals really deliver their cases there is not known.
"""

from types import new_class

from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.jusbr.spider import JusbrSpider
from spiders.systems.pdpj.spider import PdpjSpider

_SEEN = {
    PdpjSpider: "2026-05, JS and real answers of a TRF1 case (redacted): needs a personal token",
    JusbrSpider: "2026-06, JS and real answers of a TRF1 case (redacted): needs a personal token",
}
_SEEN_AT = "TRF1"


def _spider_of(
    tribunal: Tribunal, source: type[PdpjSpider] | type[JusbrSpider]
) -> type[PdpjSpider] | type[JusbrSpider]:
    facts = {
        "__doc__": f"{tribunal.acronym} in {source.system.value}.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "j_tr": tribunal.j_tr,
        "verified_on": _SEEN[source],
        "is_verified": tribunal.acronym == _SEEN_AT,
    }
    name = f"{tribunal.acronym.replace('-', '')}{source.system.value.capitalize()}"
    made: type[PdpjSpider] | type[JusbrSpider] = new_class(
        name, (source,), exec_body=lambda namespace: namespace.update(facts)
    )
    return made


SPIDERS = tuple(_spider_of(tribunal, source) for tribunal in TRIBUNALS for source in (PdpjSpider, JusbrSpider))
