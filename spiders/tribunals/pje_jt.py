"""The labour courts in PJe-JT: one class per regional court and TST, from a table of how far each was reached."""

from types import MappingProxyType, new_class

from schemas.courts import Access
from spiders.numbering import TRIBUNALS, Tribunal
from spiders.systems.pje_jt.spider import PjeJtSpider

_CAPTCHA = frozenset(f"TRT{n}" for n in (2, 4, 6, 8, 10, 11, 14, *range(16, 22), 24))
_BLOCKED = frozenset(f"TRT{n}" for n in (1, 5, 7, 9, 12, 13, 15, 22, 23))
_TST = "5.00"
_SEEN_BY_ACCESS = {
    Access.CAPTCHA: "2026-07-04, VOY: basic data open, the case behind an image captcha; no page of it has been read",
    Access.BLOCKED: "2026-07-04, VOY: refused data-centre addresses (403); no page of it has been read",
    Access.UNKNOWN: "2026-07-04, VOY: not reached; no page of it has been read",
}
_TRT3 = "2026-07-04, VOY: answered 405; no page of it has been read"


def _access_of(acronym: str) -> Access:
    if acronym in _CAPTCHA:
        return Access.CAPTCHA
    return Access.BLOCKED if acronym in _BLOCKED else Access.UNKNOWN


def _spider_of(tribunal: Tribunal) -> type[PjeJtSpider]:
    access = _access_of(tribunal.acronym)
    facts = {
        "__doc__": f"{tribunal.acronym} in PJe-JT.",
        "__module__": __name__,
        "tribunal": tribunal.acronym,
        "j_tr": tribunal.j_tr,
        "addresses": MappingProxyType({"api": f"https://pje.{tribunal.acronym.lower()}.jus.br/pje-consulta-api/api"}),
        "verified_on": _TRT3 if tribunal.acronym == "TRT3" else _SEEN_BY_ACCESS[access],
        "access": access,
        "is_verified": False,
    }
    return new_class(f"{tribunal.acronym}PjeJt", (PjeJtSpider,), exec_body=lambda namespace: namespace.update(facts))


SPIDERS = tuple(
    _spider_of(tribunal) for tribunal in TRIBUNALS if tribunal.acronym.startswith("TRT") or tribunal.j_tr == _TST
)
