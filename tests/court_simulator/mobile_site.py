"""Serves TJSP's mobile API: the cases of its e-SAJ in parts, as JSON; of the second degree the search alone."""

from typing import Any

from aiohttp import web

from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case, Instance, Party, Row
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import ESAJ

_BASE = "/{tribunal}/esaj_mobile/processo"
_LEVELS = {"cpopg": "G1", "cposg": "G2"}


class MobileSite:
    """The API of the e-SAJ tribunals; real is TJSP's alone. What it says of a sealed case is not known: nothing."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._by_code: dict[str, tuple[Case, Instance]] = {
            instance.code: (case, instance)
            for case in state.world.cases.values()
            for instance in case.instances
            if instance.system == ESAJ and instance.level == "G1"
        }

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(f"{_BASE}/{{degree:cpopg|cposg}}/search/numproc/{{number}}", self.search)
        app.router.add_post(f"{_BASE}/cpopg/dadosbasicos/{{code}}", self.basics)
        for part in ("partes", "movimentacao", "incidente"):
            app.router.add_get(f"{_BASE}/cpopg/{part}/{{code}}", self.part)

    async def search(self, request: web.Request) -> web.StreamResponse:
        tribunal = request.match_info["tribunal"].upper()
        if down := self._state.down_page(tribunal):
            return down
        case = self._state.find(tribunal, request.match_info["number"])
        if case is None or case.is_sealed(self._state.day):
            return web.json_response([])
        level = _LEVELS[request.match_info["degree"]]
        shown = [each for each in case.instances if each.level == level and each.appears <= self._state.day]
        return web.json_response([_result(case, each) for each in shown])

    async def basics(self, request: web.Request) -> web.StreamResponse:
        case, instance = self._asked(request)
        if (await request.json()).get("cdProcesso") != instance.code:
            raise web.HTTPBadRequest
        answer = {
            "codigo": instance.code,
            "classe": instance.case_class,
            "assunto": case.subject,
            "localFisico": "",
            "area": "Cível",
            "distribuicao": f"{instance.judging_body} - Foro de {case.comarca}",
            "valor": f"R$         {case.amount}",
            "virtual": "True",
            "temCustaPendente": "False",
        }
        return self._answer(case, answer)

    async def part(self, request: web.Request) -> web.StreamResponse:
        case, instance = self._asked(request)
        day, world = self._state.day, self._state.world
        answers: dict[str, list[dict[str, Any]]] = {
            "partes": [_party(each) for each in world.parties_on(case, day)],
            "movimentacao": [_movement(row) for row in world.rows_on(case, instance, day)],
            "incidente": [_incident(each) for each in case.incidents],
        }
        return self._answer(case, answers[request.path.split("/")[-2]])

    def _asked(self, request: web.Request) -> tuple[Case, Instance]:
        found = self._by_code.get(request.match_info["code"])
        if found is None or found[0].tribunal.acronym != request.match_info["tribunal"].upper():
            raise web.HTTPNotFound
        return found

    def _answer(self, case: Case, value: Any) -> web.Response:
        answer = web.json_response(value)
        if self._state.trouble(case) == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer


def _result(case: Case, instance: Instance) -> dict[str, str]:
    return {
        "numeProcesso": case.number.masked,
        "cdProcesso": instance.code,
        "classe": instance.case_class,
        "assunto": case.subject,
        "nmForo": f"Foro de {case.comarca}" if instance.level == "G1" else "Tribunal de Justiça",
        "dataRecebimento": f"{instance.opened_on:%d/%m/%Y}",
        "tipo": "NUMPROC",
    }


def _party(party: Party) -> dict[str, Any]:
    return {"advogados": [each.name for each in party.lawyers], "nome": party.name, "participacao": party.role}


def _movement(row: Row) -> dict[str, str]:
    return {
        "descricao": row.complement,
        "movimento": row.title,
        "dtMovimento": f"{row.day:%d/%m/%Y}",
        "dtVencimentoPrazo": "",
    }


def _incident(incident: Any) -> dict[str, str]:
    return {
        "codigo": incident.code,
        "classe": incident.case_class,
        "data": f"{incident.opened_on:%d/%m/%Y}",
        "complemento": "",
    }
