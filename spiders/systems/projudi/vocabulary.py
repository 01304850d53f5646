"""Projudi's labels, legends and sentences, as closed tables. Keys are folded (`spiders.roles.fold`)."""

import re
from typing import Literal

from schemas.courts import Side
from schemas.outcomes import Outcome

Field = Literal["judging_body", "class", "subjects", "amount", "origin", "distribution", "sealed", "status", "judge"]

FIELDS: dict[str, Field | None] = {
    "SERVENTIA": "judging_body",
    "CLASSE": "class",
    "ASSUNTO": "subjects",
    "ASSUNTOS": "subjects",
    "VALOR DA CAUSA": "amount",
    "PROCESSO ORIGINARIO": "origin",
    "DT DISTRIBUICAO": "distribution",
    "DATA DISTRIBUICAO": "distribution",
    "SEGREDO DE JUSTICA": "sealed",
    "STATUS": "status",
    "RELATOR": "judge",
    "RELATORA": "judge",
    "JUIZ": "judge",
    "JUIZA": "judge",
    "MAGISTRADO": "judge",
    # Read and left out: none says anything that a case keeps.
    "VALOR CONDENACAO": None,
    "FASE PROCESSUAL": None,
    "DT TRANSITO EM JULGADO": None,
    "PRIORIDADE": None,
    "EFEITO SUSPENSIVO": None,
    "JULGADO 2O GRAU": None,
    "CUSTA": None,
    "CUSTAS": None,
    "PENHORA NO ROSTO": None,
    "AREA": None,
    "INQUERITO": None,
    "TCO": None,
    "LOCALIZADOR": None,
}
"""Label of "Outras Informações" → what it states; None: known and not kept."""

NEEDED: tuple[Field, ...] = ("judging_body", "class", "subjects", "distribution", "sealed", "status", "amount")
MAY_BE_EMPTY: frozenset[Field] = frozenset(("subjects", "amount"))
"""`NEEDED` is shown by every detail page seen (TJGO 2022), with a value; criminal cases have no amount to print."""

OF_PARTY: dict[str, bool] = {
    "NOME": True,
    "RACA": False,
    "COR": False,
    "CPF CNPJ": False,
    "DATA DE NASCIMENTO": False,
    "SEXO": False,
    "GENERO": False,
    "NATURALIDADE": False,
    "FILIACAO": False,
    "NOME DA MAE": False,
    "NOME SOCIAL": False,
    "IDADE": False,
    "SITUACAO": False,
    "PROFISSAO": False,
    "ESTADO CIVIL": False,
}
"""Label of a party → whether it names the party; the others are known and not kept."""

POLES: dict[str, Side] = {"POLO ATIVO": Side.ACTIVE, "POLO PASSIVO": Side.PASSIVE}
OUTER_LEGENDS = frozenset({"AUTOS", "DADOS DO PROCESSO", ""})
HEADER_LEGEND = "OUTRAS INFORMACOES"

YES_NO: dict[str, bool] = {"SIM": True, "NAO": False}
SEALED = re.compile(r"processo em segredo de justi[çc]a", re.IGNORECASE)
STATUTE = re.compile(
    r"(?:Lei|Decreto|DL|LC|EC|CF|CP|CPP|CTB|CTN|CLT|CC|CPC|ECA|CDC|Constituição|Código|Medida)\b|[^\d]*\d|$",
    re.IGNORECASE,
)
"""What stands behind the last hyphen of a path when it is a statute ("Lei 10406/02"), or nothing, as often printed."""

SENTENCES: tuple[tuple[re.Pattern[str], Outcome, str], ...] = (
    (
        re.compile(
            r"n[ãa]o (?:foi|foram) (?:encontrad|localizad)\w+ (?:nenhum )?(?:processo|registro)|"
            r"nenhum (?:processo|registro) (?:foi )?(?:encontrad|localizad)",
            re.IGNORECASE,
        ),
        Outcome.NOT_FOUND,
        "the court knows no such case",
    ),
    (
        re.compile(r"captcha|rob[ôo]|sistema de prote[çc][ãa]o|bloqueou", re.IGNORECASE),
        Outcome.CAPTCHA,
        "the court asks for a captcha",
    ),
    (
        re.compile(r"segredo de justi[çc]a", re.IGNORECASE),
        Outcome.SEALED,
        "the court says only that the case is sealed",
    ),
    (
        re.compile(r"manuten[çc][ãa]o|indispon[íi]ve", re.IGNORECASE),
        Outcome.MAINTENANCE,
        "the court says that its system is out of service",
    ),
)
"""The sentence that a form comes back with → outcome (the second one seen, TJGO 2026-06); any other is an error."""

CAPTCHA_MARKS = (
    "challenges.cloudflare.com/turnstile",
    "recaptcha/api.js",
    'class="g-recaptcha"',
    'id="captchaimage"',
    'name="captcha"',
    "h-captcha",
)
"""Marks, in lower case, of a captcha that a form really asks."""
