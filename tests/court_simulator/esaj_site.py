"""Serves e-SAJ: a session cookie from open.do, searches by number and name, lists, show.do, incidents, the modal."""

import secrets
from urllib.parse import urlencode

from aiohttp import web

from tests.court_simulator import esaj_pages
from tests.court_simulator.esaj_lists import Found, list_page
from tests.court_simulator.esaj_old_pages import charset_of, is_old, old_detail_page
from tests.court_simulator.model import Case, Incident, Instance, Party
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import ESAJ, TRIBUNALS, Tribunal

_COOKIE = "JSESSIONID"


class EsajSite:
    """The e-SAJ pages of all tribunals that have it."""

    rows_to_a_page = 25

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
                    app.router.add_get(f"{base}/trocarPagina.do", self.search)
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
        asked, name = self._asked_number(request), _asked_name(request)
        if request.cookies.get(_COOKIE) not in self._sessions or not (asked or name):
            return _page(esaj_pages.form_page(tribunal, app, asked))
        if self._state.outage(tribunal.acronym) == "captcha":
            return _page(esaj_pages.captcha_page(tribunal, app, asked))
        if name:
            return self._cases_of(request, name)
        case = self._state.find(tribunal.acronym, asked)
        is_first = app == tribunal.apps[0]
        instances = self._instances(case, is_first=is_first) if case else []
        if case is None or not instances:
            return _page(esaj_pages.message_page(tribunal, app, asked, esaj_pages.NOT_FOUND))
        if is_first and self._state.trouble(case) == "error_200":
            return _page(esaj_pages.message_page(tribunal, app, asked, esaj_pages.TRY_LATER))
        if len(instances) > 1 and not case.foro_code % 2:
            return self._list(request, [Found(case, each) for each in instances])
        if len(instances) > 1:
            return _page(esaj_pages.modal_page(tribunal, app, case, instances))
        return _redirect(request, "show.do", _show_query(case, instances[0]))

    def _cases_of(self, request: web.Request, name: str) -> web.StreamResponse:
        """Answer a search by the full name: nothing, the only case at once, or a list. Sealed cases are not in it."""
        tribunal, app = _where(request)
        day = self._state.day
        is_first = app == tribunal.apps[0]
        found = [
            Found(case, instance, person)
            for case in self._state.world.by_tribunal[tribunal.acronym]
            if case.court_from <= day and not case.is_sealed(day) and (person := _named(case, name))
            for instance in self._instances(case, is_first=is_first)
        ]
        if not found:
            return _page(esaj_pages.message_page(tribunal, app, "", esaj_pages.NOT_FOUND))
        if len(found) == 1:
            return _redirect(request, "show.do", _show_query(found[0].case, found[0].instance))
        return self._list(request, sorted(found, key=lambda each: each.case.number, reverse=True))

    def _list(self, request: web.Request, found: list[Found]) -> web.StreamResponse:
        tribunal, app = _where(request)
        query, page, size = dict(request.query), page_of(request), self.rows_to_a_page
        return _page(list_page(tribunal, app, found, query, page=page, size=size, day=self._state.day))

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
        code = request.query.get("processo.codigo", "")
        found = self._by_code.get(code)
        if incident := self._incident(tribunal, code):
            return self._show_incident(request, *incident)
        if request.cookies.get(_COOKIE) not in self._sessions or found is None or found[0].tribunal is not tribunal:
            return _page(esaj_pages.message_page(tribunal, app, "", esaj_pages.TRY_LATER))
        case, instance = found
        trouble = self._state.trouble(case) if instance.level == "G1" else ""
        if trouble == "login":
            return _redirect(request, "../sajcas/login", {"service": f"https://esaj.{tribunal.path}.jus.br/{app}"})
        page = self._state.cached(f"esaj/{instance.code}", lambda: self._render(case, instance))
        if trouble == "cut":
            page = esaj_pages.cut(page, instance.code)
        return web.Response(body=page, content_type="text/html", charset=charset_of(case))

    def _incident(self, tribunal: Tribunal, code: str) -> tuple[Case, Incident] | None:
        cases = self._state.world.by_tribunal[tribunal.acronym]
        return next(((case, each) for case in cases for each in case.incidents if each.code == code), None)

    def _show_incident(self, request: web.Request, case: Case, incident: Incident) -> web.StreamResponse:
        if incident.trouble == "login":
            return _redirect(request, "../sajcas/login", {"service": f"https://esaj.{case.tribunal.path}.jus.br"})
        return _page(esaj_pages.incident_page(self._state.world, case, incident, self._state.day))

    def _render(self, case: Case, instance: Instance) -> bytes:
        number = self._state.day
        if case.is_sealed(number):  # in today's layout also where the case's other pages are in the old one
            return esaj_pages.sealed_page(self._state.world, case, instance, number).encode()
        if is_old(case):
            text = old_detail_page(self._state.world, case, instance, number)
            return text.encode(charset_of(case), "xmlcharrefreplace")
        return esaj_pages.detail_page(self._state.world, case, instance, number).encode()


def _where(request: web.Request) -> tuple[Tribunal, str]:
    parts = request.path.split("/")
    return TRIBUNALS[parts[1].upper()], parts[3]


def page_of(request: web.Request) -> int:
    return int(request.query.get("paginaConsulta") or 1)


def _asked_name(request: web.Request) -> str:
    """Return the name of a search by party."""
    query = request.query
    field = next((name for name in ("dadosConsulta.valorConsulta", "dePesquisa") if name in query), "")
    return " ".join(query[field].split()) if query.get("cbPesquisa") == "NMPARTE" and field else ""


def _named(case: Case, name: str) -> Party | None:
    wanted = name.casefold()
    return next((party for party in case.parties if " ".join(party.name.split()).casefold() == wanted), None)


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
