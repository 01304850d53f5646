"""The keys and sentences of PJe-JT's answers, as closed tables (VOY 2026-07-04, ZAV 2026-05-20)."""

import re

from schemas.courts import CourtLevel, Side

BASIC_KEYS = frozenset({"id", "numero", "classe", "codigoOrgaoJulgador", "segredoJustica"})
CASE_KEYS = frozenset(
    {
        "id",
        "numero",
        "classe",
        "orgaoJulgador",
        "pessoaRelator",
        "segredoJustica",
        "justicaGratuita",
        "distribuidoEm",
        "autuadoEm",
        "valorDaCausa",
        "poloAtivo",
        "poloPassivo",
        "assuntos",
        "expedientes",
        "itensProcesso",
    }
)
"""What a case has; anything else is named in the page's reason. `expedientes` are notices, which are not kept."""
NEEDED_OF_CASE = (
    "classe",
    "orgaoJulgador",
    "autuadoEm",
    "valorDaCausa",
    "poloAtivo",
    "poloPassivo",
    "assuntos",
    "itensProcesso",
)
POLES = {"poloAtivo": Side.ACTIVE, "poloPassivo": Side.PASSIVE}
PERSON_KEYS = frozenset({"nome", "tipo", "documento", "representantes", "papeis", "endereco"})
"""`papeis` say the role again, and an address is nobody's business."""
NEEDED_OF_PARTY = ("nome", "tipo", "representantes")
SUBJECT_KEYS = frozenset({"principal", "descricao"})
ITEM_KEYS = frozenset({"documento", "id", "data", "titulo", "tipo", "publico", "idUnicoDocumento", "instancia"})
NEEDED_OF_ITEM = ("documento", "id", "data", "titulo")

DEGREES = {"1": CourtLevel.FIRST, "2": CourtLevel.SECOND, "3": CourtLevel.SUPERIOR}
"""`instancia` of an item, by the degrees that the header `X-Grau-Instancia` counts."""
DEGREE_NAMES = {"1": "the first degree", "2": "the second degree"}

SEALED_SENTENCE = re.compile(r"segredo de justi[çc]a|sigilos[oa]|em sigilo", re.IGNORECASE)
NOT_FOUND_SENTENCE = re.compile(r"n[ãa]o (?:foi )?(?:encontrad|localizad|existe)", re.IGNORECASE)
CAPTCHA_SENTENCE = re.compile(r"captcha|desafio|caracteres da imagem", re.IGNORECASE)
