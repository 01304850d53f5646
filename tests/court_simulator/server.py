"""Puts all systems and the conductor's controls behind one HTTP server."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from tests.court_simulator.datajud_site import DatajudSite
from tests.court_simulator.dejt_site import DejtSite
from tests.court_simulator.djen_site import DjenSite
from tests.court_simulator.eproc_site import EprocSite
from tests.court_simulator.esaj_site import EsajSite
from tests.court_simulator.gazette_site import GazetteSite
from tests.court_simulator.ledger import LedgerWriter
from tests.court_simulator.mni_site import MniSite
from tests.court_simulator.mobile_site import MobileSite
from tests.court_simulator.pdpj_site import PdpjSite
from tests.court_simulator.pje_jt_site import PjeJtSite
from tests.court_simulator.pje_rest_site import PjeRestSite
from tests.court_simulator.pje_site import PjeSite
from tests.court_simulator.projudi_site import ProjudiSite
from tests.court_simulator.state import CurrentState
from tests.court_simulator.stf_site import StfSite
from tests.court_simulator.stj_site import StjSite
from tests.court_simulator.tjpa_site import TjpaSite
from tests.court_simulator.world import World

SITES = (
    EsajSite,
    MobileSite,
    PjeSite,
    DatajudSite,
    EprocSite,
    ProjudiSite,
    TjpaSite,
    PjeRestSite,
    PjeJtSite,
    StfSite,
    StjSite,
    PdpjSite,
    DjenSite,
    DejtSite,
    MniSite,
    GazetteSite,
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """What the conductor asks: the plan, the clock, the ledger, statistics."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._writer = LedgerWriter(state.world)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/_control/plan", self.plan)
        app.router.add_get("/_control/ledger", self.ledger)
        app.router.add_get("/_control/stats", self.stats)
        app.router.add_post("/_control/clock", self.clock)

    async def plan(self, request: web.Request) -> web.Response:
        return web.json_response(self._writer.plan(f"http://{request.host}"))

    async def ledger(self, request: web.Request) -> web.Response:
        return web.json_response(self._writer.ledger())

    async def stats(self, request: web.Request) -> web.Response:
        state = self._state
        said = {"now": state.now.isoformat() if state.now else None, "day": state.day, "cases": len(state.world.cases)}
        return web.json_response(said | state.traffic.as_json())

    async def clock(self, request: web.Request) -> web.Response:
        moment = datetime.fromisoformat((await request.json())["now"])
        self._state.move_to(moment)
        return web.json_response({"now": moment.isoformat(), "day": self._state.day})


def make_app(seed: int, scale: str) -> web.Application:
    """Return the server of a world."""
    state = CurrentState(World(seed, scale))

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        parts = request.path.split("/")
        if parts[1] == "_control":
            return await handler(request)
        is_own = len(parts) > 3 and parts[1].upper() in state.world.tribunals
        source = state.traffic.begin(parts[1].upper(), parts[2] if is_own else parts[1], state.day)
        response = await handler(request)
        source.bytes += len(response.body) if isinstance(response, web.Response) and response.body else 0
        return response

    app = web.Application(middlewares=[count])
    Control(state).add_routes(app)
    for site in SITES:
        site(state).add_routes(app)
    return app
