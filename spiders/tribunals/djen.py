"""Each tribunal as a publisher of the national gazette: one client per acronym, made from the table of J.TR."""

from types import new_class

from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.djen.spider import DjenClient

_NEVER_PUBLISHED = ("STF",)
"""VOY 2026-08: no item of the STF was ever found."""
_VERIFIED_ON = "2026-07-12, RVS; 2026-08-21, VOY; real answers of several publishers"
_SEEN_TOGETHER = "TJDFT TJMG TJPA TJPB TJPR TJRJ TJRN TJRO TJSE TRF1 TRF5 TRT1 TRT3 TRT10 TRT14 TRT15"
_SEEN = frozenset(_SEEN_TOGETHER.split())
"""Publishers with an item in a captured answer."""


def _client_of(tribunal: Tribunal) -> type[DjenClient]:
    facts = {
        "__doc__": f"{tribunal.acronym} in the national gazette.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "publisher": tribunal.acronym,
        "verified_on": _VERIFIED_ON,
        "is_verified": tribunal.acronym in _SEEN,
    }
    name = f"{tribunal.acronym.replace('-', '')}Djen"
    return new_class(name, (DjenClient,), {}, lambda namespace: namespace.update(facts))


CLIENTS = tuple(_client_of(tribunal) for tribunal in TRIBUNALS if tribunal.acronym not in _NEVER_PUBLISHED)
