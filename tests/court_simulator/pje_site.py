"""Serves PJe: form with ViewState, search by POST, detail by a token of the session, pages of movements."""

import hashlib
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from tests.court_simulator import pje_pages, pje_tables
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.pje_pages import SESSION, TOKEN
from tests.court_simulator.pje_tables import VIEW_STATE, GeneratedIds
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import PJE, TRIBUNALS, Tribunal

_COOKIE = "JSESSIONID"
MOST_RESULTS = 30
_NAME_FIELD = "fPP:dnp:nomeParte"
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
                app.router.add_post(detail, self.turn)
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
            text = pje_pages.results_page(path, ids, (), message=pje_pages.WRONG_CAPTCHA)
            return _fragment(_with_view(text.encode(), view))
        if name := str(fields.get(_NAME_FIELD, "")):
            return _fragment(_with_view(self._named(tribunal, path, session, name), view))
        case = self._state.find(tribunal.acronym, str(fields.get(_NUMBER_FIELD, "")))
        if case is None or case.is_sealed(self._state.day) or path.endswith("/2g"):
            return _fragment(_with_view(pje_pages.results_page(path, ids, ()).encode(), view))
        if self._state.trouble(case) == "error_200":
            return web.Response(text=_JBOSS_ERROR, content_type="text/html", charset="utf-8")
        page = self._state.cached(f"pje/result/{case.number}", lambda: self._result(case, path, ids))
        token = secrets.token_hex(24)
        session.tokens[token] = case.number
        return _fragment(_with_view(page.replace(TOKEN.encode(), token.encode()), view))

    def _named(self, tribunal: Tribunal, path: str, session: _Session, name: str) -> bytes:
        """Return the newest cases in which every word of a name is part of one party's name; a list is cut at 30."""
        day, ids, words = self._state.day, self._ids(tribunal), set(name.upper().split())
        found = [
            case
            for case in self._state.world.by_tribunal[tribunal.acronym]
            if case.court_from <= day
            and not case.is_sealed(day)
            and any(words <= set(party.name.upper().split()) for party in case.parties)
        ]
        rows = []
        for case in sorted(found, key=lambda each: each.distributed_on, reverse=True)[:MOST_RESULTS]:
            token = secrets.token_hex(24)
            session.tokens[token] = case.number
            row = pje_pages.result_row(self._state.world, case, path, ids, day)
            rows.append(row.replace(TOKEN, token))
        return pje_pages.results_page(path, ids, () if path.endswith("/2g") else rows).encode()

    def _result(self, case: Case, path: str, ids: GeneratedIds) -> bytes:
        row = pje_pages.result_row(self._state.world, case, path, ids, self._state.day)
        return pje_pages.results_page(path, ids, (row,)).encode()

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

    async def turn(self, request: web.Request) -> web.StreamResponse:
        """Turn the page of one of the tables; a request that lacks a field of this deployment gets an empty answer."""
        tribunal, path = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        fields, session = await request.post(), self._session(request)
        view = str(fields.get("javax.faces.ViewState", ""))
        number = session.views.get(view) if session else None
        if number is None or number == "form":
            return _login(path)
        case = self._state.world.cases[number]
        if self._state.trouble(case) == "page_two":
            return web.Response(status=500, text=_JBOSS_ERROR, content_type="text/html", charset="utf-8")
        asked = {str(name): str(value) for name, value in fields.items()}
        return _fragment(_with_view(self._page_of(case, path, asked).encode(), view))

    def _page_of(self, case: Case, path: str, fields: dict[str, str]) -> str:
        world, day, ids = self._state.world, self._state.day, self._ids(case.tribunal)
        pages = pje_pages.page_count(world, case, day)
        if page := _slid(fields, ids[150], ids):
            return pje_pages.movements_page(world, case, path, ids, (day, min(page, pages)))
        if page := _slid(fields, ids[150], ids.of_documents()):
            return pje_pages.documents_page(world, case, path, ids, (day, page))
        for side in pje_tables.SIDES:
            scroller = pje_tables.scroller_of(case.tribunal, ids, side)
            page = _page_number(fields.get(scroller, ""))
            if (
                page
                and fields.get("ajaxSingle") == scroller
                and pje_tables.turner_of(case.tribunal, ids, side) in fields
            ):
                return pje_pages.parties_page(world, case, path, ids, (day, side, page))
        return '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head></head><body></body></html>'

    async def login(self, request: web.Request) -> web.StreamResponse:
        text = '<html><head><title>PJe - Processo Judicial Eletrônico</title></head><body><form id="loginForm" name="login" method="post"><input type="text" name="username" /><input type="password" name="password" /></form></body></html>'  # noqa: E501
        return web.Response(text=text, content_type="text/html", charset="utf-8")


def _slid(fields: dict[str, str], table: str, ids: GeneratedIds) -> int | None:
    """Return the page that a slider asks for, or None when one of its fields is missing."""
    form = f"{table}:{ids[562]}"
    complete = fields.get("AJAXREQUEST") == f"{table}:{ids[481]}" and fields.get(f"{form}:{ids[564]}")
    return _page_number(fields.get(f"{form}:{ids[563]}", "")) if complete and fields.get(form) else None


def _page_number(asked: str) -> int | None:
    return max(int(asked), 1) if asked.isdigit() else None


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
