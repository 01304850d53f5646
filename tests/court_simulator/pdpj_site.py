"""Serves the PDPJ: the data lake and jus.br, which show the same cases of every tribunal to who has a token."""

import uuid
from typing import Any

from aiohttp import web

from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Instance, Party, Row
from tests.court_simulator.state import CurrentState

TOKEN = "token-of-the-simulator"
LAKE, PORTAL = "/pdpj/processo-api/api/v1", "/jusbr/api/v2"
_DEGREES = {"G1": "PRIMEIRO_GRAU", "G2": "SEGUNDO_GRAU"}
_POLES = {"active": "ATIVO", "passive": "PASSIVO"}


class PdpjSite:
    """Both services; without the token the lake answers 401, with another one both answer 403."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for kind in ("existe", "movimentos", "partes", "documentos"):
            app.router.add_get(f"{LAKE}/processos/{{number}}/{kind}", self.part)
        app.router.add_get(f"{LAKE}/processos/{{number}}", self.lake_case)
        app.router.add_get(f"{PORTAL}/processos/", self.portal_search)
        app.router.add_get(f"{PORTAL}/processos/{{number}}", self.portal_case)

    async def lake_case(self, request: web.Request) -> web.StreamResponse:
        if refusal := _refusal(request):
            return refusal
        case = self._case(request.match_info["number"])
        if case is None:
            return web.json_response([])
        whole = {**self._header(case), "tramitacoes": [self._proceeding(case, each) for each in self._alive(case)]}
        return self._answer(case, [whole])

    async def part(self, request: web.Request) -> web.StreamResponse:
        if refusal := _refusal(request):
            return refusal
        case, kind = self._case(request.match_info["number"]), request.path.rsplit("/", 1)[1]
        if kind == "existe":
            return web.json_response(case is not None)
        if case is None:
            return web.json_response([])
        first = self._proceeding(case, case.instances[0])
        return web.json_response({**self._header(case), kind: first[kind]})

    async def portal_search(self, request: web.Request) -> web.StreamResponse:
        if refusal := _refusal(request):
            return refusal
        case = self._case(request.query.get("numeroProcesso", ""))
        if case is None:
            return web.json_response({"content": []})
        rows = [_for_portal(self._proceeding(case, each)) for each in self._alive(case)]
        found = {**self._portal_header(case), "tramitacoes": rows}
        return web.json_response({"total": 1, "numberOfElements": 1, "maxElementsSize": 1, "content": [found]})

    async def portal_case(self, request: web.Request) -> web.StreamResponse:
        if refusal := _refusal(request):
            return refusal
        case = self._case(request.match_info["number"])
        if case is None:
            return web.json_response([])
        rows = [_for_portal(self._proceeding(case, each)) for each in reversed(self._alive(case))]
        return self._answer(case, [{**self._portal_header(case), "tramitacaoAtual": rows[0], "tramitacoes": rows[1:]}])

    def _answer(self, case: Case, value: Any) -> web.Response:
        answer = web.json_response(value)
        if self._state.trouble(case) == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer

    def _case(self, number: str) -> Case | None:
        case = self._state.world.cases.get("".join(filter(str.isdigit, number)))
        return case if case and case.court_from <= self._state.day else None

    def _alive(self, case: Case) -> list[Instance]:
        return [each for each in case.instances if each.appears <= self._state.day]

    def _level(self, case: Case) -> int:
        return max(case.secrecy_level, 1) if case.is_sealed(self._state.day) else 0

    def _header(self, case: Case) -> dict[str, Any]:
        return {
            "id": str(case.number),
            "versao": "1.0.9",
            "numeroProcesso": case.number.masked,
            "numeroProcessoSintetico": case.number.masked[:10],
            "nivelSigilo": self._level(case),
            "segmentoJustica": "JUSTICA_ESTADUAL",
            "siglaTribunal": case.tribunal.acronym,
        }

    def _portal_header(self, case: Case) -> dict[str, Any]:
        return {
            "numeroProcesso": str(case.number),
            "nivelSigilo": self._level(case),
            "siglaTribunal": case.tribunal.acronym,
        }

    def _proceeding(self, case: Case, instance: Instance) -> dict[str, Any]:
        """Return a proceeding with the keys that the reader of a real one needs."""
        day = self._state.day
        moment = f"{instance.opened_on.isoformat()}T09:00:01.1"
        rows = self._state.world.rows_on(case, instance, day)
        rows.sort(key=lambda row: (row.day, row.clock), reverse=True)
        body = {"id": 1, "nome": instance.judging_body, "jurisdicao": {"id": 2, "nome": case.comarca}}
        return {
            "idOrigem": instance.code,
            "idCodex": 7,
            "dataHoraAjuizamento": f"{case.filed_on.isoformat()}T08:00:00.5",
            "sistemaProcessual": "PJE",
            "tribunal": {"sigla": case.tribunal.acronym, "nome": case.tribunal.name, "segmento": "X", "jtr": "000"},
            "instancia": _DEGREES.get(instance.level, instance.level),
            "nivelSigilo": self._level(case),
            "valorAcao": float(case.amount.replace(".", "").replace(",", ".")),
            "dataHoraUltimaDistribuicao": moment,
            "ativo": True,
            "classe": [{"sequencia": 1, "codigo": instance.class_code, "descricao": instance.case_class}],
            "assunto": [{"codigo": case.subject_code, "descricao": case.subject}],
            "partes": [_party(party) for party in self._state.world.parties_on(case, day)],
            "distribuicoes": [{"sequencia": 1, "dataHora": moment, "orgaoJulgador": [body]}],
            "movimentos": [_movement(instance, row, len(rows) - place) for place, row in enumerate(rows)],
            "documentos": [],
            "processosRelacionados": [],
        }


def _refusal(request: web.Request) -> web.Response | None:
    given = request.headers.get("Authorization", "")
    if given == f"Bearer {TOKEN}":
        return None
    return web.json_response({"status": 401 if not given else 403}, status=401 if not given else 403)


def _for_portal(row: dict[str, Any]) -> dict[str, Any]:
    """Return a proceeding as jus.br shows it: keys without value are left out."""
    kept = {key: value for key, value in row.items() if value is not None and key != "idCodex"}
    lists = {key: [_without_nulls(each) for each in row[key]] for key in ("partes", "movimentos")}
    newest = row["movimentos"][:1]
    last = {"ultimoMovimento": {key: newest[0][key] for key in ("dataHora", "descricao")}} if newest else {}
    return {**kept, **lists, **last, "permitePeticionar": True}


def _without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and value != []}


def _party(party: Party) -> dict[str, Any]:
    lawyers = [
        {"tipoRepresentacao": "ADVOGADO", "nome": lawyer.name, "situacao": "ATIVO", "oab": lawyer.oab}
        for lawyer in party.lawyers
    ]
    return {
        "polo": _POLES[party.side],
        "tipoParte": party.role,
        "situacao": "ATIVO",
        "nome": party.name,
        "tipoPessoa": None,
        "sigilosa": False,
        "outrosNomes": [],
        "documentosPrincipais": [],
        "representantes": lawyers,
    }


def _movement(instance: Instance, row: Row, place: int) -> dict[str, Any]:
    has_document = row.title.startswith(("Juntada", "Expedi"))
    document = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{instance.code}/{row.day}/{row.clock}/{row.title}"))
    return {
        "sequencia": place,
        "dataHora": f"{row.day.isoformat()}T{row.clock}",
        "descricao": printed_text(instance, row),
        "tipo": {"id": row.code, "nome": row.title, "descricao": row.title, "hierarquia": f"/{row.title}"},
        "idDocumento": document if has_document else None,
        "usuario": None,
    }
