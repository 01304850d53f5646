"""The words that e-SAJ prints, as closed tables: header labels, marks beside the number, roles, the court's sentences.

All keys are folded (`fold`). How the words are found on a page is said in the modules beside this one.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from schemas.courts import Side
from schemas.outcomes import Outcome

Fact = Literal[
    "number",
    "class",
    "subject",
    "forum",
    "unit",
    "judge",
    "distribution",
    "amount",
    "origin",
    "main_case",
    "other_cases",
]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the words of a label in capitals without accents, marks and what stands in brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\([^)]*\)", " ", text))
    letters = "".join(character for character in plain if not unicodedata.combining(character)).upper()
    return " ".join(re.findall(r"[0-9A-Z]+", letters))


FACTS: dict[str, Fact] = {
    "PROCESSO": "number",
    "CLASSE": "class",
    "ASSUNTO": "subject",
    "FORO": "forum",
    "COMARCA": "forum",
    "SECAO": "forum",
    "VARA": "unit",
    "ORGAO JULGADOR": "unit",
    "CAMARA": "unit",
    "TURMA": "unit",
    "TURMA RECURSAL": "unit",
    "JUIZ": "judge",
    "JUIZA": "judge",
    "RELATOR": "judge",
    "RELATORA": "judge",
    "DISTRIBUICAO": "distribution",
    "VALOR DA ACAO": "amount",
    "VALOR DA CAUSA": "amount",
    "ORIGEM": "origin",
    "PROCESSO PRINCIPAL": "main_case",
    "NUMEROS DE ORIGEM": "other_cases",
    "NUMERO DE ORIGEM": "other_cases",
}
"""Header label → what it states."""

IGNORED_LABELS = frozenset(
    {
        "AREA",
        "CONTROLE",
        "VOLUME APENSO",
        "OUTROS ASSUNTOS",  # the expected results of real pages name the main subject only
        "OUTROS NUMEROS",
        "LOCAL FISICO",
        "ULTIMA CARGA",
        "RECEBIDO EM",
        "RECEBIMENTO",
        "REVISOR",
        "PROCESSO DIGITAL",
    }
)
"""Header labels that are known and state nothing that we keep."""

STATUS_IDS = ("labelSituacaoProcesso", "situacaoProcesso")
SEALED_WORDS = ("SEGREDO DE JUSTICA", "SIGILOSO", "SIGILO ABSOLUTO")
BADGES = frozenset(
    {"TRAMITACAO PRIORITARIA", "JUSTICA GRATUITA", "REU PRESO", "PROCESSO DIGITAL", "SEGREDO DE JUSTICA"}
)
"""Marks beside the number that are not the case's situation (the old layout prints all in red, without ids)."""

MESSAGES: tuple[tuple[str, Outcome, str], ...] = (
    (
        "NAO EXISTEM INFORMACOES DISPONIVEIS PARA OS PARAMETROS INFORMADOS",
        Outcome.NOT_FOUND,
        "the court knows no such case",
    ),
    ("SEGREDO DE JUSTICA", Outcome.SEALED, "the court says only that the case is sealed"),
    ("NAO FOI POSSIVEL EXECUTAR ESTA OPERACAO", Outcome.UPSTREAM_ERROR, "the court could not answer and says so"),
    ("CAPTCHA", Outcome.CAPTCHA, "the court asks for a captcha"),
    ("CODIGO DE SEGURANCA", Outcome.CAPTCHA, "the court asks for a captcha"),
    ("NAO SOU UM ROBO", Outcome.CAPTCHA, "the court asks for a captcha"),
    ("MANUTENCAO", Outcome.MAINTENANCE, "the court says that its system is out of service"),
    ("INDISPONIVEL", Outcome.MAINTENANCE, "the court says that its system is out of service"),
)
"""Part of the sentence in the message box → outcome. Any other sentence is a temporary error, never "not found"."""

NO_PARTIES = "não há partes"
NO_MOVEMENTS = "não há movimentações"
"""Sentences, in lower case, that explain an empty table."""

