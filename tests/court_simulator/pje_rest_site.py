"""Serves PJe's REST service: a search that gives tokens, then header, poles and movements, each list page by page."""

from typing import Any

from aiohttp import web

from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Party
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import PJE_REST

_POLES = {"poloAtivo": "active", "poloPassivo": "passive", "outrosInteressados": "third"}
_SEARCH_SIZE, _POLE_SIZE, _MOVEMENTS_SIZE = 30, 10, 15
_DENIED = """<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>
You don't have permission to access this server.<P>Reference #18.1a2b3c4d.1900000000.1a2b3c
<P>https://errors.edgesuite.net/18.1a2b3c4d</BODY></HTML>"""


class PjeRestSite:
    """The service of every tribunal that has it. A token lasts, but each search gives another one."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._cases: dict[str, Case] = {}

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system == PJE_REST:
                base = f"/{tribunal.path}/pje_rest/v1/processos"
                app.router.add_get(base, self.search)
                app.router.add_get(f"{base}/{{token}}/dados", self.header)
                app.router.add_get(f"{base}/{{token}}/movimentacoes", self.movements)
                for pole in _POLES:
                    app.router.add_get(f"{base}/{{token}}/{pole}", self.pole)

    async def search(self, request: web.Request) -> web.StreamResponse:
        """A sealed case looks like one that does not exist."""
        if refusal := self._refusal(request):
            return refusal
        acronym, day = request.path.split("/")[1].upper(), self._state.day
        case = self._state.find(acronym, request.query.get("numeroProcesso", ""))
        if case is None or case.is_sealed(day):
            return _list([], 0, _SEARCH_SIZE)
        if self._state.trouble(case) == "error_200":
            return _error("Ocorreu um erro inesperado.")
        token = f"t{len(self._cases):05d}-{case.number[::-1][:6]}"
        self._cases[token] = case
        return _list([self._listed(case, token)], 0, _SEARCH_SIZE)

    async def header(self, request: web.Request) -> web.StreamResponse:
        case, refusal = self._asked(request)
        if refusal or case is None:
            return refusal or _error("Processo inválido.")
        instance = case.instances[0]
        answer = _envelope(
            {
                "numeroProcesso": case.number.masked,
                "dataDistribuicao": f"{case.distributed_on.isoformat()}T09:14:55.45",
                "classeJudicial": f"{instance.case_class.upper()} ({instance.class_code})",
                "assunto": f"DIREITO CIVIL (899) - {case.subject} ({case.subject_code})",
                "jurisdicao": f"Circunscrição de {case.comarca}",
                "orgaoJulgador": instance.judging_body,
                "endereco": "Praça das Garças, 1",
            }
        )
        if self._state.trouble(case) == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer

    async def pole(self, request: web.Request) -> web.StreamResponse:
        """Lawyers are rows of their own behind their party, and may begin the next page."""
        case, refusal = self._asked(request)
        if refusal or case is None:
            return refusal or _error("Processo inválido.")
        name = request.path.rsplit("/", 1)[1]
        if name == "poloPassivo" and self._state.trouble(case) == "pole":
            return _error("Ocorreu um erro inesperado.")
        parties = self._state.world.parties_on(case, self._state.day)
        rows = [row for party in parties if party.side == _POLES[name] for row in _participants(party)]
        return _list(rows, int(request.query["page"]), _POLE_SIZE)

    async def movements(self, request: web.Request) -> web.StreamResponse:
        case, refusal = self._asked(request)
        if refusal or case is None:
            return refusal or _error("Processo inválido.")
        if self._state.trouble(case) == "page_two":
            return _error("Ocorreu um erro inesperado.")
        instance = case.instances[0]
        rows = [
            {"movimento": printed_text(instance, row), "dataAtualizacao": f"{row.day:%d/%m/%Y} {row.clock}"}
            for row in self._state.world.rows_on(case, instance, self._state.day)
        ]
        return _list(rows, int(request.query["page"]), _MOVEMENTS_SIZE)

    def _asked(self, request: web.Request) -> tuple[Case | None, web.Response | None]:
        return self._cases.get(request.match_info["token"]), self._refusal(request)

    def _refusal(self, request: web.Request) -> web.Response | None:
        """Say what stands in the way: maintenance, or a firewall, which also refuses who does not come by the app."""
        acronym = request.path.split("/")[1].upper()
        if down := self._state.down_page(acronym):
            return down
        if self._state.outage(acronym) == "captcha" or "Origin" not in request.headers:
            return web.Response(status=403, text=_DENIED, content_type="text/html")
        return None

    def _listed(self, case: Case, token: str) -> dict[str, Any]:
        instance, day = case.instances[0], self._state.day
        rows, parties = self._state.world.rows_on(case, instance, day), self._state.world.parties_on(case, day)
        last = f"{printed_text(instance, rows[0])} ({rows[0].day:%d/%m/%Y} {rows[0].clock})" if rows else None
        return {
            "idProcesso": token,
            "numeroProcesso": case.number.masked,
            "classe": instance.case_class.upper(),
            "classeSigla": "Proc",
            "assunto": case.subject,
            "ultimaMovimentacao": last,
            "partes": {
                pole: {"nomeParte": names[0], "qntOutros": len(names) - 1}
                for pole, side in _POLES.items()
                if (names := [party.name for party in parties if party.side == side])
            },
        }


def _participants(party: Party) -> list[dict[str, Any]]:
    people = [(party.name, party.role, party.document)]
    people += [(lawyer.name, "ADVOGADO", f"OAB {lawyer.oab}") for lawyer in party.lawyers]
    return [
        {
            "participante": f"{name}{f' - {identity}' if identity else ''} ({role})",
            "nome": name,
            "tipo": role,
            "situacao": "Ativo",
            "principal": role != "ADVOGADO",
        }
        for name, role, identity in people
    ]


def _list(rows: list[dict[str, Any]], page: int, size: int) -> web.Response:
    """Return a page of a list, counted from 0; past its end it is empty."""
    info = {"current": page + 1, "last": -(-len(rows) // size), "size": size, "count": len(rows)}
    return _envelope(rows[page * size : (page + 1) * size], pageInfo=info)


def _envelope(result: Any, **more: Any) -> web.Response:
    return web.json_response({"status": "ok", "code": "200", "messages": [], "result": result, **more})


def _error(sentence: str) -> web.Response:
    return web.json_response({"status": "error", "code": "500", "messages": [sentence], "result": None})
