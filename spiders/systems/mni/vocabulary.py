"""MNI's elements, attributes, poles and sentences, mapped to our terms: closed tables (pure)."""

import re

from schemas.courts import CourtLevel, Side
from schemas.outcomes import Outcome

NAMESPACES = re.compile(
    r"http://www\.cnj\.jus\.br/(?:[\w-]+/)*(?:tipos-servico-|servico-)?intercomunicacao-2\.2\.[0-9]/?"
)

POLES: dict[str, Side] = {
    "AT": Side.ACTIVE,
    "PA": Side.PASSIVE,
    "TC": Side.THIRD,  # terceiro
    "FL": Side.THIRD,  # fiscal da lei
    "TJ": Side.THIRD,  # testemunha do juízo
    "AD": Side.THIRD,  # assistente desinteressado
    "VI": Side.THIRD,  # vítima
}

ANSWER = frozenset(("sucesso", "mensagem", "processo"))
PROCESS = frozenset(("dadosBasicos", "movimento", "documento"))
HEADER = frozenset(
    (
        "polo",
        "assunto",
        "magistradoAtuante",
        "processoVinculado",
        "prioridade",
        "outroParametro",
        "valorCausa",
        "orgaoJulgador",
        "outrosnumeros",
        "outrosNumeros",
    )
)
HEADER_ATTRIBUTES = frozenset(
    (
        "numero",
        "competencia",
        "classeProcessual",
        "codigoLocalidade",
        "nivelSigilo",
        "intervencaoMP",
        "tamanhoProcesso",
        "dataAjuizamento",
        "dscSistema",
    )
)
PARTY = frozenset(("pessoa", "interessePublico", "advogado", "pessoaProcessualRelacionada"))
MOVEMENT = frozenset(("complemento", "movimentoNacional", "movimentoLocal", "idDocumentoVinculado"))
"""The children that the schema allows (WSDL of the TJRJ, 2018); another one is named in the page's reason."""

LEVELS: dict[str, CourtLevel] = {
    "1": CourtLevel.FIRST,
    "2": CourtLevel.SECOND,
    "ORIG": CourtLevel.FIRST,
    "REV": CourtLevel.SECOND,
    "3": CourtLevel.SUPERIOR,
    "ESP": CourtLevel.SUPERIOR,
    "EXT": CourtLevel.SUPERIOR,
}
"""orgaoJulgador's `instancia`: the TJSP prints a figure, the schema names words."""

AGAINST_NOBODY = frozenset(("30", "31", "39", "74", "1294", "1295", "12372", "12374"))
"""National classes that may have one side only: inventories, alvarás, voluntary jurisdiction, consensual divorces."""

REFUSALS: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (
        re.compile(r"senha|usu[aá]rio|login|credencia|autentica|n[aã]o autorizad|sem permiss|acesso negado", re.I),
        Outcome.LOGIN_REQUIRED,
        "The court refuses the credentials.",
    ),
    (
        re.compile(r"segredo de justi[cç]a|sigilo", re.I),
        Outcome.SEALED,
        "The court says only that the case is sealed.",
    ),
    (
        re.compile(
            r"processo\b.{0,80}\b(n[aã]o (foi )?(encontrad|localizad|existe)|inexistente)|"
            r"n[aã]o (foi )?(encontrad|localizad|existe)[^.]{0,40}\bprocesso|nenhum processo",
            re.I,
        ),
        Outcome.NOT_FOUND,
        "The court knows no such case here; it may be sealed or elsewhere.",
    ),
    (
        re.compile(r"limite|excedid|muitas (consultas|requisi)|tente (novamente )?mais tarde", re.I),
        Outcome.RATE_LIMITED,
        "The court asks for fewer requests.",
    ),
    (
        re.compile(r"manuten[cç][aã]o|indispon[ií]vel|fora do ar", re.I),
        Outcome.MAINTENANCE,
        "The court says that its system is out of service.",
    ),
)
"""Sentence of an answer without success, or of a fault → outcome. Any other is a temporary error, never "not found"."""
