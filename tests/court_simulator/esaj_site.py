"""Serves e-SAJ: a session cookie from open.do, search.do that redirects to show.do, and the second degree's modal."""

import secrets
from urllib.parse import urlencode

from aiohttp import web

from tests.court_simulator import esaj_pages
from tests.court_simulator.model import Case, Instance
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import ESAJ, TRIBUNALS, Tribunal

_COOKIE = "JSESSIONID"


class EsajSite:
    """The e-SAJ pages of all tribunals that have it."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._sessions: set[str] = set()
        self._by_code: dict[str, tuple[Case, Instance]] = {
            instance.code: (case, instance)
            for case in state.world.cases.values()
            for instance in case.instances
            if instance.system == ESAJ
        }

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system == ESAJ:
                app.router.add_get(f"/{tribunal.path}/esaj/sajcas/login", self.login)
                for name in tribunal.apps:
                    base = f"/{tribunal.path}/esaj/{name}"
                    app.router.add_get(f"{base}/open.do", self.open)
                    app.router.add_get(f"{base}/search.do", self.search)
                    app.router.add_get(f"{base}/show.do", self.show)

    async def open(self, request: web.Request) -> web.StreamResponse:
        tribunal, app = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        response = _page(esaj_pages.form_page(tribunal, app))
        session = secrets.token_hex(16).upper() + ".cpopg1"
        self._sessions.add(session)
        response.set_cookie(_COOKIE, session, path=f"/{tribunal.path}/esaj/{app}", httponly=True)
        return response

    async def login(self, request: web.Request) -> web.StreamResponse:
        return _page(esaj_pages.login_page(TRIBUNALS[request.path.split("/")[1].upper()]))

    async def search(self, request: web.Request) -> web.StreamResponse:
        tribunal, app = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        asked = self._asked_number(request)
        if request.cookies.get(_COOKIE) not in self._sessions or not asked:
            return _page(esaj_pages.form_page(tribunal, app, asked))
        if self._state.outage(tribunal.acronym) == "captcha":
            return _page(esaj_pages.captcha_page(tribunal, app, asked))
        case = self._state.find(tribunal.acronym, asked)
        is_first = app == tribunal.apps[0]
        instances = self._instances(case, is_first=is_first) if case else []
        if case is None or not instances:
            return _page(esaj_pages.message_page(tribunal, app, asked, esaj_pages.NOT_FOUND))
        if is_first and self._state.trouble(case) == "error_200":
            return _page(esaj_pages.message_page(tribunal, app, asked, esaj_pages.TRY_LATER))
        if len(instances) > 1:
            return _page(esaj_pages.modal_page(tribunal, app, case, instances))
        return _redirect(request, "show.do", _show_query(case, instances[0]))

    def _asked_number(self, request: web.Request) -> str:
        """Return the case number of a search by number, with its marks, or an empty text."""
        query = request.query
        if query.get("cbPesquisa", "NUMPROC") != "NUMPROC":
            return ""
        for field in ("dadosConsulta.valorConsultaNuUnificado", "dePesquisaNuUnificado"):
            for value in query.getall(field, []):
                if value[:1].isdigit():
                    return value
        return ""

    def _instances(self, case: Case, *, is_first: bool) -> list[Instance]:
        number = self._state.day
        level = "G1" if is_first else "G2"
        return [each for each in case.instances if each.level == level and each.appears <= number]

    async def show(self, request: web.Request) -> web.StreamResponse:
        tribunal, app = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        found = self._by_code.get(request.query.get("processo.codigo", ""))
        if request.cookies.get(_COOKIE) not in self._sessions or found is None or found[0].tribunal is not tribunal:
            return _page(esaj_pages.message_page(tribunal, app, "", esaj_pages.TRY_LATER))
        case, instance = found
        trouble = self._state.trouble(case) if instance.level == "G1" else ""
        if trouble == "login":
            return _redirect(request, "../sajcas/login", {"service": f"https://esaj.{tribunal.path}.jus.br/{app}"})
        page = self._state.cached(f"esaj/{instance.code}", lambda: self._render(case, instance))
        if trouble == "cut":
            page = esaj_pages.cut(page, instance.code)
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    def _render(self, case: Case, instance: Instance) -> bytes:
        number = self._state.day
        if case.is_sealed(number):
            return esaj_pages.sealed_page(self._state.world, case, instance, number).encode()
        return esaj_pages.detail_page(self._state.world, case, instance, number).encode()


def _where(request: web.Request) -> tuple[Tribunal, str]:
    parts = request.path.split("/")
    return TRIBUNALS[parts[1].upper()], parts[3]


def _show_query(case: Case, instance: Instance) -> dict[str, str]:
    query = {"processo.codigo": instance.code}
    if instance.level == "G1":
        query |= {"processo.foro": str(case.foro_code), "processo.numero": case.number.masked}
    return query


def _redirect(request: web.Request, target: str, query: dict[str, str]) -> web.Response:
    folder = request.path.rsplit("/", 1)[0]
    if target.startswith("../"):
        folder, target = folder.rsplit("/", 1)[0], target[3:]
    return web.Response(status=302, headers={"Location": f"{folder}/{target}?{urlencode(query)}"})


def _page(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8")
