"""Says what a saved page is: gives it to the system that knows it, and names walls and pages that nobody knows (pure).

Systems are imported only when they are asked, so that a command which reads one page starts fast.
"""

import re
from codecs import BOM_UTF8
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from schemas.courts import CourtSystem
from schemas.outcomes import Outcome
from schemas.pages import PageKind, ParsedPage
from spiders.barriers import Barrier, captcha_in_words, firm_wall, loose_wall
from spiders.errors import PageChanged

_ORDER = (
    CourtSystem.DATAJUD,
    CourtSystem.DJEN,
    CourtSystem.PDPJ,  # before jus.br, which shows the same cases with fewer keys
    CourtSystem.JUSBR,
    CourtSystem.TJPA,
    CourtSystem.TJMT,
    CourtSystem.PJE_JT,
    CourtSystem.PJE_REST,
    CourtSystem.STF,
    CourtSystem.MNI,
    CourtSystem.DISTRIBUTION_LISTS,
    CourtSystem.PUSH_EMAIL,
    CourtSystem.DJEN_CLIPPING,
    CourtSystem.PJE,
    CourtSystem.EPROC,
    CourtSystem.PROJUDI,
    CourtSystem.STJ,
    CourtSystem.DEJT,
    CourtSystem.TJRJ,
    CourtSystem.ESAJ,
)
"""Those told by their first bytes come first; the others have marks that exclude each other."""

_BARE = re.compile(rb"\s*(?:\[\s*\]|true|false|\d{1,12})\s*")
"""An answer that says nothing of who gave it: an empty list, a truth, a count. Only a named system reads it."""


def parse_page(
    body: bytes,
    *,
    system: CourtSystem | str | None = None,
    tribunal: str | None = None,  # noqa: ARG001 - a system may need it one day; what a page says never follows from it
    page: str | None = None,
    content_type: str | None = None,
) -> ParsedPage:
    """Return what the page says; a page that nobody knows is `page_changed`, never an empty case.

    Args: system: the only one to ask, else all; page: forces the kind of the page.
    """
    forced = CourtSystem(system) if system is not None else None
    body = body.removeprefix(BOM_UTF8)
    if wall := firm_wall(body):
        return _of_wall(wall, forced)
    changed: PageChanged | None = None
    is_known = False
    for candidate in (forced,) if forced else _ORDER:
        pages = _pages_of(candidate)
        if pages is None:
            continue
        kind = page or pages.recognise(body)
        if kind is None or (forced is None and _BARE.fullmatch(body)):
            continue
        try:
            parsed: ParsedPage = pages.parse(body, page=page, content_type=content_type)
        except PageChanged as error:
            changed = changed or error
            is_known = is_known or kind != PageKind.UNKNOWN
            forced = forced or (candidate if page is None else None)
            continue
        return parsed
    if not is_known and (wall := loose_wall(body) or captcha_in_words(body)):
        return _of_wall(wall, forced)
    return _unknown(forced, changed)


@cache
def _pages_of(system: CourtSystem) -> ModuleType | None:
    if not (Path(__file__).parent / "systems" / system.value / "pages.py").exists():
        return None
    return import_module(f"spiders.systems.{system.value}.pages")


def _of_wall(wall: Barrier, system: CourtSystem | None) -> ParsedPage:
    reason = f"{wall.reason[:1].upper()}{wall.reason[1:]}."
    return ParsedPage(system=system, page=PageKind.WALL, outcome=wall.outcome, reason=reason, message=wall.message)


def _unknown(system: CourtSystem | None, changed: PageChanged | None) -> ParsedPage:
    reason = f"The page has not the shape that it should have: {changed}." if changed else "Nobody knows this page."
    return ParsedPage(system=system, page=PageKind.UNKNOWN, outcome=Outcome.PAGE_CHANGED, reason=reason)
