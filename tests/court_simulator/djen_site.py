"""Serves the national gazette: `GET /djen/api/v1/comunicacao` by publisher and day, a page at a time.

A distribution is published two business days after the court shows the case, in the form of its tribunal; each new
movement of a case is an intimation of its day, of which a few are cancelled the day after.
"""

import json
import random
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from aiohttp import web

from tests.court_simulator.model import Case, Instance, Row
from tests.court_simulator.state import CurrentState

LARGEST_PAGE = 100
BUSY_ABOVE = 1000
COUNT_STOPS_AT = 10_000
BULK_PUBLISHER, BULK_ITEMS = "CNJ", 10_230
"""A publisher whose every day has more items than the count can say."""
LISTED_AFTER = 2
"""Business days between the court's page and the list of distribution."""
LIST, INTIMATION = "Lista de distribuição", "Intimação"
_SEALED = "PARTE/PROCESSO SIGILOSO OU PROCESSO ESTá EM SEGREDO DE JUSTIçA"
_BUSY = {"message": "O sistema está muito ocupado"}
_POLES = {"active": "A", "passive": "P"}


class DjenSite:
    """The gazette of every tribunal of the world."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/djen/api/v1/comunicacao", self.search)

    async def search(self, request: web.Request) -> web.StreamResponse:
        asked, world = request.query, self._state.world
        publisher = asked.get("siglaTribunal", "")
        size, page = int(asked.get("itensPorPagina", "100")), int(asked.get("pagina", "1"))
        if size > BUSY_ABOVE or (publisher not in world.tribunals and publisher != BULK_PUBLISHER):
            return web.json_response(_BUSY, status=500, dumps=_dumps)
        day = date.fromisoformat(asked["dataDisponibilizacaoInicio"])
        if asked.get("dataDisponibilizacaoFim") != day.isoformat():
            return web.json_response(_BUSY, status=500, dumps=_dumps)
        items = self.items(publisher, day)
        begin = (page - 1) * size
        shown = items[begin : begin + size] if size <= LARGEST_PAGE else []
        count = min(len(items), COUNT_STOPS_AT)
        answer = {"status": "success", "message": "Sucesso", "count": count, "items": shown}
        return web.json_response(answer, dumps=_dumps)

    def items(self, publisher: str, day: date) -> list[dict[str, Any]]:
        """Return what a tribunal published on a day, as far as it is visible now."""
        days = self._state.world.timetable.days
        if day not in days or days.index(day) > self._state.day:
            return []
        if publisher == BULK_PUBLISHER:
            return _bulk(day)
        number = days.index(day)
        return [item for case in self._state.world.by_tribunal[publisher] for item in self._of_case(case, number)]

    def _of_case(self, case: Case, number: int) -> Iterator[dict[str, Any]]:
        days = self._state.world.timetable.days
        for instance in case.instances:
            opened = max(case.court_from, instance.appears)
            if opened >= 0 and opened + LISTED_AFTER == number:
                yield self._item(case, instance, number, LIST, distribution_text(case, instance))
            for place, row in enumerate(instance.rows):
                if row.appears == number and number > case.court_from and row.replaces is None:
                    text = _intimation(case, instance, row, days[number])
                    yield self._item(case, instance, number, INTIMATION, f"{text} ({place})")

    def _item(self, case: Case, instance: Instance, number: int, kind: str, text: str) -> dict[str, Any]:
        day = self._state.world.timetable.days[number]
        identity = _identity(case, instance, number, text)
        is_cancelled = kind == INTIMATION and identity % 23 == 0 and self._state.day > number
        item = _frame(identity, case.tribunal.acronym, kind, day)
        item |= {
            "nomeOrgao": _publishing_body(case, instance, kind),
            "texto": text,
            "numero_processo": str(case.number),
            "numeroprocessocommascara": case.number.masked,
            "link": _link(case, instance),
            "nomeClasse": _broken_capitals(instance.case_class),
            "codigoClasse": str(instance.class_code),
            "destinatarios": _recipients(case, identity, number),
            "destinatarioadvogados": [] if case.is_sealed(number) else _lawyers(case, identity),
        }
        if is_cancelled:
            item |= {"status": "C", "ativo": False, "motivo_cancelamento": "Erro material",
                     "data_cancelamento": f"{self._state.world.timetable.days[number + 1]}T08:00:00"}  # fmt: skip
        return item


def distribution_text(case: Case, instance: Instance) -> str:
    """Return the text of a list of distribution in the tribunal's own form."""
    day, number, unit = f"{instance.opened_on:%d/%m/%Y}", case.number.masked, instance.judging_body
    if case.tribunal.j_tr.startswith("5."):
        link = _link(case, instance)
        told = f"Processo {number} distribuído para {unit} na data {day}"
        return f"{told} Para maiores informações, clique no link a seguir: {link}"
    if instance.level == "G2":
        rapporteur = f"Assunto: {case.subject} Origem: CAPITAL Relator: DES. {instance.judge.upper()}"
        return (
            "*** DEPTO DE DISTRIBUICAO ***\n\r-----\n\rATA DE DISTRIBUIÇÃO\n\r-----\n\r"
            f"TERMO DA 100ªa. AUDIENCIA PUBLICA DE DISTRIBUICAO DE PROCESSOS, REALIZADA EM {day}.\r\n"
            f"FORAM DISTRIBUIDOS OS SEGUINTES FEITOS:\r\nAPELAÇÃO {number} {rapporteur}"
        )
    return f"<p>Processo {number} distribuido para {unit} na data de {day}.</p>"


