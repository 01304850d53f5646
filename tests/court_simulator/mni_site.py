"""Serves MNI: one address per tribunal that answers `consultarProcesso` to who has the agreement's credential.

What would acknowledge a notice is written down and refused: a test looks whether anybody ever asked.
"""

from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from aiohttp import web

from tests.court_simulator.model import Case, Instance, Party
from tests.court_simulator.state import CurrentState

USER, PASSWORD = "office", "agreement & <secret>"
CREDENTIAL = f"{USER}:{PASSWORD}"
_SERVICE = "{http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/}"
_TYPES = "{http://www.cnj.jus.br/tipos-servico-intercomunicacao-2.2.2}"
_BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
_POLES = {"active": "AT", "passive": "PA", "third": "TC"}
_ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns4:consultarProcessoResposta '
    'xmlns="http://www.cnj.jus.br/tipos-servico-intercomunicacao-2.2.2" '
    'xmlns:ns2="http://www.cnj.jus.br/intercomunicacao-2.2.2" xmlns:ns3="http://www.cnj.jus.br/mni/cda" '
    'xmlns:ns4="http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/">{}'
    "</ns4:consultarProcessoResposta></soap:Body></soap:Envelope>"
)
_FAULT = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    "<faultcode>soap:Server</faultcode><faultstring>{}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
)
_REFUSED = "<sucesso>false</sucesso><mensagem>{}</mensagem>"


class MniSite:
    """The service of every tribunal."""

    def __init__(self, state: CurrentState) -> None:
        self._state = state

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/{tribunal}/mni", self.call)

    async def call(self, request: web.Request) -> web.Response:
        body = ElementTree.fromstring(await request.read()).find(_BODY)
        call = body[0] if body is not None and len(body) else None
        if call is None or call.tag != f"{_SERVICE}consultarProcesso":
            return _answered(_FAULT.format("Operação não permitida"), status=500)
        said = {each.tag.removeprefix(_TYPES): each.text or "" for each in call}
        if (said.get("idConsultante"), said.get("senhaConsultante")) != (USER, PASSWORD):
            return _answered(_ENVELOPE.format(_REFUSED.format("Usuário ou senha inválidos.")))
        tribunal = request.match_info["tribunal"].upper()
        case = self._state.find(tribunal, said["numeroProcesso"])
        if case is None:
            return _answered(_ENVELOPE.format(_REFUSED.format("Processo não encontrado.")))
        return _answered(_ENVELOPE.format(_render(case, self._state.day)))


def _answered(text: str, status: int = 200) -> web.Response:
    return web.Response(body=text.encode(), status=status, content_type="text/xml", charset="utf-8")


def _render(case: Case, day: int) -> str:
    """Return the answer's inside: of a sealed case the header alone, without anybody's name."""
    instance = case.instances[0]
    is_sealed = case.is_sealed(day)
    level = max(1, case.secrecy_level) if is_sealed else 0
    parties = "" if is_sealed else "".join(_pole(case, side) for side in _POLES)
    movements = "" if is_sealed else "".join(_movements(instance, day))
    number = 1 if instance.level == "G1" else 2
    return (
        "<sucesso>true</sucesso><mensagem>Consulta realizada com sucesso.</mensagem><processo>"
        f'<ns2:dadosBasicos numero="{case.number}" competencia="1" classeProcessual="{instance.class_code}" '
        f'codigoLocalidade="1" nivelSigilo="{level}" intervencaoMP="false" '
        f'dataAjuizamento="{case.filed_on:%Y%m%d}000000">{parties}'
        f'<ns2:assunto principal="true"><ns2:codigoNacional>{case.subject_code}</ns2:codigoNacional></ns2:assunto>'
        f'<ns2:orgaoJulgador codigoOrgao="1" nomeOrgao={quoteattr(instance.judging_body)} instancia="{number}" '
        f'codigoMunicipioIBGE="0"/></ns2:dadosBasicos>{movements}</processo>'
    )


def _pole(case: Case, side: str) -> str:
    rows = "".join(_party(party) for party in case.parties if party.side == side)
    return f'<ns2:polo polo="{_POLES[side]}">{rows}</ns2:polo>' if rows else ""


def _party(party: Party) -> str:
    lawyers = "".join(
        f"<ns2:advogado nome={quoteattr(lawyer.name)} inscricao={quoteattr(lawyer.oab)} "
        'intimacao="true" tipoRepresentante="A"/>'
        for lawyer in party.lawyers
    )
    person = f'<ns2:pessoa nome={quoteattr(party.name)} sexo="D" tipoPessoa="juridica"/>'
    return f'<ns2:parte assistenciaJudiciaria="false" intimacaoPendente="0">{person}{lawyers}</ns2:parte>'


def _movements(instance: Instance, day: int) -> list[str]:
    rows = [row for row in instance.rows if row.is_visible(day)]
    return [
        f'<ns2:movimento dataHora="{row.day:%Y%m%d}{row.clock.replace(":", ""):0<6}" nivelSigilo="0" '
        f'identificadorMovimento="{place}">'
        f'<ns2:movimentoLocal codigoMovimento="{row.code}" codigoPaiNacional="{row.code}" '
        f"descricao={quoteattr(row.title)}/></ns2:movimento>"
        for place, row in enumerate(rows, 1)
    ]
