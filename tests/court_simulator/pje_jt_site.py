"""Serves PJe of the labour courts: basic data of each degree, and in place of the case its image captcha."""

from aiohttp import web

from tests.court_simulator.esaj_pages import cut
from tests.court_simulator.model import Case
from tests.court_simulator.state import CurrentState
from tests.court_simulator.tribunals import PJE_JT

_DEGREES = {"1": "G1", "2": "G2"}
_CHALLENGE = """<!DOCTYPE html><html lang="en"><head><title></title><script type="text/javascript">
window.awsWafCookieDomainList = []; window.gokuProps = {"key":"AQID","iv":"CgAH","context":"a1b2"};
</script></head><body><div id="challenge-container"></div></body></html>"""


class PjeJtSite:
    """The service of every labour court that has it."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        for tribunal in self._state.world.tribunals.values():
            if tribunal.system == PJE_JT:
                base = f"/{tribunal.path}/pje_jt/api/processos"
                app.router.add_get(f"{base}/dadosbasicos/{{number}}", self.basic_data)
                app.router.add_get(f"{base}/{{id}}", self.captcha)

    async def basic_data(self, request: web.Request) -> web.StreamResponse:
        """Nothing in the asked degree is a 204 without a body."""
        acronym = request.path.split("/")[1].upper()
        if refusal := self._refusal(acronym):
            return refusal
        level = _DEGREES.get(request.headers.get("X-Grau-Instancia", ""))
        case, day = self._state.find(acronym, request.match_info["number"]), self._state.day
        found = [each for each in case.instances if each.level == level and each.appears <= day] if case else []
        if case is None or not found:
            return web.Response(status=204)
        if self._state.trouble(case) == "error_200":
            return web.json_response({"mensagemErro": "Não foi possível processar a requisição."})
        answer = web.json_response(
            [
                {
                    "id": _id_of(case),
                    "numero": case.number.masked,
                    "classe": instance.case_class,
                    "codigoOrgaoJulgador": case.foro_code,
                    "segredoJustica": case.is_sealed(day),
                }
                for instance in found
            ]
        )
        if self._state.trouble(case) == "cut" and isinstance(answer.body, bytes):
            answer.body = cut(answer.body, case.number)
        return answer

    async def captcha(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"imagem": "iVBORw0KGgo=", "tokenDesafio": f"d{request.match_info['id']}"})

    def _refusal(self, acronym: str) -> web.Response | None:
        if down := self._state.down_page(acronym):
            return down
        if self._state.outage(acronym) == "captcha":
            return web.Response(status=202, text=_CHALLENGE, content_type="text/html")
        return None


def _id_of(case: Case) -> int:
    """Return the service's number of a case."""
    return int(case.number[:7]) + 800_000
