"""The words that e-SAJ prints, as closed tables: header labels, marks beside the number, poles, the court's sentences.

All keys are folded (`spiders.roles.fold`). How the words are found on a page is said in the modules beside this one.
"""

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

POLES: dict[str, Side] = {"poloAtivo": Side.ACTIVE, "poloPassivo": Side.PASSIVE, "poloTerceiro": Side.THIRD}
"""Class of a party's row in the second degree → side; it decides before the role does."""
