"""Serves PJe: form with ViewState, search by POST, detail by a token of the session, pages of movements."""

import hashlib
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from tests.court_simulator import pje_pages
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.pje_pages import SESSION, TOKEN, VIEW_STATE, GeneratedIds
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import PJE, TRIBUNALS, Tribunal

_COOKIE = "JSESSIONID"
_NUMBER_FIELD = "fPP:numProcesso-inputNumeroProcessoDecoration:numProcesso-inputNumeroProcesso"
_JBOSS_ERROR = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Erro</title></head><body>
<div class="rich-messages"><span class="rich-messages-label">Ocorreu um erro inesperado no sistema. Tente novamente mais tarde.</span></div>
<p>org.jboss.seam.RequiredException: javax.servlet.ServletException</p>
</body></html>"""  # noqa: E501


@dataclass
class _Session:
    """What JSF keeps on its side: which views were handed out, and which tokens open which case."""

    views: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def new_view(self, what: str) -> str:
        name = f"j_id{len(self.views) + 1}"
        self.views[name] = what
        return name


class PjeSite:
    """The PJe pages of all tribunals that have it."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._sessions: dict[str, _Session] = {}

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            for degree in ("1g", "2g") if tribunal.system == PJE else ():
                base = f"/{tribunal.path}/pje/{degree}"
                app.router.add_get(f"{base}/ConsultaPublica/listView.seam", self.form)
                app.router.add_post(f"{base}/ConsultaPublica/listView.seam{{tail:.*}}", self.search)
                detail = f"{base}/ConsultaPublica/DetalheProcessoConsultaPublica/listView.seam"
                app.router.add_get(detail, self.detail)
                app.router.add_post(detail, self.movements)
                app.router.add_get(f"{base}/login.seam", self.login)

    def _ids(self, tribunal: Tribunal) -> GeneratedIds:
        """Return the ids of this week's deployment of a tribunal."""
        week = max(self._state.day, 0) // 5
        digest = hashlib.sha256(f"{self._state.world.seed}/{tribunal.acronym}/{week}".encode()).digest()
        return GeneratedIds(digest[0] % 23)

    async def form(self, request: web.Request) -> web.StreamResponse:
        tribunal, path = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        name = secrets.token_hex(12) + ".pje-web-01"
        session = self._sessions[name] = _Session()
        has_captcha = self._state.outage(tribunal.acronym) == "captcha"
        page = self._state.cached(
            f"pje/form/{path}",
            lambda: pje_pages.form_page(tribunal, path, self._ids(tribunal), has_captcha=has_captcha).encode("latin-1"),
        )
        page = page.replace(SESSION.encode(), name.encode())
        response = _full(_with_view(page, session.new_view("form")))
        response.set_cookie(_COOKIE, name, path=path, httponly=True)
        return response

    def _session(self, request: web.Request) -> _Session | None:
        return self._sessions.get(request.cookies.get(_COOKIE, ""))

    async def search(self, request: web.Request) -> web.StreamResponse:
        tribunal, path = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        fields, session, ids = await request.post(), self._session(request), self._ids(tribunal)
        view = str(fields.get("javax.faces.ViewState", ""))
        if session is None or session.views.get(view) != "form":
            return _login(path)
        if fields.get(f"fPP:{ids[252]}") != f"fPP:{ids[252]}" or fields.get("AJAXREQUEST") != "_viewRoot":
            return _fragment(
                b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head></head><body></body></html>'
            )
        if self._state.outage(tribunal.acronym) == "captcha":
            text = pje_pages.results_page(path, ids, "", message=pje_pages.WRONG_CAPTCHA)
            return _fragment(_with_view(text.encode(), view))
        case = self._state.find(tribunal.acronym, str(fields.get(_NUMBER_FIELD, "")))
        if case is None or case.is_sealed(self._state.day) or path.endswith("/2g"):
            return _fragment(_with_view(pje_pages.results_page(path, ids, "").encode(), view))
        if self._state.trouble(case) == "error_200":
            return web.Response(text=_JBOSS_ERROR, content_type="text/html", charset="utf-8")
        page = self._state.cached(f"pje/result/{case.number}", lambda: self._result(case, path, ids))
        token = secrets.token_hex(24)
        session.tokens[token] = case.number
        return _fragment(_with_view(page.replace(TOKEN.encode(), token.encode()), view))

    def _result(self, case: Case, path: str, ids: GeneratedIds) -> bytes:
        row = pje_pages.result_row(self._state.world, case, path, ids, self._state.day)
        return pje_pages.results_page(path, ids, row).encode()

    async def detail(self, request: web.Request) -> web.StreamResponse:
        tribunal, path = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        session = self._session(request)
        number = session.tokens.get(request.query.get("ca", "")) if session else None
        if session is None or number is None:
            return _login(path)
        case = self._state.world.cases[number]
        page = self._state.cached(f"pje/detail/{number}", lambda: self._detail(case, path))
        page = _with_view(page, session.new_view(number))
        return _full(cut(page, number) if self._state.trouble(case) == "cut" else page)

    def _detail(self, case: Case, path: str) -> bytes:
        ids = self._ids(case.tribunal)
        return pje_pages.detail_page(self._state.world, case, path, ids, self._state.day).encode("latin-1")

    async def movements(self, request: web.Request) -> web.StreamResponse:
        tribunal, path = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        fields, session, ids = await request.post(), self._session(request), self._ids(tribunal)
        number = session.views.get(str(fields.get("javax.faces.ViewState", ""))) if session else None
        if number is None or number == "form":
            return _login(path)
        case = self._state.world.cases[number]
        page = self._asked_page(case, fields, ids)
        if page is None:
            return _fragment(
                b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head></head><body></body></html>'
            )
        if self._state.trouble(case) == "page_two":
            return web.Response(status=500, text=_JBOSS_ERROR, content_type="text/html", charset="utf-8")
        text = self._state.cached(
            f"pje/movements/{number}/{page}",
            lambda: pje_pages.movements_page(self._state.world, case, path, ids, (self._state.day, page)).encode(),
        )
        return _fragment(_with_view(text, str(fields["javax.faces.ViewState"])))

    def _asked_page(self, case: Case, fields: object, ids: GeneratedIds) -> int | None:
        """Return the page that the slider asks for, or None when a field of this deployment is missing."""
        form = f"{ids[150]}:{ids[562]}"
        get = fields.get  # type: ignore[attr-defined]
        wanted = str(get(f"{form}:{ids[563]}", ""))
        complete = get("AJAXREQUEST") == f"{ids[150]}:{ids[481]}" and get(f"{form}:{ids[564]}") and get(form)
        if not complete or not wanted.isdigit():
            return None
        return min(max(int(wanted), 1), pje_pages.page_count(self._state.world, case, self._state.day))

    async def login(self, request: web.Request) -> web.StreamResponse:
        text = '<html><head><title>PJe - Processo Judicial Eletrônico</title></head><body><form id="loginForm" name="login" method="post"><input type="text" name="username" /><input type="password" name="password" /></form></body></html>'  # noqa: E501
        return web.Response(text=text, content_type="text/html", charset="utf-8")


def _where(request: web.Request) -> tuple[Tribunal, str]:
    parts = request.path.split("/")
    return TRIBUNALS[parts[1].upper()], "/".join(parts[:4])


def _with_view(page: bytes, view: str) -> bytes:
    return page.replace(VIEW_STATE.encode(), view.encode())


def _full(body: bytes) -> web.Response:
    """Return a full page as PJe sends it: ISO-8859-1 bytes, and no charset in the header."""
    return web.Response(body=body, headers={"Content-Type": "text/html"})


def _fragment(body: bytes) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": "text/xml;charset=UTF-8"})


def _login(path: str) -> web.Response:
    return web.Response(status=302, headers={"Location": f"{path}/login.seam"})
