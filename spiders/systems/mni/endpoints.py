"""Builds MNI's one request (pure): `consultarProcesso`, without its documents.

No other operation is built here. `consultarAvisosPendentes` and `consultarTeorComunicacao` acknowledge a notice and set
a deadline running for somebody else's client: nothing in this project may send them.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from schemas.case_number import CaseNumber
from schemas.pages import PageKind
from spiders.base import PageRequest

_SERVICE = "http://www.cnj.jus.br/servico-intercomunicacao-2.2.2/"
_TYPES = "http://www.cnj.jus.br/tipos-servico-intercomunicacao-2.2.2"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    f'xmlns:ser="{_SERVICE}" xmlns:tip="{_TYPES}">'
    "<soapenv:Header/><soapenv:Body><ser:consultarProcesso>"
    "<tip:idConsultante>{user}</tip:idConsultante><tip:senhaConsultante>{password}</tip:senhaConsultante>"
    "<tip:numeroProcesso>{number}</tip:numeroProcesso><tip:movimentos>true</tip:movimentos>"
    "<tip:incluirCabecalho>true</tip:incluirCabecalho><tip:incluirDocumentos>false</tip:incluirDocumentos>"
    "</ser:consultarProcesso></soapenv:Body></soapenv:Envelope>"
)


@dataclass(frozen=True, slots=True)
class MniCredential:
    """Who asks, by the agreement with the court; never shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "MniCredential(…)"


def by_number(address: str, credential: MniCredential, case_number: CaseNumber) -> PageRequest:
    """Ask for a case's header and movements."""
    return PageRequest(
        url=address,
        kind=PageKind.CASE_DETAIL,
        method="POST",
        headers={
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{_SERVICE}consultarProcesso"',
        },
        xml=_ENVELOPE.format(
            user=escape(credential.user), password=escape(credential.password), number=str(case_number)
        ),
    )
