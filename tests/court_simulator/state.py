"""The simulator's present moment, and what has already been rendered for it."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from tests.court_simulator.model import Case
from tests.court_simulator.traffic import Traffic
from tests.court_simulator.world import World

_DOWN = """<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>Sistema em manutenção</h1>
<p>O sistema está temporariamente indisponível para manutenção programada. Tente novamente mais tarde.</p>
</body></html>"""


class CurrentState:
    """The world at the moment to which the conductor has moved the clock; before that, the eve of the first day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now: datetime | None = None
        self.day = -1
        self.traffic = Traffic()
        self._cache: dict[str, bytes] = {}

    def move_to(self, now: datetime) -> None:
        self.now = now
        number = self.world.day_number(now)
        if number != self.day:
            self.day = number
            self._cache.clear()

    def cached(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return a page of the present day, rendered once."""
        page = self._cache.get(key)
        if page is None:
            page = self._cache[key] = make()
        return page

    def find(self, tribunal: str, number: str) -> Case | None:
        """Return a case that its court's pages show today, sealed ones included."""
        case = self.world.cases.get("".join(filter(str.isdigit, number)))
        if case is None or case.tribunal.acronym != tribunal or case.court_from > self.day:
            return None
        return case

    def trouble(self, case: Case) -> str:
        return case.troubles.get(self.day, "")

    def outage(self, tribunal: str) -> str:
        """Return the kind of outage that a tribunal suffers today, or an empty text."""
        outage = self.world.outage_on(tribunal, self.day)
        return outage.kind if outage else ""

    def down_page(self, tribunal: str) -> web.Response | None:
        """Return the 503 of a tribunal that is down today."""
        if self.outage(tribunal) != "maintenance":
            return None
        return web.Response(status=503, text=_DOWN, content_type="text/html", headers={"Retry-After": "3600"})
