"""Serves TJPA's unified consultation: a case by number, its movements page by page, persons and their cases."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from unicodedata import combining, normalize

from aiohttp import web

from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.ledger import printed_text
from tests.court_simulator.model import Case, Instance, Party
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import TJPA

_BELEM = timezone(timedelta(hours=-3))
_SYSTEM = "PJE"
_POLES = {"active": "A", "passive": "P"}
_FIREWALL = "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"


class TjpaSite:
    """The service of the tribunal that has it; `first_page_rows` bounds a page of movements."""

    page_rows = 7

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system != TJPA:
                continue
            base = f"/{tribunal.path}/consilium-rest"
            app.router.add_get(f"{base}/processobycnj/{{number}}", self.case)
            app.router.add_get(
                f"{base}/movimentacaopublicobycnj/{{number}}/{{document}}/{{degree}}/{{page}}/{{size}}", self.movements
            )
            app.router.add_get(f"{base}/processobynomeparte/{{name}}", self.persons)
            app.router.add_get(f"{base}/processobynomeparte/{{name}}/{{system}}/{{page}}/{{size}}", self.cases_of)

    async def case(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal(request):
            return refusal
        case = self._state.find("TJPA", request.match_info["number"])
        if case is None:
            return web.Response(status=204)
        trouble, day = self._state.trouble(case), self._state.day
        if trouble == "error_200":
            return web.json_response({"numero": case.number.masked, "listaProcessos": []})
        instances = [each for each in case.instances if each.appears <= day]
        answer = web.json_response(
            {
                "numero": case.number.masked,
                "numeroFormatado": case.number.masked,
                "listaProcessos": [self._entry(case, each) for each in instances],
            }
        )
        if trouble == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer

    async def movements(self, request: web.Request) -> web.StreamResponse:
        """Pages count from 1; the last item of a page comes again as the first of the next."""
        if refusal := self._refusal(request):
            return refusal
        case = self._state.find("TJPA", request.match_info["number"])
        found = (
            [each for each in case.instances if _document_of(each) == request.match_info["document"]] if case else []
        )
        if case is None or not found or case.is_sealed(self._state.day):
            return web.Response(status=204)
        if self._state.trouble(case) == "page_two":
            return web.json_response({"message": "erro"}, status=500)
        rows = self._state.world.rows_on(case, found[0], self._state.day)
        begin = max((int(request.match_info["page"]) - 1) * self.page_rows - 1, 0)
        end = int(request.match_info["page"]) * self.page_rows
        listed = [
            {"dataFormatada": f"{row.day:%d/%m/%Y} {row.clock}", "descricao": printed_text(found[0], row)}
            for row in rows[begin:end]
        ]
        return web.json_response({"qtdRegistrosTotal": len(rows), "listaResultado": listed})

    async def persons(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal(request):
            return refusal
        words = set(_plain(request.match_info["name"]).split())
        counts: dict[str, int] = {}
        for case in self._open():
            for name in {party.name for party in case.parties if words <= set(_plain(party.name).split())}:
                counts[name] = counts.get(name, 0) + 1
        found = [{"nome": name, "quantidade": count, "sistema": _SYSTEM} for name, count in sorted(counts.items())]
        return web.json_response(found) if found else web.Response(status=204)

    async def cases_of(self, request: web.Request) -> web.StreamResponse:
        """A page past the end shows the last one again."""
        if refusal := self._refusal(request):
            return refusal
        name, page = request.match_info["name"], int(request.match_info["page"])
        cases = [case for case in self._open() if any(party.name == name for party in case.parties)]
        last = max(-(-len(cases) // self.page_rows), 1)
        begin = (min(page, last) - 1) * self.page_rows
        rows = [self._entry(case, case.instances[0]) for case in cases[begin : begin + self.page_rows]]
        return web.json_response({"qtdRegistrosTotal": len(cases), "listaResultado": rows})

    def _refusal(self, request: web.Request) -> web.Response | None:
        """Say what stands in the way: maintenance, or a firewall that answers in HTML."""
        if down := self._state.down_page("TJPA"):
            return down
        if self._state.outage("TJPA") == "captcha" or "Referer" not in request.headers:
            return web.Response(status=403, text=_FIREWALL, content_type="text/html")
        return None

    def _open(self) -> list[Case]:
        day = self._state.day
        every = self._state.world.by_tribunal["TJPA"]
        return [case for case in every if case.court_from <= day and not case.is_sealed(day)]

    def _entry(self, case: Case, instance: Instance) -> dict[str, Any]:
        """Return an entry with the keys of a real one."""
        day, is_second = self._state.day, instance.level == "G2"
        is_sealed = case.is_sealed(day)
        return {
            "numero": str(case.number),
            "numeroFormatado": case.number.masked,
            "cdDocProcesso": int(_document_of(instance)),
            "processoPrevento": "Não Informado",
            "instancia": "Segundo Grau" if is_second else "Primeiro Grau",
            "cdInstancia": 2 if is_second else 1,
            "comarca": case.comarca,
            "situacao": "Não Informado",
            **_moments("dataDistribuicao", case.distributed_on),
            **_moments("dataAutuacao", case.filed_on),
            "vara": None if is_second else instance.judging_body,
            "orgaoColegiado": instance.judging_body if is_second else None,
            "gabinete": None,
            "secretaria": None,
            "magistrado": instance.judge,
            "classe": f"{instance.class_code} - {instance.case_class}",
            "assunto": f"{case.subject_code} - {case.subject}",
            "valorCausa": float(case.amount.replace(".", "").replace(",", ".")),
            "valorCausaFormatado": f"R$ {case.amount}",
            "segredoJustica": "Sim" if is_sealed else "Não",
            "partes": [row for party in self._state.world.parties_on(case, day) for row in _rows(party)],
            "sistema": _SYSTEM,
            "incidente": None,
            "apensos": [],
        }


def _document_of(instance: Instance) -> str:
    """Return the service's number of an entry, made from the instance's code."""
    return str(int.from_bytes(instance.code.encode()[:6], "big") % 10_000_000)


def _rows(party: Party) -> list[dict[str, Any]]:
    """A party, and each of its lawyers as a row of his own behind it."""
    people = [(party.name, party.role), *((lawyer.name, "ADVOGADO") for lawyer in party.lawyers)]
    return [
        {"nome": name, "tipo": role, "cpfcnpj": None, "polo": _POLES[party.side], "flsegredo": "N", "menor": False}
        for name, role in people
    ]


def _moments(name: str, day: date) -> dict[str, Any]:
    """A day as epoch milliseconds of an evening in Belém, which is the next day in UTC, and as text."""
    evening = datetime.combine(day, time(22, 30), _BELEM).astimezone(UTC)
    return {name: int(evening.timestamp() * 1000), f"{name}Formatada": f"{day:%d/%m/%Y}"}


def _plain(text: str) -> str:
    return "".join(each for each in normalize("NFKD", text) if not combining(each)).upper()
