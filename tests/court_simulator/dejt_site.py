"""Serves the gazette of the labour courts: its form, the issues of some days, and its Error 599 for a lost session."""

from datetime import date, datetime, timedelta

from aiohttp import web

from tests.court_simulator.state import CurrentState
from tests.court_simulator.template import Template

STATE = "!10simulated"
_FORM, _ISSUES, _ERROR = Template("dejt_form.html"), Template("dejt_issues.html"), Template("dejt_error_599.html")
_NONE = (
    '<div class="ui-corner-all plc-msg-advertencia"><span class="ico iAlerta"></span>'
    "<p>Não foram encontrados cadernos para o período selecionado.</p></div>"
)
_ROW = (
    '<tr class="linhapar"><td class="campo"><span class="af_outputLabel">{day:%d/%m/%Y}</span></td><td class="campo">'
    "Edi&ccedil;&atilde;o {issue}/{day:%Y} - Caderno do TRT da {region}&ordf; Regi&atilde;o - Judici&aacute;rio</td>"
    '<td class="campo" align="center"><a href="#"><i class="fa-newspaper"></i></a></td></tr>'
)


class DejtSite:
    """One issue for each business day of the world that has come."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/labour/dejt/f/n/diariocon", self.form)
        app.router.add_post("/labour/dejt/f/n/diariocon", self.search)

    async def form(self, request: web.Request) -> web.Response:
        return _html(_FORM.fill(message="", results="", state=STATE))

    async def search(self, request: web.Request) -> web.Response:
        sent = await request.post()
        if sent.get("javax.faces.ViewState") != STATE:
            return _html(_ERROR.fill())
        first, last = (_day(str(sent[f"corpo:formulario:{name}"])) for name in ("dataIni", "dataFim"))
        days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
        rows = [self._row(day, str(sent["corpo:formulario:tribunal"])) for day in days if self._has_issue(day)]
        results = _ISSUES.fill(rows="".join(rows)) if rows else ""
        return _html(_FORM.fill(message="" if rows else _NONE, results=results, state=STATE))

    def _has_issue(self, day: date) -> bool:
        days = self._state.world.timetable.days
        return day in days and days.index(day) <= self._state.day

    def _row(self, day: date, region: str) -> str:
        return _ROW.format(day=day, region=region, issue=5000 + self._state.world.timetable.days.index(day))


def _day(printed: str) -> date:
    return datetime.strptime(printed, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8")
