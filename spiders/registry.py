"""What exists: every tribunal of the national numbering, and the spiders that can ask it. Computed from the classes.

Nothing is registered by hand: a module in `spiders/tribunals` that defines a spider is found.
"""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from schemas.courts import Access, CourtSystem
from schemas.outcomes import Outcome
from spiders import tribunals as tribunal_modules
from spiders.base import CourtSpider
from spiders.errors import UnknownTribunal
from spiders.numbering import MILITARY_DISTRICTS, TRIBUNALS, Tribunal

SpiderClass = type[CourtSpider]

_NOT_OWN = frozenset(
    {
        CourtSystem.DATAJUD,
        CourtSystem.DEJT,
        CourtSystem.DISTRIBUTION_LISTS,
        CourtSystem.DJEN,
        CourtSystem.DJEN_CLIPPING,
        CourtSystem.JUSBR,
        CourtSystem.MNI,
        CourtSystem.PDPJ,
        CourtSystem.PUSH_EMAIL,
    }
)
"""Sources about a tribunal's cases that are not its public pages: gazettes, indexes, and what needs credentials."""

_CLOSED = {
    Access.CAPTCHA: "it asks for a captcha, which Arauto does not solve",
    Access.LOGIN: "it asks for a login",
    Access.BLOCKED: "it refuses automatic requests",
    Access.UNKNOWN: "nobody has confirmed that it can be read",
}


def tribunals() -> tuple[Tribunal, ...]:
    """Return all tribunals of the national numbering, in the order of J.TR."""
    return TRIBUNALS


def tribunal_of(j_tr: str) -> Tribunal:
    """Return the tribunal of a case number's J.TR ("8.26"); raises UnknownTribunal when the numbering has none."""
    found = _by_j_tr().get(j_tr)
    if found is None:
        raise UnknownTribunal(f"the national numbering has no tribunal {j_tr}", j_tr=j_tr)
    return found


def tribunal_named(acronym: str) -> Tribunal:
    """Return the tribunal with this acronym ("TJSP"); raises UnknownTribunal when there is none."""
    found = next((tribunal for tribunal in TRIBUNALS if tribunal.acronym == acronym), None)
    if found is None:
        raise UnknownTribunal(f"there is no tribunal {acronym}", acronym=acronym)
    return found


def spiders_of(tribunal: str) -> tuple[SpiderClass, ...]:
    """Return all spiders of a tribunal, the court's own systems first, DataJud last; none means unsupported."""
    return _by_tribunal().get(tribunal, ())


def own_spiders_of(tribunal: str) -> tuple[SpiderClass, ...]:
    """Return the spiders of a tribunal's own public systems, which decide about its cases where they are open."""
    return tuple(
        spider for spider in spiders_of(tribunal) if spider.system not in _NOT_OWN and spider.needs_credential is None
    )


def is_open(spider: SpiderClass) -> bool:
    """Say whether a system is visited unless the operator says otherwise: seen on real pages, and open."""
    return spider.is_verified and spider.access is Access.OPEN and not spider.why_unsupported


def deciding_spiders_of(tribunal: str) -> tuple[SpiderClass, ...]:
    """Return the spiders that decide about a tribunal's cases by default: its open systems, else DataJud."""
    opened = tuple(spider for spider in own_spiders_of(tribunal) if is_open(spider))
    return opened or _datajud_of(tribunal)


def why_not_asked(spider: SpiderClass) -> str:
    """Return in plain words why a system is not visited by default; empty when it is."""
    if spider.why_unsupported:
        return spider.why_unsupported
    if spider.access is not Access.OPEN:
        return _CLOSED[spider.access]
    return "" if spider.is_verified else "no real page of it has been seen yet"


def support_of(tribunal: str) -> tuple[Outcome | None, str]:
    """Return (None, which systems decide) for a tribunal that is asked by default, else (unsupported, why not)."""
    found = tribunal_named(tribunal)
    deciding = deciding_spiders_of(tribunal)
    closed = [f"{spider.system.value}: {why_not_asked(spider)}" for spider in own_spiders_of(tribunal)]
    if not deciding:
        return Outcome.UNSUPPORTED, "; ".join(closed) or found.reason
    return None, ", ".join(spider.system.value for spider in deciding)


def _datajud_of(tribunal: str) -> tuple[SpiderClass, ...]:
    return tuple(spider for spider in spiders_of(tribunal) if spider.system is CourtSystem.DATAJUD)


def all_spiders() -> tuple[SpiderClass, ...]:
    """Return every spider of every tribunal, in the order of their names."""
    for module in pkgutil.iter_modules(tribunal_modules.__path__, f"{tribunal_modules.__name__}."):
        import_module(module.name)
    known: set[SpiderClass] = set(_descendants(CourtSpider))  # type: ignore[type-abstract]  # only its children are used
    found = {spider for spider in known if spider.__module__.startswith(tribunal_modules.__name__)}
    return tuple(sorted(found, key=_order))


def _descendants(spider: SpiderClass) -> Iterator[SpiderClass]:
    for child in spider.__subclasses__():
        yield child
        yield from _descendants(child)


def _order(spider: SpiderClass) -> tuple[str, bool, str]:
    return spider.tribunal, spider.system is CourtSystem.DATAJUD, spider.system.value


@cache
def _by_tribunal() -> dict[str, tuple[SpiderClass, ...]]:
    spiders = all_spiders()
    names = {spider.tribunal for spider in spiders}
    return {name: tuple(spider for spider in spiders if spider.tribunal == name) for name in names}


@cache
def _by_j_tr() -> dict[str, Tribunal]:
    table = {tribunal.j_tr: tribunal for tribunal in TRIBUNALS}
    return table | dict.fromkeys(MILITARY_DISTRICTS, table["7.00"])
