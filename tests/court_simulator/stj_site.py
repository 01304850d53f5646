"""Serves the STJ's search: a case by its unique number or by its register number."""

from aiohttp import web

from tests.court_simulator import stj_pages as pages
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import STJ

_FIREWALL = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"


class StjSite:
    """The search. A case in the trouble `list` is shown in a list, and by its register number only."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system == STJ:
                app.router.add_get(f"/{tribunal.path}/stj/processo/pesquisa/", self.search)

    async def search(self, request: web.Request) -> web.StreamResponse:
        if self._state.outage("STJ") == "captcha":
            return _page(_FIREWALL)
        if down := self._state.down_page("STJ"):
            return down
        case = self._asked(request)
        if case is None:
            return _page(pages.nothing_page())
        trouble = self._state.trouble(case)
        if trouble == "error_200":
            return _page(pages.greeting_page())
        if trouble == "list" and "termo" in request.query:
            return _page(pages.list_page([case]))
        body = _encoded(pages.detail_page(self._state.world, case, case.instances[0], self._state.day))
        return _answer(cut(body, case.number) if trouble == "cut" else body)

    def _asked(self, request: web.Request) -> Case | None:
        register, day = request.query.get("num_registro"), self._state.day
        if register is None:
            return self._state.find("STJ", request.query.get("termo", ""))
        digits = "".join(filter(str.isdigit, register))
        every = (case for case in self._state.world.by_tribunal["STJ"] if case.court_from <= day)
        return next((case for case in every if pages.register_of(case).translate(_NO_MARKS) == digits), None)


_NO_MARKS = str.maketrans("", "", "/-")


def _encoded(text: str) -> bytes:
    """Latin, as the real site sends it; a letter outside of it as a reference."""
    return text.encode("latin-1", "xmlcharrefreplace")


def _page(text: str) -> web.Response:
    return _answer(_encoded(text))


def _answer(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/html", charset="iso-8859-1")
