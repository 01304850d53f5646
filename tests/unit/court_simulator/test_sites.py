"""Every system that is asked over HTTP has a site in the simulator, and the product's addresses lead to it."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

import spiders.systems
from schemas.courts import CourtSystem
from spiders.publishers import PublisherClient, publishers_of
from spiders.registry import all_spiders, spiders_of
from tests.court_simulator.scale import SCALES
from tests.court_simulator.server import make_app
from tests.court_simulator.tribunals import TRIBUNALS, chosen, court_addresses

NO_SITE = {
    CourtSystem.DJEN_CLIPPING: "a clipping is a PDF that somebody sends: nobody is asked",
    CourtSystem.PUSH_EMAIL: "mails are read over IMAP: tests/support/imap_server.py plays the mailbox",
    CourtSystem.TJMT: "never visited: its portal demands a signature",
    CourtSystem.TJRJ: "never visited: its older portal is history",
}
"""Why a system has no site. Those without a spider or client are asked by nobody and need no reason."""
PLAYED = ("country", "systems")
"""The scales that together play every system; a court that always stops at a captcha is in the second one only."""
_PLAYING = sorted({acronym for scale in PLAYED for acronym in SCALES[scale].tribunals})
SYSTEMS = Path(spiders.systems.__path__[0])


@pytest.fixture(scope="module")
def routes() -> list[list[str]]:
    """The parts of every path that is served."""
    resources = [resource for scale in PLAYED for resource in make_app(1, scale).router.resources()]
    return [resource.canonical.strip("/").split("/") for resource in resources]


def _is_asked(system: CourtSystem) -> bool:
    return (SYSTEMS / system.value / "spider.py").exists()


def _addresses(system: CourtSystem) -> dict[str, str]:
    """Return "tribunal/level" to the address's path."""
    return {
        key.replace(f"/{system.value}/", "/"): urlsplit(url).path
        for key, url in court_addresses("http://127.0.0.1:1", chosen(_PLAYING).values()).items()
        if key.split("/")[1] == system.value
    }


def _is_served(routes: list[list[str]], path: str) -> bool:
    asked = path.strip("/").split("/")

    def leads_there(parts: list[str]) -> bool:
        pairs = zip(asked, parts, strict=False)
        return len(parts) >= len(asked) and all(part.startswith("{") or part == each for each, part in pairs)

    return any(map(leads_there, routes))


@pytest.mark.parametrize("system", list(CourtSystem))
def test_a_system_has_a_site_or_a_reason(routes: list[list[str]], system: CourtSystem) -> None:
    paths = set(_addresses(system).values())
    served = {path for path in paths if _is_served(routes, path)}
    if system in NO_SITE or not _is_asked(system):
        assert not served, f"{system} has a site now: take its reason away"
        return
    assert paths, f"{system} has no address at the simulator, and nothing says why"
    assert served == paths


def test_no_reason_is_given_for_what_nobody_asks() -> None:
    """A reason that outlived its system, or that a spider's fact contradicts, is found here."""
    never = {spider.system for spider in all_spiders() if spider.why_unsupported}
    assert never == {CourtSystem.TJMT, CourtSystem.TJRJ}
    assert all(
        _is_asked(system) for system in NO_SITE if system not in (CourtSystem.DJEN_CLIPPING, CourtSystem.PUSH_EMAIL)
    )


def _stated(tribunal: str, system: str) -> set[str] | None:
    """Return the address levels that the product's class states."""
    classes: list[type[PublisherClient] | type] = [*spiders_of(tribunal), *publishers_of(tribunal)]
    return next((set(each.addresses) for each in classes if each.system == system), None)


def _covers(levels: set[str], stated: set[str]) -> bool:
    """Whether each stated level is given: `1g` stands for all of eproc's `1g_rj`, `1g_es`."""
    return all(any(f"{each}_".startswith(f"{level}_") for level in levels) for each in stated)


def test_the_addresses_have_the_levels_that_the_product_knows() -> None:
    """An address under another level than the class's own would leave the class without it."""
    given: dict[tuple[str, str], set[str]] = {}
    for key in court_addresses("http://127.0.0.1:1"):
        tribunal, system, level = key.split("/")
        given.setdefault((tribunal, system), set()).add(level)
    wrong = {place for place, levels in given.items() if not _covers(levels, _stated(*place) or set())}
    assert wrong == set()
    assert {tribunal for tribunal, _ in given} == set(TRIBUNALS)