def _intimation(case: Case, instance: Instance, row: Row, day: date) -> str:
    return f"<b>{instance.case_class}</b><br/>Processo {case.number.masked}: {row.title}. Publicado em {day:%d/%m/%Y}."


def _identity(case: Case, instance: Instance, number: int, text: str) -> int:
    return random.Random(f"{case.number}/{instance.level}/{instance.code}/{number}/{text}").randrange(10**9)


def _frame(identity: int, publisher: str, kind: str, day: date) -> dict[str, Any]:
    return {
        "id": identity,
        "data_disponibilizacao": day.isoformat(),
        "siglaTribunal": publisher,
        "tipoComunicacao": kind,
        "nomeOrgao": "Secretaria",
        "idOrgao": 41,
        "texto": "",
        "numero_processo": "",
        "meio": "D",
        "link": None,
        "tipoDocumento": "Distribuição" if kind == LIST else "Despacho",
        "nomeClasse": "",
        "codigoClasse": "7",
        "numeroComunicacao": 1,
        "ativo": True,
        "hash": f"h{identity}",
        "status": "P",
        "motivo_cancelamento": None,
        "data_cancelamento": None,
        "datadisponibilizacao": f"{day:%d/%m/%Y}",
        "meiocompleto": "Diário de Justiça Eletrônico Nacional",
        "numeroprocessocommascara": "",
        "destinatarios": [],
        "destinatarioadvogados": [],
    }


def _recipients(case: Case, identity: int, number: int) -> list[dict[str, Any]]:
    sealed = case.is_sealed(number)
    return [
        {
            "nome": f"{_SEALED}.{place}" if sealed else " ".join(party.name.split()),
            "polo": _POLES.get(party.side, "T"),
            "comunicacao_id": identity,
        }
        for place, party in enumerate(case.parties, 1)
    ]


def _lawyers(case: Case, identity: int) -> list[dict[str, Any]]:
    found = [lawyer for party in case.parties for lawyer in party.lawyers]
    return [
        {
            "id": place,
            "comunicacao_id": identity,
            "advogado_id": place,
            "created_at": "2031-03-01T00:00:00",
            "updated_at": "2031-03-01T00:00:00",
            "advogado": {"id": place, "nome": lawyer.name, "numero_oab": lawyer.oab, "uf_oab": case.tribunal.state},
        }
        for place, lawyer in enumerate(found, 1)
    ]


def _publishing_body(case: Case, instance: Instance, kind: str) -> str:
    if kind == LIST and instance.level == "G2" and not case.tribunal.j_tr.startswith("5."):
        return "DEPTO DE DISTRIBUICAO"
    return instance.judging_body


def _link(case: Case, instance: Instance) -> str | None:
    if not case.tribunal.j_tr.startswith("5."):
        return None
    degree = "2" if instance.level == "G2" else "1"
    return f"https://pje.{case.tribunal.path}.jus.br/pjekz/visualizacao/{case.number}?instancia={degree}"


def _broken_capitals(name: str) -> str:
    """The gazette writes class names in capitals, but not their accented letters."""
    return "".join(letter.upper() if letter.isascii() else letter for letter in name)


@lru_cache(maxsize=1)
def _bulk(day: date) -> list[dict[str, Any]]:
    return [_frame(7_000_000_000 + place, BULK_PUBLISHER, INTIMATION, day) for place in range(BULK_ITEMS)]


def _dumps(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")
