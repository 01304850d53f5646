"""The words that eproc prints, as closed tables: labels of the cover, columns, the court's sentences.

All keys are folded (`spiders.roles.fold`). How the words are found on a page is said in the modules beside this one.
"""

import re
from typing import Literal

from schemas.courts import CourtLevel
from schemas.outcomes import Outcome

Fact = Literal[
    "number", "opened", "distributed", "status", "body", "collegiate_body", "judge", "class", "jurisdiction", "secrecy"
]

COVER_LABELS: dict[str, Fact | None] = {
    "N DO PROCESSO": "number",
    "NO DO PROCESSO": "number",
    "NUMERO DO PROCESSO": "number",
    "PROCESSO": "number",
    "DATA DE AUTUACAO": "opened",
    "DATA DA AUTUACAO": "opened",
    "AUTUACAO": "opened",
    "DATA DE DISTRIBUICAO": "distributed",
    "DATA DA DISTRIBUICAO": "distributed",
    "SITUACAO": "status",
    "ORGAO JULGADOR": "body",
    "ORGAO JULGADOR COLEGIADO": "collegiate_body",
    "ORGAO COLEGIADO": "collegiate_body",
    "COLEGIADO": "collegiate_body",
    "JUIZ": "judge",
    "JUIZA": "judge",
    "MAGISTRADO": "judge",
    "RELATOR": "judge",
    "RELATORA": "judge",
    "CLASSE DA ACAO": "class",
    "CLASSE": "class",
    "LOCALIDADE": "jurisdiction",
    "COMARCA": "jurisdiction",
    "NIVEL DE SIGILO": "secrecy",
    "NIVEL DE SIGILO DO PROCESSO": "secrecy",
    "SIGILO": "secrecy",
    # Its value is the table of related cases, read apart.
    "PROCESSOS RELACIONADOS": None,
    "PROCESSO RELACIONADO": None,
    # Known and not kept.
    "COMPETENCIA": None,
    "RITO": None,
    "CHAVE": None,
    "TIPO DE DISTRIBUICAO": None,
    "LEMBRETES": None,
}
"""Label of the cover → what it states; None: known and not kept. TRF6's page shows the first of each kind."""

NEEDED_ON_COVER: tuple[tuple[Fact, ...], ...] = (
    ("opened", "distributed"),
    ("status",),
    ("body", "collegiate_body"),
    ("class",),
)
"""Printed by every detail page; of each group one is enough."""

MORE_LABELS: dict[str, Literal["amount", "secrecy"]] = {
    "VALOR DA CAUSA": "amount",
    "VALOR DA ACAO": "amount",
    "NIVEL DE SIGILO DO PROCESSO": "secrecy",
    "NIVEL DE SIGILO": "secrecy",
}
"""Labels of "Informações Adicionais" that a case keeps. The others there are the tribunal's own list of yes and no."""

EVENT_COLUMNS = {
    "EVENTO": "number",
    "DATA HORA": "moment",
    "DATA": "moment",
    "DESCRICAO": "text",
    "USUARIO": "user",
    "DOCUMENTOS": "documents",
    "DOCUMENTO": "documents",
}
NEEDED_OF_EVENTS = frozenset({"number", "moment", "text", "documents"})
NO_DOCUMENTS = "EVENTO NAO GEROU DOCUMENTO"

CASE_COLUMNS = {
    "N PROCESSO": "number",
    "NO PROCESSO": "number",
    "PROCESSO": "number",
    "AUTOR": "active",
    "REU": "passive",
    "ASSUNTO": "subject",
    "ULTIMO EVENTO": "last_event",
}
NEEDED_OF_CASES = frozenset({"number", "active", "passive"})

PERSON_COLUMNS = {"NOME DA PARTE": "name", "NOME": "name", "CPF CNPJ": "document"}
NEEDED_OF_PERSONS = frozenset({"name", "document"})

LISTED_COLUMNS = {
    "N PROCESSO": "number",
    "NO PROCESSO": "number",
    "N DO PROCESSO": "number",
    "NUMERO DO PROCESSO": "number",
    "PROCESSO": "number",
    "CLASSE": "class",
    "CLASSE DA ACAO": "class",
    "ASSUNTO": "subject",
    "ASSUNTO PRINCIPAL": "subject",
    "PARTES": "parties",
    "LOCALIDADE": "place",
    "LOCALIDADE JUDICIAL": "place",
    "ORGAO ATUAL": "body",
    "JUIZO ATUAL": "body",
    "ORGAO JULGADOR": "body",
    "ORGAO JULGADOR ATUAL": "body",
    "DISTRIBUICAO": "moment",
    "DATA DISTRIBUICAO": "moment",
    "DATA DA DISTRIBUICAO": "moment",
    "DATA DE DISTRIBUICAO": "moment",
    "DATA HORA DISTRIBUICAO": "moment",
    "DATA HORA DA DISTRIBUICAO": "moment",
}
"""Columns of the distribution list. No page of it was seen: the kinds of column are reported, their words are not."""
NEEDED_OF_LISTED = frozenset({"number", "class", "parties", "moment"})

_NOTHING = r"^(NENHUM (REGISTRO|PROCESSO|RESULTADO)( FOI)? ENCONTRADO|PROCESSO NAO ENCONTRADO)\b"
SENTENCES: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (re.compile(r"CAPTCHA|CODIGO DA IMAGEM|CODIGO DE CONFIRMACAO|ROBO\b"), Outcome.CAPTCHA, "a captcha was not passed"),
    (re.compile(_NOTHING), Outcome.NOT_FOUND, "the court knows no such case"),
    (re.compile(r"SEGREDO DE JUSTICA|SIGILOS[OA]|\bSIGILO\b"), Outcome.SEALED, "the court says only that it is sealed"),
    (re.compile(r"SESSAO.{0,30}(EXPIR|ENCERR|INVALID)"), Outcome.UPSTREAM_ERROR, "the court's session ended"),
    (re.compile(r"LOGIN|ACESSO RESTRITO|NAO AUTENTICADO"), Outcome.LOGIN_REQUIRED, "the court asks for a login"),
    (re.compile(r"MANUTENCAO|INDISPONIVEL|FORA DO AR"), Outcome.MAINTENANCE, "the court's system is out of service"),
)
"""Sentence of a message → outcome, the first that fits. Any other is an error of the court, never "not found"."""

MORE_PARTIES = re.compile(r"\b(DEMAIS|OUTR[OA]S|MAIS|CARREGAR|LISTAR|VER TOD[OA]S)\b")
"""Words of a link among the parties that fetches what the page does not show."""

HIDDEN_PARTIES = re.compile(r"\b(SEGREDO DE JUSTICA|SIGILOS[OA]S?|SIGILO)\b")

INSTANCES: dict[str, CourtLevel] = {
    "1g": CourtLevel.FIRST,
    "2g": CourtLevel.SECOND,
    "tr": CourtLevel.APPEALS_PANEL,
}
"""The class `instancia-…` of a page's body → degree (TRF6 and TJTO: `instancia-1g`)."""
