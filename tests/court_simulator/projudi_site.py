"""Serves Projudi: TJGO's form, search and detail by POST, and TJPR's form, whose image nobody can read here."""

from aiohttp import web

from tests.court_simulator import projudi_pages as pages
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import PROJUDI, TRIBUNALS, Tribunal

_TJPR = "TJPR"


class ProjudiSite:
    """The Projudi pages of all tribunals that have it."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system != PROJUDI:
                continue
            base = f"/{tribunal.path}/projudi"
            if tribunal.acronym == _TJPR:
                app.router.add_get(f"{base}/processo/consultaPublica.do", self.tjpr)
                app.router.add_post(f"{base}/processo/consultaPublica.do", self.tjpr)
            else:
                app.router.add_get(f"{base}/BuscaProcesso", self.form)
                app.router.add_post(f"{base}/BuscaProcesso", self.search)

    async def tjpr(self, request: web.Request) -> web.StreamResponse:
        if down := self._state.down_page(_TJPR):
            return down
        fields = await request.post() if request.method == "POST" else {}
        return _page(pages.tjpr_form_page(str(fields.get("numeroProcesso", ""))))

    async def form(self, request: web.Request) -> web.StreamResponse:
        tribunal = _tribunal(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        return _page(pages.form_page(has_captcha=self._state.outage(tribunal.acronym) == "captcha"))

    async def search(self, request: web.Request) -> web.StreamResponse:
        tribunal = _tribunal(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        fields = {name: str(value) for name, value in (await request.post()).items()}
        number = fields.get("ProcessoNumero", "")
        if self._state.outage(tribunal.acronym) == "captcha":
            return _page(pages.form_page(number, has_captcha=True, message=pages.BLOCKED))
        if code := fields.get("Id_Processo", ""):
            found = next((case for case in self._shown(tribunal) if pages.code_of(case) == code), None)
            return self._detail(found, number)
        case = self._state.find(tribunal.acronym, number)
        if case is None:
            return _page(pages.form_page(number, message=pages.NOT_FOUND))
        if self._state.trouble(case) == "error_200":
            return _page(pages.form_page(number, message=pages.TRY_LATER))
        alike = [each for each in self._shown(tribunal) if pages.short_of(each) == pages.short_of(case)]
        return _page(pages.list_page(self._state.world, alike, self._state.day))

    def _shown(self, tribunal: Tribunal) -> list[Case]:
        every = self._state.world.by_tribunal[tribunal.acronym]
        return [case for case in every if case.court_from <= self._state.day]

    def _detail(self, case: Case | None, number: str) -> web.Response:
        day = self._state.day
        if case is None or case.is_sealed(day):
            return _page(pages.form_page(number, message=pages.TRY_LATER))
        body = self._state.cached(
            f"projudi/{case.number}",
            lambda: _encoded(pages.detail_page(self._state.world, case, case.instances[0], day)),
        )
        return _answer(cut(body, case.number) if self._state.trouble(case) == "cut" else body)


def _tribunal(request: web.Request) -> Tribunal:
    return TRIBUNALS[request.path.split("/")[1].upper()]


def _encoded(text: str) -> bytes:
    """Latin, as the real site sends it; a letter outside of it as a reference."""
    return text.encode("latin-1", "xmlcharrefreplace")


def _page(text: str) -> web.Response:
    return _answer(_encoded(text))


def _answer(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="text/html", charset="iso-8859-1")
