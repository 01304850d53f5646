"""Each labour court in the gazette of the labour courts: one client per acronym."""

from types import new_class

from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.dejt.spider import DejtClient

_SEEN = "TRT3"


def _client_of(tribunal: Tribunal) -> type[DejtClient]:
    facts = {
        "__doc__": f"{tribunal.acronym} in the gazette of the labour courts.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "number": tribunal.acronym.removeprefix("TRT"),
        "verified_on": "2026-08-16, VOY; real pages of TRT3",
        "is_verified": tribunal.acronym == _SEEN,
    }
    return new_class(f"{tribunal.acronym}Dejt", (DejtClient,), {}, lambda namespace: namespace.update(facts))


CLIENTS = tuple(_client_of(tribunal) for tribunal in TRIBUNALS if tribunal.acronym.startswith("TRT"))
