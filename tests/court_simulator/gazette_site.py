"""Serves TJSP's own gazette as it was: a caderno of a day as PDF, with what was distributed the business day before.

The real one is closed since 2025; here it goes on, so that its reader can be held to a world.
"""

from datetime import date, datetime
from itertools import groupby

from aiohttp import web

from tests.court_simulator.model import Case, Party
from tests.court_simulator.pdf import LINES_TO_A_PAGE, pdf_of
from tests.court_simulator.state import CurrentState
from tests.court_simulator.template import Template

CADERNO = "20"
TRIBUNAL = "TJSP"
_ERROR = Template("gazette_error.html")
_WEEKDAYS = ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo")
_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
_FOOT = "Publicação Oficial do Tribunal de Justiça do Estado de São Paulo - Lei Federal nº 11.419/06, art. 4º"
_FIRST_PAGE, _FIRST_ISSUE = 57, 4246


class GazetteSite:
    """The gazette of the first degree; only one caderno has lists."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(f"/{TRIBUNAL.lower()}/dje/cdje/downloadCaderno.do", self.download)

    async def download(self, request: web.Request) -> web.StreamResponse:
        if down := self._state.down_page(TRIBUNAL):
            return down
        day = datetime.strptime(request.query["dtDiario"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
        days = self._state.world.timetable.days
        number = days.index(day) if day in days else -1
        if request.query.get("cdCaderno") != CADERNO or not 0 <= number <= self._state.day:
            return web.Response(text=_ERROR.fill(), content_type="text/html", charset="utf-8")
        body = self._state.cached(f"gazette/{number}", lambda: self._issue(number))
        return web.Response(body=body, content_type="application/pdf")

    def listed(self, number: int) -> list[Case]:
        """Return the cases that the issue of a day lists."""
        days = self._state.world.timetable.days
        cases = self._state.world.by_tribunal.get(TRIBUNAL, [])
        return [case for case in cases if number > 0 and case.distributed_on == days[number - 1]]

    def _issue(self, number: int) -> bytes:
        day = self._state.world.timetable.days[number]
        lines = ["SEÇÃO III", "Distribuidor Cível"]
        for comarca, cases in groupby(sorted(self.listed(number), key=_comarca), key=_comarca):
            lines += _list_of(comarca, list(cases), number)
        size = LINES_TO_A_PAGE - 2
        pages = [lines[first : first + size] for first in range(0, len(lines), size)]
        return pdf_of([[_FOOT, _head(day, number, place), *page] for place, page in enumerate(pages)])


def _comarca(case: Case) -> str:
    return case.comarca


def _head(day: date, number: int, place: int) -> str:
    printed = f"{_WEEKDAYS[day.weekday()]}, {day.day} de {_MONTHS[day.month - 1]} de {day.year}"
    caderno = "Diário da Justiça Eletrônico - Caderno Judicial - 1ª Instância - Capital - Parte II"
    issue = f"São Paulo, Ano XVIII - Edição {_FIRST_ISSUE + number} {_FIRST_PAGE + place}"
    return f"Disponibilização: {printed} {caderno} {issue}"


def _list_of(comarca: str, cases: list[Case], number: int) -> list[str]:
    day = f"{cases[0].distributed_on:%d/%m/%Y}"
    lines = [f"RELAÇÃO DOS FEITOS CÍVEIS DISTRIBUÍDOS ÀS VARAS DO FORO DE {comarca.upper()} EM {day}"]
    for case in cases:
        first = case.instances[0]
        lines += [f"PROCESSO :{case.number.masked}", f"CLASSE :{first.case_class.upper()}"]
        for party in case.parties:
            lines += _party(party, is_sealed=case.is_sealed(number))
        lines.append(f"VARA :{first.judging_body.upper()}")
    return lines


def _party(party: Party, *, is_sealed: bool) -> list[str]:
    words = party.name.split()
    name = "".join(f"{word[0]}." for word in words if word[0].isalpha()) if is_sealed else " ".join(words)
    lawyers = [f"ADVOGADO : {_oab(each.oab)} - {each.name}" for each in party.lawyers]
    return [f"{party.role.upper()} : {name}", *lawyers]


def _oab(printed: str) -> str:
    digits = "".join(filter(str.isdigit, printed)) or "0"
    state = "".join(filter(str.isalpha, printed))[:2] or "SP"
    return f"{digits}/{state}"
