"""The keys and sentences of the REST service's answers, as closed tables (VOY 2026-05-26, RAD 2026-09-20)."""

import re

ENVELOPE_KEYS = frozenset({"status", "code", "messages", "result", "pageInfo"})
NEEDED_OF_ENVELOPE = ("status", "code", "messages", "result")
OK = "ok"

LISTED_KEYS = frozenset(
    {"idProcesso", "numeroProcesso", "classe", "classeSigla", "assunto", "ultimaMovimentacao", "partes"}
)
NEEDED_OF_LISTED = ("idProcesso", "numeroProcesso", "partes")
HEADER_KEYS = frozenset(
    {
        "numeroProcesso",
        "dataDistribuicao",
        "classeJudicial",
        "assunto",
        "jurisdicao",
        "orgaoJulgador",
        "orgaoJulgadorColegiado",
        "endereco",
    }
)
"""What the data of a case have; anything else is named in the page's reason. `endereco` is the unit's, and not kept."""
NEEDED_OF_HEADER = ("numeroProcesso", "dataDistribuicao", "classeJudicial", "assunto", "jurisdicao", "orgaoJulgador")
PARTICIPANT_KEYS = frozenset({"participante", "nome", "tipo", "situacao", "principal", "procuradoria"})
NEEDED_OF_PARTICIPANT = ("participante", "nome", "tipo")
MOVEMENT_KEYS = frozenset({"movimento", "dataAtualizacao"})

CODE_AT_END = re.compile(r"\(([0-9]{1,7})\)$")
LAST_MOVEMENT = re.compile(r"(.*\S)\s*\(([0-9/]{10} [0-9:]{8})\)", re.DOTALL)
FIRST_ONES_ONLY = re.compile(r"(?:somente|apenas)\s+os\s+[0-9]{1,5}\s+primeiros", re.IGNORECASE)
CAPTCHA_SENTENCE = re.compile(r"captcha|rob[ôo]", re.IGNORECASE)
SEALED_SENTENCE = re.compile(r"segredo de justi[çc]a|sigilos[oa]", re.IGNORECASE)