_ACTIVE = """
AUTOR AUTORA AUTORES AUTORAS REQTE REQTES REQUERENTE REQUERENTES EXEQTE EXEQTES EXEQUENTE EXEQUENTES EMBARGTE
EMBARGTES EMBARGANTE EMBTE APELANTE APELANTES APELTE APTE AGRAVANTE AGRAVANTES AGRAVTE AGVTE RECORRENTE RECORRENTES
RECORRTE RECTE IMPETRANTE IMPETRANTES IMPTTE IMPTE IMPETTE PROMOVENTE PROMOVENTES PROMOVTE RECLAMANTE RECLAMANTES
RECLAMTE RECLTE CREDOR CREDORA CREDORES SUPLICANTE SUPLTE CONSIGNANTE CONSGTE CONSIGTE OPOENTE OPTE EXCIPIENTE EXCPTE
IMPUGNANTE IMPUGTE SUSCITANTE SUSCTE QUERELANTE QUERTE NOTIFICANTE NOTIFTE NOTIFCTE INTERPELANTE INTERPTE LIQUIDANTE
LIQDTE HABILITANTE HABTE EXPROPRIANTE DESAPROPRIANTE EXPTE DEMANDANTE RECONVINTE RECONVTE
"""
_PASSIVE = """
REU RE REUS RES REQDO REQDA REQDOS REQDAS REQUERIDO REQUERIDA REQUERIDOS REQUERIDAS EXECTDO EXECTDA EXECTDOS EXECTDAS
EXECUTADO EXECUTADA EXECUTADOS EXECUTADAS EXECDO EXECDA EMBARGDO EMBARGDA EMBARGADO EMBARGADA EMBDO EMBDA APELADO
APELADA APELADOS APELADAS APELDO APELDA APDO APDA AGRAVADO AGRAVADA AGRAVADOS AGRAVADAS AGRAVDO AGRAVDA AGVDO AGVDA
RECORRIDO RECORRIDA RECORRIDOS RECORRIDAS RECORRDO RECORRDA RECDO RECDA IMPETRADO IMPETRADA IMPETRADOS IMPTDO IMPTDA
IMPDO IMPETDO IMPETDA PROMOVIDO PROMOVIDA PROMOVIDOS PROMOVDO PROMOVDA RECLAMADO RECLAMADA RECLAMADOS RECLAMDO
RECLAMDA RECLDO RECLDA DEVEDOR DEVEDORA DEVEDORES SUPLICADO SUPLICADA SUPLDO SUPLDA CONSIGNADO CONSIGNADA CONSGDO
CONSGDA CONSIGDO CONSIGDA OPOSTO OPOSTA EXCEPTO EXCEPTA EXCPTO EXCPTA IMPUGNADO IMPUGNADA IMPUGDO IMPUGDA SUSCITADO
SUSCITADA SUSCDO SUSCDA QUERELADO QUERELADA QUERDO QUERDA NOTIFICADO NOTIFICADA NOTIFDO NOTIFDA INTERPELADO
INTERPELADA INTERPDO INTERPDA LIQUIDADO LIQUIDADA LIQDDO EXPROPRIADO EXPROPRIADA DESAPROPRIADO DESAPROPRIADA EXPDO
EXPDA DEMANDADO DEMANDADA RECONVINDO RECONVINDA RECONVDO RECONVDA ACUSADO ACUSADA DENUNCIADO DENUNCIADA INDICIADO
INDICIADA INVESTIGADO INVESTIGADA AVERIGUADO AVERIGUADA
"""
_THIRD = """
TESTEMUNHA TESTEMUNHAS TESTEM PERITO PERITA TERCEIRO TERCEIRA TERINTCER TERCINT TERINT INTERESSADO INTERESSADA
INTERESSADOS INTERESDO INTERESDA INTERES INTERSDO INTERSDA INTDO INTDA MPF MP VITIMA VITIMAS
"""
_THIRD_PHRASES = (
    "TERCEIRO INTERESSADO",
    "TERCEIRA INTERESSADA",
    "TERCEIRO INT CER",
    "CUSTOS LEGIS",
    "FISCAL DA LEI",
    "FISCAL DA ORDEM JURIDICA",
    "MINISTERIO PUBLICO",
    "AMICUS CURIAE",
)

SIDES: dict[str, Side] = {
    **dict.fromkeys(_ACTIVE.split(), Side.ACTIVE),
    **dict.fromkeys(_PASSIVE.split(), Side.PASSIVE),
    **dict.fromkeys(_THIRD.split(), Side.THIRD),
    **dict.fromkeys(_THIRD_PHRASES, Side.THIRD),
}
"""Role without a pole → side. A role that leaves doubt (inventariante, paciente, herdeiro, deprecante) is not here."""

POLES: dict[str, Side] = {"poloAtivo": Side.ACTIVE, "poloPassivo": Side.PASSIVE, "poloTerceiro": Side.THIRD}
"""Class of a party's row in the second degree → side; it decides before the role does."""


def side_of_role(role_text: str) -> Side | None:
    """Return the side that a role leaves no doubt of, else None."""
    return SIDES.get(fold(role_text))
