"""Serves the STF's portal: search by unique number, which leads to the page of a case, and two of its tabs."""

from aiohttp import web

from tests.court_simulator import stf_pages as pages
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import STF

_FIREWALL = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"


class StfSite:
    """The portal. The search by number and the tabs follow what public programs ask for: neither was captured."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system != STF:
                continue
            base = f"/{tribunal.path}/stf/processos"
            app.router.add_get(f"{base}/listarProcessos.asp", self.search)
            app.router.add_get(f"{base}/detalhe.asp", self.detail)
            app.router.add_get(f"{base}/abaPartes.asp", self.parties)
            app.router.add_get(f"{base}/abaAndamentos.asp", self.movements)

    async def search(self, request: web.Request) -> web.StreamResponse:
        """Redirect to the case; a number that nobody knows ends on the empty page."""
        if refusal := self._refusal():
            return refusal
        case = self._state.find("STF", request.query.get("numeroUnico", ""))
        if case is None:
            return _page(pages.shell_page())
        raise web.HTTPFound(f"/stf/stf/processos/detalhe.asp?incidente={pages.incident_of(case)}")

    async def detail(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal():
            return refusal
        case = self._by_incident(request)
        if case is None:
            return _page(pages.shell_page())
        trouble = self._state.trouble(case)
        if trouble == "error_200":
            return _page(pages.ERROR)
        body = pages.detail_page(case, case.instances[0], self._state.day).encode()
        return _answer(cut(body, case.number) if trouble == "cut" else body)

    async def parties(self, request: web.Request) -> web.StreamResponse:
        case = self._open(request)
        return self._refusal() or _page(pages.parties_tab(self._state.world, case, self._state.day) if case else "")

    async def movements(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal():
            return refusal
        case = self._open(request)
        if case is None or self._state.trouble(case) == "page_two":
            return web.Response(status=500, text=pages.ERROR, content_type="text/html")
        return _page(pages.movements_tab(self._state.world, case, case.instances[0], self._state.day))

    def _refusal(self) -> web.Response | None:
        """Return the page of a portal that is down, or that of the firewall in front of it."""
        if self._state.outage("STF") == "captcha":
            return _page(_FIREWALL)
        return self._state.down_page("STF")

    def _by_incident(self, request: web.Request) -> Case | None:
        asked, day = request.query.get("incidente", ""), self._state.day
        every = self._state.world.by_tribunal["STF"]
        return next((case for case in every if pages.incident_of(case) == asked and case.court_from <= day), None)

    def _open(self, request: web.Request) -> Case | None:
        case = self._by_incident(request)
        return None if case is None or case.is_sealed(self._state.day) else case


def _page(text: str) -> web.Response:
    return _answer(text.encode())


def _answer(body: bytes) -> web.Response:
    """The portal names no encoding."""
    return web.Response(body=body, headers={"Content-Type": "text/html"})
