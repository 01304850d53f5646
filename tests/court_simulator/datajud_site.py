"""Serves DataJud: `POST /api_publica_<alias>/_search` with the public key, `search_after`, both date formats."""

from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web

from tests.court_simulator import elastic
from tests.court_simulator.model import Case, Instance
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import DATAJUD, ESAJ

PUBLIC_KEY = "simulator-public-key"
_SYSTEMS = {
    ESAJ: {"codigo": 3, "nome": "SAJ"},
    "pje": {"codigo": 1, "nome": "Pje"},
    DATAJUD: {"codigo": 1, "nome": "Pje"},
}
_UNKNOWN_SYSTEM = {"codigo": -1, "nome": "Inválido"}


class DatajudSite:
    """DataJud's index of every tribunal."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state
        self._documents: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        self._by_number: dict[str, list[dict[str, Any]]] = {}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/datajud/api_publica_{alias}/_search", self.search)

    async def search(self, request: web.Request) -> web.StreamResponse:
        if (
            request.headers.get("Authorization") != f"APIKey {PUBLIC_KEY}"
            and request.headers.get("Authorization") != f"ApiKey {PUBLIC_KEY}"
        ):
            return web.json_response({"error": {"type": "security_exception"}, "status": 401}, status=401)
        tribunal = self._state.world.tribunals.get(request.match_info["alias"].upper())
        if tribunal is None:
            return web.json_response({"error": {"type": "index_not_found_exception"}, "status": 404}, status=404)
        try:
            return web.json_response(self._answer(tribunal.acronym, await request.json()))
        except (elastic.UnknownQuery, KeyError, TypeError) as error:
            problem = {"error": {"type": "parsing_exception", "reason": str(error)}, "status": 400}
            return web.json_response(problem, status=400)

    def _answer(self, tribunal: str, body: dict[str, Any]) -> dict[str, Any]:
        query, sort, size = body.get("query", {"match_all": {}}), body.get("sort", []), int(body.get("size", 10))
        sort = sort if isinstance(sort, list) else [sort]
        documents = self._candidates(tribunal, query)
        found = [each for each in documents if elastic.matches(query, each)]
        asked_troubled = any(self._is_troubled(each["numeroProcesso"]) for each in found if len(found) <= 2)
        if asked_troubled:
            return _envelope([], 0, failed=3)
        keyed = [(elastic.sort_key(each, sort), each) for each in found]
        keyed.sort(key=lambda pair: pair[0], reverse=_is_descending(sort))
        if after := body.get("search_after"):
            keyed = [pair for pair in keyed if (pair[0] < after if _is_descending(sort) else pair[0] > after)]
        hits = [_hit(tribunal, document, key if sort else None) for key, document in keyed[:size]]
        return _envelope(hits, len(found), failed=0)

    def _is_troubled(self, number: str) -> bool:
        return self._state.trouble(self._state.world.cases[number]) == "shards"

    def _candidates(self, tribunal: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the documents of today; a query for one number does not go through all of them."""
        documents = self._today(tribunal)
        number = _asked_number(query)
        if number is None:
            return documents
        return [each for each in self._by_number.get(number, []) if each["tribunal"] == tribunal]

    def _today(self, tribunal: str) -> list[dict[str, Any]]:
        day, documents = self._documents.get(tribunal, (None, []))
        if day != self._state.day:
            documents = [
                document(case, instance, self._state)
                for case in self._state.world.by_tribunal[tribunal]
                if case.datajud_from <= self._state.day
                for instance in case.instances
                if instance.appears <= self._state.day and not instance.suffix
            ]
            self._documents[tribunal] = (self._state.day, documents)
            for each in documents:
                self._by_number[each["numeroProcesso"]] = []
            for each in documents:
                self._by_number[each["numeroProcesso"]].append(each)
        return documents


def document(case: Case, instance: Instance, state: CurrentState) -> dict[str, Any]:
    """Return the document of an instance; movements only where DataJud is the only source."""
    number, opened_on = case.number, instance.opened_on
    moment = datetime.combine(opened_on, time(7, 13, 9))
    filed = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" if case.tribunal.has_iso_filing else f"{moment:%Y%m%d%H%M%S}"
    source: dict[str, Any] = {
        "numeroProcesso": str(number),
        "classe": {"codigo": instance.class_code, "nome": instance.case_class},
        "sistema": _SYSTEMS.get(instance.system, _UNKNOWN_SYSTEM),
        "formato": {"codigo": 1, "nome": "Eletrônico"},
        "tribunal": case.tribunal.acronym,
        "dataHoraUltimaAtualizacao": f"{moment + timedelta(hours=5):%Y-%m-%dT%H:%M:%S}.046Z",
        "grau": instance.level,
        "@timestamp": f"{moment + timedelta(hours=9):%Y-%m-%dT%H:%M:%S}.{int(number.sequence) % 10**9:09d}Z",
        "dataAjuizamento": filed,
        "id": f"{case.tribunal.acronym}_{instance.level}_{number}",
        "nivelSigilo": case.secrecy_level if case.is_sealed(state.day) else 0,
        "orgaoJulgador": {"codigo": 4000 + case.foro_code, "nome": instance.judging_body.upper()},
        "assuntos": [{"codigo": case.subject_code, "nome": case.subject}],
    }
    if instance.system == DATAJUD and source["nivelSigilo"] == 0:
        rows = state.world.rows_on(case, instance, state.day)
        source["movimentos"] = [
            {"codigo": row.code, "nome": row.title, "dataHora": f"{row.day.isoformat()}T{row.clock}.000Z"}
            for row in reversed(rows)
        ]
    return source


def _asked_number(query: dict[str, Any]) -> str | None:
    """Return the case number of a query for exactly one number, wherever it stands."""
    for kind, body in query.items():
        if kind in ("match", "term", "match_phrase") and "numeroProcesso" in next(iter(body)):
            wanted = next(iter(body.values()))
            return str(wanted.get("query", wanted.get("value")) if isinstance(wanted, dict) else wanted)
        if kind == "bool":
            for clause in (
                (*body.get("must", ()), *body.get("filter", ())) if isinstance(body.get("must", []), list) else ()
            ):
                if found := _asked_number(clause):
                    return found
    return None


def _is_descending(sort: list[Any]) -> bool:
    first = next(iter(sort), "")
    if isinstance(first, str):
        return False
    order = next(iter(first.values()))
    return (order.get("order") if isinstance(order, dict) else order) == "desc"


def _hit(tribunal: str, source: dict[str, Any], key: list[Any] | None) -> dict[str, Any]:
    hit: dict[str, Any] = {
        "_index": f"api_publica_{tribunal.lower()}",
        "_id": source["id"],
        "_score": None if key else 13.4,
        "_source": source,
    }
    return hit | ({"sort": key} if key else {})


def _envelope(hits: list[dict[str, Any]], total: int, *, failed: int) -> dict[str, Any]:
    return {
        "took": 12,
        "timed_out": False,
        "_shards": {"total": 20, "successful": 20 - failed, "skipped": 0, "failed": failed},
        "hits": {
            "total": {"value": total, "relation": "eq"},
            "max_score": None,
            "hits": hits,
        },
    }
