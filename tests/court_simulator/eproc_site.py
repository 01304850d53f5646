"""Serves eproc: a session cookie, links with a hash of the session, search by number and by name, distributions."""

import hashlib
import secrets
from datetime import date, datetime
from unicodedata import combining, normalize

from aiohttp import web

from tests.court_simulator import eproc_pages as pages
from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import EPROC, TRIBUNALS, Tribunal

_COOKIE = "PHPSESSID"
_ERROR = "<html><head><title>Erro</title></head></html>"


class EprocSite:
    """The eproc pages of all tribunals that have it."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._sessions: set[str] = set()

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            for degree in ("1g", "2g") if tribunal.system == EPROC else ():
                path = f"/{tribunal.path}/eproc/{degree}/externo_controlador.php"
                app.router.add_get(path, self.get)
                app.router.add_post(path, self.post)

    async def get(self, request: web.Request) -> web.StreamResponse:
        tribunal, degree = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        action = request.query.get("acao", "")
        if action == "processo_consulta_publica":
            has_captcha = self._state.outage(tribunal.acronym) == "captcha"
            return self._opened(request, pages.form(has_captcha=has_captcha))
        if action == "processo_distribuicao_listar":
            return self._opened(request, pages.distribution_form())
        if not self._is_of_session(request):
            return self._answer(request, "Sistema Eproc", pages.login())
        if action == "processo_consulta_nome_parte_publica":
            found = [case for case in self._named(tribunal) if _person(request.query.get("id_pessoa", ""), case)]
            answer = pages.cases(found, self._state.world, self._state.day) if found else pages.NOTHING
            return self._answer(request, pages.FORM_TITLE, pages.form(answer=answer))
        case = self._state.find(tribunal.acronym, request.query.get("num_processo", ""))
        if case is None or degree == "2g":
            return self._answer(request, pages.FORM_TITLE, pages.form(answer=pages.NOTHING))
        return self._case(request, case, has_all=request.query.get("eventos") == "true")

    async def post(self, request: web.Request) -> web.StreamResponse:
        tribunal, degree = _where(request)
        if down := self._state.down_page(tribunal.acronym):
            return down
        if request.cookies.get(_COOKIE, "") not in self._sessions:
            return self._answer(request, "Sistema Eproc", pages.login())
        fields = {name: str(value) for name, value in (await request.post()).items()}
        if request.query.get("acao") == "processo_distribuicao_listar":
            return self._distributions(request, tribunal, fields)
        number = fields.get("txtNumProcesso", "")
        if self._state.outage(tribunal.acronym) == "captcha":
            body = pages.form(number=number, has_captcha=True, is_wrong=True)
            return self._answer(request, pages.FORM_TITLE, body)
        if name := fields.get("txtStrParte", ""):
            return self._persons(request, tribunal, name)
        case = self._state.find(tribunal.acronym, number)
        if case is None or degree == "2g":
            body = pages.form(number=number, answer=pages.NOTHING)
            return self._answer(request, pages.FORM_TITLE, body)
        return self._case(request, case, has_all=False)

    def _case(self, request: web.Request, case: Case, *, has_all: bool) -> web.Response:
        trouble, day = self._state.trouble(case), self._state.day
        if case.is_sealed(day):
            return self._answer(request, pages.DETAIL_TITLE, pages.refusal("Processo em segredo de justiça."))
        if trouble == "error_200":
            return self._answer(request, pages.DETAIL_TITLE, pages.refusal("Ocorreu um erro inesperado no sistema."))
        if trouble == "login":
            return self._answer(request, "Sistema Eproc", pages.login())
        if trouble == "page_two" and has_all:
            return web.Response(
                status=500, text="<html><head><title>Erro</title></head></html>", content_type="text/html"
            )
        body = self._state.cached(
            f"eproc/{case.number}/{has_all}",
            lambda: _encoded(pages.detail(case, self._state.world, day, has_all=has_all)),
        )
        answer = self._answer(request, pages.DETAIL_TITLE, body.decode("cp1252"))
        if trouble == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer

    def _named(self, tribunal: Tribunal) -> list[Case]:
        day = self._state.day
        every = self._state.world.by_tribunal[tribunal.acronym]
        return [case for case in every if case.court_from <= day and not case.is_sealed(day)]

    def _persons(self, request: web.Request, tribunal: Tribunal, name: str) -> web.Response:
        words = set(_plain(name).split())
        found = {
            _id_of(party.name): (party.name, "017.**********", _id_of(party.name))
            for case in self._named(tribunal)
            for party in case.parties
            if words <= set(_plain(party.name).split())
        }
        answer = pages.persons(sorted(found.values())) if found else pages.NOTHING
        return self._answer(request, pages.FORM_TITLE, pages.form(answer=answer))

    def _distributions(self, request: web.Request, tribunal: Tribunal, fields: dict[str, str]) -> web.Response:
        first, last = _day(fields.get("txtDtaInicial", "")), _day(fields.get("txtDtaFinal", ""))
        every = self._state.world.by_tribunal[tribunal.acronym]
        found = [
            case
            for case in every
            if first and last and first <= case.distributed_on <= last and case.court_from <= self._state.day
        ]
        table = pages.distribution_table(found, self._state.world, self._state.day) if found else pages.NOTHING
        return self._answer(request, "Lista de Distribuição", pages.distribution_form(table))

    def _opened(self, request: web.Request, body: str) -> web.Response:
        answer = self._answer(request, pages.FORM_TITLE, body)
        if request.cookies.get(_COOKIE, "") not in self._sessions:
            name = secrets.token_hex(13)
            self._sessions.add(name)
            answer.set_cookie(_COOKIE, name, path="/", httponly=True)
        return answer

    def _is_of_session(self, request: web.Request) -> bool:
        name = request.cookies.get(_COOKIE, "")
        is_person = "id_pessoa" in request.query
        return name in self._sessions and (is_person or request.query.get("hash") == _hash(name))

    def _answer(self, request: web.Request, title: str, body: str) -> web.Response:
        """Return a page as eproc sends it: ISO-8859-1, which the page itself says."""
        tribunal, degree = _where(request)
        text = pages.page(tribunal, degree, title, body).replace(pages.HASH, _hash(request.cookies.get(_COOKIE, "")))
        return web.Response(body=_encoded(text), headers={"Content-Type": "text/html; charset=iso-8859-1"})


def _where(request: web.Request) -> tuple[Tribunal, str]:
    parts = request.path.split("/")
    return TRIBUNALS[parts[1].upper()], parts[3]


def _encoded(text: str) -> bytes:
    return text.encode("cp1252", "xmlcharrefreplace")


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()[:32]


def _id_of(name: str) -> str:
    return str(int(hashlib.sha256(_plain(name).encode()).hexdigest()[:20], 16))


def _person(wanted: str, case: Case) -> bool:
    return any(_id_of(party.name) == wanted for party in case.parties)


def _plain(name: str) -> str:
    letters = "".join(each for each in normalize("NFKD", name) if not combining(each))
    return " ".join(letters.upper().split())


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a court's own day
    except ValueError:
        return None
